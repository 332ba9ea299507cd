"""Sentences x tags -> tone toward each tagged actor: what moved it, who holds it, and who toward whom in all."""

import math
from collections.abc import Collection
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import TableError
from corpus.methods import MethodLike
from corpus.pieces import Learned, Pieces, find_pieces, learned, weigh
from corpus.tables import TEXT_ROLES
from corpus.tone import score
from corpus.weights import spread

WORDED = "news"
"""The method that has words and frames of its own; any other weighs its hits by their place alone."""

SOFT = 15.0
FEW = 5
"""Below so many articles a mean is not given."""

UNNAMED = "(unnamed)"
KEYS = ("sentence_id", "lexicon", "entry", "label", "kind", "code", "start", "end", "surface")
AT_ONCE = 2**10


def _refuse(tags: pd.DataFrame, wrong: np.ndarray, expected: str) -> None:
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        one = tags.iloc[at]
        where = f"start {one['start']}, end {one['end']}, surface {one['surface']!r}"
        raise TableError(f"table tags, row {tags.index[at]!r}, sentence {one['sentence_id']!r}: {where}; {expected}")


def _checked(sentences: pd.DataFrame, tags: pd.DataFrame, roles: Collection[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tags of sentences of some roles, and these sentences; every tag lies in its sentence."""
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    at = pd.Index(sentences["sentence_id"]).get_indexer(pd.Index(tags["sentence_id"]))
    _refuse(tags, at < 0, "expected a sentence_id of table sentences; keep the tags of the sentences given")
    lengths = sentences["text"].str.len().to_numpy(dtype=np.int64)[at]
    start, end = tags["start"].to_numpy(), tags["end"].to_numpy()
    wrong = (start < 0) | (end <= start) | (end > lengths)
    _refuse(tags, wrong, "expected a span within its sentence, start before end")
    used = sentences[sentences["role"].isin(roles)]
    tags = tags[tags["sentence_id"].isin(used["sentence_id"])]
    return used[used["sentence_id"].isin(tags["sentence_id"])], tags


def target_spans(sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """Return a row per tag: `text`, number of its sentence; `target_start`, `target_end`; `target`, its own number."""
    text = pd.Index(sentences["sentence_id"]).get_indexer(pd.Index(tags["sentence_id"]))
    ends = {"target_start": tags["start"].to_numpy(), "target_end": tags["end"].to_numpy()}
    return pd.DataFrame({"text": text, **ends, "target": np.arange(len(tags))})


def hits_of(sentences: pd.DataFrame, method: MethodLike) -> pd.DataFrame:
    """Return the hits of a method with the number of their sentence (`text`), whatever the role of the sentence."""
    _, hits = score(sentences, method, roles=tables.TABLES["sentences"]["role"].allowed)
    unit = spread("news") if isinstance(method, str) and method == "consensus" else 1.0
    text = pd.Index(sentences["sentence_id"]).get_indexer(pd.Index(hits["sentence_id"]))
    hits = hits.assign(text=text, contribution=hits["contribution"] * unit)
    return hits[["text", "start", "end", "base", "rule", "contribution"]]


def _weighed(sentences: pd.DataFrame, tags: pd.DataFrame, method: MethodLike) -> tuple[Pieces, np.ndarray, np.ndarray]:
    """Return pieces with what they contribute, and by tag the words of its sentence."""
    spans, hits = target_spans(sentences, tags), hits_of(sentences, method)
    return _by_parts(sentences["text"].tolist(), spans, hits, learned(_is_worded(method)))


def _by_parts(
    texts: list[str], spans: pd.DataFrame, hits: pd.DataFrame, how: Learned
) -> tuple[Pieces, np.ndarray, np.ndarray]:
    """Weigh so many targets at once, and return pieces, contributions and words of all."""
    found: list[tuple[Pieces, np.ndarray]] = []
    words = [np.zeros(0)]
    for first in range(0, max(len(spans), 1), AT_ONCE):
        part = spans.iloc[first : first + AT_ONCE]
        used, text = np.unique(part["text"].to_numpy(), return_inverse=True)
        part = part.assign(text=text, target=np.arange(len(part)))
        theirs = hits[hits["text"].isin(used)]
        theirs = theirs.assign(text=np.searchsorted(used, theirs["text"].to_numpy()))
        pieces, counts = find_pieces([texts[n] for n in used.tolist()], part, theirs, how)
        shares = weigh(pieces, len(part), how)
        found.append((pieces._replace(target=pieces.target + first), shares))
        words.append(counts)
    pieces = Pieces(*(np.concatenate(column) for column in zip(*(one for one, _ in found), strict=True)))
    return pieces, np.concatenate([shares for _, shares in found]), np.concatenate(words)


def _is_worded(method: MethodLike) -> bool:
    return isinstance(method, str) and method == WORDED


def _name(method: MethodLike) -> str:
    if isinstance(method, pd.DataFrame):
        return ", ".join(dict.fromkeys(method["lexicon"])) if "lexicon" in method else "lexicon"
    return str(method)


def _holders(tags: pd.DataFrame, speakers: pd.DataFrame | None) -> list[str]:
    """Return who holds the tone toward each tag: who is reported to say the sentence, "" for the outlet."""
    if speakers is None:
        return [""] * len(tags)
    columns = ("sentence_id", "said_by", "start", "end")
    frames: dict[str, tuple[Any, ...]] = {row[0]: row[1:] for row in tables.rows_of(speakers, *columns)}
    holders = []
    for sentence_id, start in tables.rows_of(tags, "sentence_id", "start"):
        said_by, first, last = frames.get(sentence_id, (None, 0, 0))
        holders.append("" if said_by is None or first <= start < last else said_by or UNNAMED)
    return holders


def _sums(pieces: Pieces, shares: np.ndarray, targets: int) -> np.ndarray:
    bounds = np.searchsorted(pieces.target, np.arange(targets + 1)).tolist()
    values = shares.tolist()
    return np.array([math.fsum(values[first:last]) for first, last in pairwise(bounds)])


def score_toward(
    sentences: pd.DataFrame,
    tags: pd.DataFrame,
    method: MethodLike = "news",
    *,
    speakers: pd.DataFrame | None = None,
    roles: Collection[str] = TEXT_ROLES,
) -> pd.DataFrame:
    """Score the tone of each sentence toward each actor tagged in it.

    The hits of the method count by their side and distance of the tag. Method ``news`` also has words and frames
    ("TARGET accused", "accused TARGET of") of its own, learned from labelled sentences in which names were masked.
    What tells matter-of-factly ("said", "met") brings the sum nearer to 0. Nothing is added beside the pieces that
    `explain_toward` shows: no hit, no tone. Words within the tag are no hits.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    tags : DataFrame
        Table ``tags``: any label, kind and lexicon.
    method : str, path or DataFrame
        As `score` takes it.
    speakers : DataFrame, optional
        What `find_speakers` gives for the sentences; without it the outlet holds all tone.
    roles : collection of str
        Tags of which sentences are scored: those of body and summary, unless asked.

    Returns
    -------
    DataFrame
        One row per tag in sentences of these roles, in the order of `tags` and with its index: `sentence_id`,
        `lexicon`, `entry`, `label`, `kind`, `code`, `start`, `end`, `surface` of the tag; `holder`, who is
        reported to say it ("" for the outlet, and where the tag is the speaker; "(unnamed)" for a speaker whom no
        tag names); `method`; `score` between -1 and 1, neutral from -0.05 to 0.05; `raw`, the exact sum of the
        contributions; `hits`, how many pieces moved it; `words` of the sentence.

    Raises
    ------
    TableError
        When a table does not keep its contract, or a tag lies in no sentence given or outside of it; names the row.
    ParameterError
        When there is no such method.

    Notes
    -----
    Hamborg, F. & Donnay, K. (2021). NewsMTSC: A dataset for (multi-)target-dependent sentiment classification in
    political news articles. EACL, 1663-1675. https://doi.org/10.18653/v1/2021.eacl-main.142

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> text = "Pakistan praised Iran."
    >>> mine = pd.DataFrame({"sentence_id": ["a:1"], "article_id": ["a"], "text": [text]})
    >>> sentences = tables.complete(mine, "sentences")
    >>> toward = score_toward(sentences, tag(sentences, "countries"))
    >>> [(label, score > 0.05) for label, score in toward[["label", "score"]].values.tolist()][1]
    ('Iran', True)
    """
    sentences, tags = _checked(sentences, tags, roles)
    pieces, shares, words = _weighed(sentences, tags, method)
    raw = _sums(pieces, shares, len(tags))
    made = {
        "holder": pd.array(_holders(tags, speakers), dtype="str"),
        "method": pd.array([_name(method)] * len(tags), dtype="str"),
        "score": raw / np.sqrt(raw * raw + SOFT),
        "raw": raw,
        "hits": np.bincount(pieces.target[pieces.pull != 0], minlength=len(tags)),
        "words": words.astype(np.int64),
    }
    return tags[list(KEYS)].assign(**made)


def explain_toward(
    sentences: pd.DataFrame, tags: pd.DataFrame, method: MethodLike = "news", *, roles: Collection[str] = TEXT_ROLES
) -> pd.DataFrame:
    """Show every piece that moved the tone toward each tag.

    Parameters
    ----------
    sentences, tags, method, roles
        As `score_toward` takes them.

    Returns
    -------
    DataFrame
        One row per piece and tag: `label`, `target_start`, `target_end` of the tag, then the columns of table
        ``hits``, `place` (words away from the tag, negative before it) and `calm`. `base` is the value in the
        lexicon, or the learned weight at that place; `rule` is that of the hit, ``word`` (negated or not) or
        ``frame: ...``. `contribution` is base by place, times one factor for the whole sentence, which comes from
        the sum of `calm`: above 0 told matter-of-factly, below 0 heated. Contributions of a tag add up to its `raw`.

    Raises
    ------
    TableError
        As `score_toward`.
    """
    sentences, tags = _checked(sentences, tags, roles)
    pieces, shares, _ = _weighed(sentences, tags, method)
    of = tags.iloc[pieces.target]
    texts = dict(tables.rows_of(sentences, "sentence_id", "text"))
    places = zip(of["sentence_id"], pieces.start.tolist(), pieces.end.tolist(), strict=True)
    columns = {
        "sentence_id": of["sentence_id"].array,
        "label": of["label"].array,
        "target_start": of["start"].to_numpy(),
        "target_end": of["end"].to_numpy(),
        "method": pd.array([_name(method)] * len(of), dtype="str"),
        "start": pieces.start.astype(np.int64),
        "end": pieces.end.astype(np.int64),
        "surface": pd.array([texts[one][start:end] for one, start, end in places], dtype="str"),
        "base": pieces.base.astype(float),
        "place": pieces.place.astype(np.int64),
        "calm": pieces.calm,
        "rule": pd.array(pieces.rule.tolist(), dtype="str"),
        "contribution": shares + 0.0,
    }
    return pd.DataFrame(columns)


def tone_between(toward: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Sum up who speaks how of whom.

    Parameters
    ----------
    toward : DataFrame
        What `score_toward` gives.
    sentences : DataFrame
        Table ``sentences``, for the articles.

    Returns
    -------
    DataFrame
        One row per holder, target (the label) and method, by number of sentences: `n_sentences`, `n_articles`,
        `score`, the mean over sentences (several tags of a target in a sentence are averaged first), missing below
        `FEW` articles, and `sentence_ids`, the sentences with blanks between them, to be read.

    Raises
    ------
    TableError
        When ``sentences`` does not keep its contract, or ``toward`` lacks a column.

    Examples
    --------
    >>> no_tags = tables.empty("tags")
    >>> len(tone_between(score_toward(tables.empty("sentences"), no_tags), tables.empty("sentences")))
    0
    """
    tables.check(sentences, "sentences")
    missing = [name for name in ("sentence_id", "label", "holder", "method", "score") if name not in toward]
    if missing:
        raise TableError(f"table toward, column {missing[0]}: expected, but missing; score_toward makes it")
    article = dict(tables.rows_of(sentences, "sentence_id", "article_id"))
    keys = ["holder", "label", "method"]
    each = toward.groupby([*keys, "sentence_id"], as_index=False, sort=True)["score"].mean()
    each = each.assign(article_id=each["sentence_id"].map(article).astype("str"))
    between = each.groupby(keys, as_index=False).agg(
        n_sentences=("sentence_id", "size"),
        n_articles=("article_id", "nunique"),
        score=("score", "mean"),
        sentence_ids=("sentence_id", " ".join),
    )
    between["score"] = between["score"].where(between["n_articles"] >= FEW)
    ordered = between.sort_values(["n_sentences", *keys], ascending=[False, True, True, True], ignore_index=True)
    return ordered.rename(columns={"label": "target"}).astype({"sentence_ids": "str"})
