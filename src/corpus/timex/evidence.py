"""What dates an article: a fact with its words, and the time expressions it is read from."""

from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus.tables import rows_of

CALENDAR = ("DATE", "TIME")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Evidence(NamedTuple):
    """A row of the table evidence; `earliest` and `latest` are ISO days, "" for none."""

    article_id: str
    kind: str
    sentence_id: str = ""
    start: int = 0
    end: int = 0
    surface: str = ""
    earliest: str = ""
    latest: str = ""
    from_article_id: str = ""
    source: str = "text"
    verdict: str = "used"
    note: str = ""

    def row(self) -> tuple[object, ...]:
        """Return the row with None for a day that is not known."""
        return tuple(
            value or None if name in ("earliest", "latest") else value for name, value in self._asdict().items()
        )


class Told(NamedTuple):
    """A time expression and the sentence it stands in; `first` and `last` are ISO days, "" where not known."""

    article_id: str
    sentence_id: str
    role: str
    text: str
    start: int
    end: int
    surface: str
    unresolved: str
    mod: str
    grain: str
    basis: str
    first: str
    last: str

    def words(self, kind: str, **found: str) -> Evidence:
        """Return evidence of a kind whose words are this expression."""
        return Evidence(self.article_id, kind, self.sentence_id, self.start, self.end, self.surface, **found)


def tell_dates(dates: pd.DataFrame, sentences: pd.DataFrame) -> list[Told]:
    """Return the expressions that are on the calendar, each with its sentence, in reading order."""
    columns = ("sentence_id", "type", "start", "end", "surface", "unresolved", "mod", "grain", "basis")
    days = zip(iso_days(dates["earliest"]), iso_days(dates["latest"]), strict=True)
    told = [(*row, *span) for row, span in zip(rows_of(dates, *columns), days, strict=True) if row[1] in CALENDAR]
    dated = {row[0] for row in told}
    known = {
        one: (article_id, one, role, text)
        for one, article_id, role, text in rows_of(sentences, "sentence_id", "article_id", "role", "text")
        if one in dated
    }
    found = [Told(*known[row[0]], *row[2:]) for row in told if row[0] in known]
    return sorted(found, key=attrgetter("article_id", "sentence_id", "start"))


def iso_days(times: pd.Series) -> list[str]:
    """Return days as text, "" for one that is not known."""
    return ["" if day == "NaT" else day for day in np.datetime_as_string(times.to_numpy(), unit="D").tolist()]


def moved(day: str, days: int) -> str:
    """Return the day so many days from a day.

    Examples
    --------
    >>> moved("2023-07-19", 6)
    '2023-07-25'
    """
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def weekday_of(day: str) -> int:
    """Return the ISO weekday of a day: 1 is Monday."""
    return date.fromisoformat(day).isoweekday()
