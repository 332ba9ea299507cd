"""Coded events -> events: the date and place of each act, and one row for what several articles tell."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.act_dates import Dated, Spoken, date_acts
from corpus.act_scenes import Scene, find_scenes
from corpus.attribution import find_frames
from corpus.tables import rows_of

MUTUAL = ("CONSULT",)
"""Types in which source and target may change places: who met whom."""

SIDES = ("source", "target", "place")
KEYS = (
    ("source", "target", "place"),
    ("source", "target", "words"),
    ("source", "place", "words"),
    ("target", "place", "words"),
)
"""What two mentions of one type and day must share to be one event; none of these may be empty."""

PARTS = (("source", "target", "words"), ("source", "place", "words"))
"""What a mention with a longer time ("in October") must share with the one event of a day within it."""

ONCE = ("words", "object")
"""What a mention without a day of an act that happens once must share with the one event of a day."""


class Told(NamedTuple):
    """A coded act with its date and scene, and what is compared: sides in order, modality, day, time."""

    sentence_id: str
    start: int
    type: str
    quad: int
    modality: str
    source_actor: str
    target_actor: str
    said_by: str
    surface: str
    date: Dated
    place: str
    words: str
    object: str
    once: bool
    source: str
    target: str
    taken: str
    day: str
    when: str

    @property
    def event_id(self) -> str:
        """Return the id of the event that this act is the first to tell."""
        return f"{self.sentence_id}@{self.start}-{self.type}"


Row = tuple[int, Told]
"""An act and its row."""


def find_events(
    coded: pd.DataFrame,
    dates: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame | None = None,
    tags: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Date the coded events, and put into one row what several sentences or articles tell of the same event.

    The date of an act is the time expression nearest to its trigger in its own clause, and not that of the
    report: after "the military said on Sunday" the act lies on or before that Sunday, ``../2025-12-21``. "Since"
    and the like make an interval. An act that is told as done, without a date in its sentence, lies on or before
    the publication of its article: `grain` is "" then. Nothing is taken from other sentences.

    Mentions are merged when type and day (in one article: time), two actors or an actor and the place, and the place
    or the words of the trigger agree, and nothing else that they say contradicts. A definite noun without a day ("the
    Taliban's takeover of Afghanistan", see the list ``once_words``) joins the one event of the same words and
    object, and "in October" the one event of these words and actors in that month, if there is no second one.
    What says less is left apart: two rows for one event are the smaller error.

    Parameters
    ----------
    coded, dates, articles : DataFrame
        The tables of these names, of the same sentences.
    sentences : DataFrame, optional
        Table ``sentences``. Without it clauses and reports are not seen: the nearest date is taken.
    tags : DataFrame, optional
        Table ``tags``: gives the places, the objects of nouns, and the names in reported speech.

    Returns
    -------
    events : DataFrame
        One row per event (table ``events``), in reading order of the first sentence that tells it, which gives
        `event_id`. Its date is the narrowest that a mention states; `said_by` is empty when a mention tells it
        without a speaker; `n_articles` counts articles of the same text once; `surface` is the trigger in its first
        sentence.
    mentions : DataFrame
        One row per event and sentence that tells it (table ``mentions``).

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Notes
    -----
    The report is an event of its own, as in TimeML (class REPORTING):
    http://www.timeml.org/publications/timeMLdocs/timeml_1.2.1.html

    Examples
    --------
    >>> article = {"article_id": "a", "text": "", "published": "2025-12-21"}
    >>> articles = tables.complete(pd.DataFrame([article]), "articles")
    >>> act = {"sentence_id": "a:1", "start": 11, "end": 14, "surface": "met", "type": "CONSULT", "quad": 1}
    >>> events, _ = find_events(tables.complete(pd.DataFrame([act]), "coded"), tables.empty("dates"), articles)
    >>> events[["edtf", "grain"]].values.tolist()
    [['../2025-12-21', '']]
    """
    for frame, name in ((coded, "coded"), (dates, "dates"), (articles, "articles")):
        tables.check(frame, name)
    sentences = tables.empty("sentences") if sentences is None else sentences
    tags = tables.empty("tags") if tags is None else tags
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    order = sorted(enumerate(rows_of(coded, "sentence_id", "start", "type")), key=itemgetter(1))
    coded = coded.iloc[[row for row, _ in order]]
    spoken = _spoken(sentences, tags, set(coded["sentence_id"]).intersection(dates["sentence_id"]))
    dated = date_acts(coded, dates, articles, spoken)
    scenes = find_scenes(coded, sentences, tags)
    acts = list(map(_told, rows_of(coded, *Told._fields[:9]), dated, scenes))
    return _collect(acts, _groups(acts), dict(rows_of(articles, "article_id", "duplicate_of")))


def _spoken(sentences: pd.DataFrame, tags: pd.DataFrame, timed: Container[str]) -> dict[str, Spoken]:
    """Return the text of some sentences, and where the frame that reports each of them begins and ends."""
    texts = {one: text for one, text in rows_of(sentences, "sentence_id", "text") if one in timed}
    frames = find_frames(texts, tags)
    return {
        one: (text, frame.start, frame.end) if (frame := frames.get(one)) and frame.reports else (text, 0, 0)
        for one, text in texts.items()
    }


def _told(row: tuple[Any, ...], date: Dated, scene: Scene) -> Told:
    sentence_id, _, type_, _, modality, source, target, *_ = row
    if type_ in MUTUAL and source > target != "":
        source, target = target, source
    day = when = ""
    if date.earliest is not pd.NaT and date.latest is not pd.NaT:
        first, last = date.earliest.date(), date.latest.date()
        day = first.isoformat() if first == last else ""
        when = day or f"{article_of(sentence_id)} {date.edtf}"
    taken = "actual" if modality == "historical" else modality
    return Told._make((*row, date, *scene, source, target, taken, day, when))


class Groups:
    """Which rows are one event: each points to an earlier one, the first to itself."""

    def __init__(self, count: int) -> None:
        self.parents = list(range(count))

    def first(self, row: int) -> int:
        """Return the first row of the event of a row."""
        while self.parents[row] != row:
            self.parents[row] = self.parents[self.parents[row]]
            row = self.parents[row]
        return row

    def join(self, rows: Iterable[int]) -> None:
        """Make rows one event."""
        firsts = sorted({self.first(row) for row in rows})
        for one in firsts[1:]:
            self.parents[one] = firsts[0]


def _groups(acts: Sequence[Told]) -> list[int]:
    """Return for each act the first row of its event."""
    groups = Groups(len(acts))
    timed = [(row, act) for row, act in enumerate(acts) if act.when]
    for key in KEYS:
        _join_times(groups, timed, key)
    _join_wholes(groups, [(row, act) for row, act in enumerate(acts) if act.taken == "actual"])
    return [groups.first(row) for row in range(len(acts))]


def _by_key(acts: Iterable[Row], *key: str) -> dict[tuple[str, ...], list[Row]]:
    """Return the acts by type and key, those left out of whose key a part is empty."""
    found: dict[tuple[str, ...], list[Row]] = {}
    parts = attrgetter("type", *key)
    for row, act in acts:
        values = parts(act)
        if all(values):
            found.setdefault(values, []).append((row, act))
    return found


def _join_times(groups: Groups, timed: Iterable[Row], key: Sequence[str]) -> None:
    """Join mentions of one day, or within an article of one time, that share a key and contradict in nothing."""
    rest = [attrgetter(name) for name in SIDES if name not in key]
    for several in _by_key(timed, "when", "taken", *key).values():
        if len(several) > 1 and all(len({part(act) for _, act in several} - {""}) <= 1 for part in rest):
            groups.join(row for row, _ in several)


def _join_wholes(groups: Groups, actual: Sequence[Row]) -> None:
    """Join a mention without a day to the one event of a day that it can mean, if there is no second one."""
    days = [(row, act) for row, act in actual if act.day]
    closed = [(row, act) for row, act in actual if act.when and not act.day]
    for key in PARTS:
        _join_the_one(groups, closed, days, key)
    once = [(row, act) for row, act in actual if act.once]
    _join_the_one(groups, [one for one in once if not one[1].day], [one for one in once if one[1].day], ONCE)


def _join_the_one(groups: Groups, whole: Iterable[Row], days: Iterable[Row], key: Sequence[str]) -> None:
    rest = [attrgetter(name) for name in SIDES if name not in key]
    told = _by_key(days, *key)
    for values, several in _by_key(whole, *key).items():
        those = told.get(values, [])
        if len({act.day for _, act in those}) == 1:
            first, day = those[0]
            groups.join([first, *(row for row, act in several if _may_mean(act, day, rest))])


def _may_mean(whole: Told, day: Told, parts: Iterable[Callable[[Told], str]]) -> bool:
    """Tell whether a mention without a day does not contradict an event of a day."""
    if whole.date.earliest > day.date.latest or whole.date.latest < day.date.earliest:
        return False
    return all(len({part(whole), part(day)} - {""}) <= 1 for part in parts)


def _collect(
    acts: Sequence[Told], groups: Sequence[int], copies: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events, each as its mentions together tell it, and the mentions."""
    told: dict[int, list[Told]] = {}
    for group, act in zip(groups, acts, strict=True):
        told.setdefault(group, []).append(act)
    events = tables.from_rows("events", (_event(several, copies) for several in told.values()))
    surfaces = pd.Series([several[0].surface for several in told.values()], dtype="str")
    mentions = dict.fromkeys(
        (acts[group].event_id, article_of(act.sentence_id), act.sentence_id)
        for group, act in zip(groups, acts, strict=True)
    )
    return events.assign(surface=surfaces), tables.from_rows("mentions", mentions)


def _event(told: Sequence[Told], copies: Mapping[str, str]) -> tuple[object, ...]:
    """Return the event of some mentions, as they together tell it."""
    first, *others = told
    if not others:
        sides = (first.source_actor, first.target_actor, first.said_by, first.place)
        return first.event_id, *first.date, first.type, first.quad, first.modality, *sides, first.sentence_id, 1
    date = min((act.date for act in told), key=_width)
    source, target, place = (
        next(filter(None, (getattr(act, name) for act in told)), "")
        for name in ("source_actor", "target_actor", "place")
    )
    said_by = first.said_by if all(act.said_by for act in told) else ""
    articles = {copies.get(one) or one for one in (article_of(act.sentence_id) for act in told)}
    what = (first.type, first.quad, first.modality, source, target, said_by, place)
    return first.event_id, *date, *what, first.sentence_id, len(articles)


def _width(date: Dated) -> tuple[object, ...]:
    """Return a key by which the narrowest date comes first, a documented one before an inferred one."""
    closed = date.earliest is not pd.NaT and date.latest is not pd.NaT
    width = date.latest - date.earliest if closed else pd.Timedelta(0)
    return not date.edtf, not closed, width, date.grade != "documented"


def article_of(sentence_id: str) -> str:
    """Return the article id in a sentence id: what stands before the last colon."""
    article_id, colon, _ = sentence_id.rpartition(":")
    return article_id if colon else sentence_id
