"""What dates an article: a fact with its words, and the time expressions it is read from."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

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


def tell_dates(dates: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the expressions that are on the calendar, each with its sentence, and its days as text."""
    told = dates[dates["type"].isin(CALENDAR)]
    days = {
        name: told[side].dt.strftime("%Y-%m-%d").fillna("")
        for name, side in (("first", "earliest"), ("last", "latest"))
    }
    columns = ["article_id", "sentence_id", "role", "text"]
    return told.assign(**days).merge(sentences[columns], on="sentence_id")


def records(told: pd.DataFrame) -> Iterator[Told]:
    """Return the rows of `tell_dates` as records."""
    return map(Told._make, rows_of(told, *Told._fields))


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
