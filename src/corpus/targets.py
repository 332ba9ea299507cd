"""Tone toward actors, to be read: of which actors, who holds it, and which words moved it."""

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError, TableError
from corpus.lexicons import read_table

ACTOR_LEXICONS = ("actors", "countries")
PIECES = ("sentence_id", "label", "target_start", "start", "surface", "contribution")
OUTLET = "the outlet"
SMALL_WORDS = "(words of grammar)"
"""Who holds the tone of what nobody is reported to say."""


def select_actors(tags: pd.DataFrame, actors: str = "") -> pd.DataFrame:
    """Choose the tags of actors: those of the lexicons of actors and countries, or of some names.

    Parameters
    ----------
    tags : DataFrame
        Table ``tags``.
    actors : str
        Labels separated by commas, of any lexicon; "" for all of the lexicons of actors and countries.

    Returns
    -------
    DataFrame
        One row per tag chosen (table ``tags``).

    Raises
    ------
    ParameterError
        When there are tags and none has a label of that name.

    Examples
    --------
    >>> len(select_actors(tables.empty("tags"), "Pakistan"))
    0
    """
    tables.check(tags, "tags")
    named = tags[tags["lexicon"].isin(ACTOR_LEXICONS)]
    wanted = {name.strip().casefold() for name in actors.split(",")} - {""}
    if not wanted:
        return named
    labels = tags["label"].str.casefold()
    unknown = sorted(wanted - set(labels)) if len(tags) else []
    if unknown:
        known = ", ".join(named["label"].value_counts().index[:40])
        raise ParameterError(f"actors: expected labels of actors in these texts, such as {known}; found {unknown[0]!r}")
    return tags[labels.isin(wanted)]


def name_holders(between: pd.DataFrame) -> pd.DataFrame:
    """Name the outlet as holder where nobody else is, for figures and tables.

    Examples
    --------
    >>> name_holders(pd.DataFrame({"holder": ["", "Pakistan"]}))["holder"].tolist()
    ['the outlet', 'Pakistan']
    """
    return between.assign(holder=between["holder"].where(between["holder"] != "", OUTLET))


def _told_as(surfaces: pd.Series) -> pd.Series:
    """Return the words as they are told, those of grammar ("and", "in") all as one."""
    words = surfaces.str.casefold()
    listed = read_table("common_words").query("kind == 'grammar'")["word"]
    return words.mask(words.isin(listed), SMALL_WORDS)


def list_movers(pieces: pd.DataFrame, *, most: int = 5) -> pd.DataFrame:
    """List for each actor the words that moved the tone toward it most, in either direction.

    Parameters
    ----------
    pieces : DataFrame
        What `explain_toward` gave.
    most : int
        How many words are told on each side.

    Returns
    -------
    DataFrame
        One row per actor, those with the most sentences first: `target`, `n_sentences` (in which something moved
        it), `contribution` (the sum over all pieces; where a sentence names the actor several times, their mean),
        `raised` and `lowered` (the words, each with the sum of its contributions and how often it stands there;
        words of grammar, which say how matter-of-factly a sentence is told, as one).

    Raises
    ------
    TableError
        When a column is missing.

    Examples
    --------
    >>> pieces = pd.DataFrame({"sentence_id": ["a:1", "a:1"], "label": "Iran", "target_start": 20, "start": [0, 9],
    ...     "surface": ["praised", "Attack"], "contribution": [0.8, -0.3]})
    >>> list_movers(pieces).values.tolist()
    [['Iran', 1, 0.5, 'praised +0.80 (1×)', 'attack -0.30 (1×)']]
    """
    missing = [name for name in PIECES if name not in pieces]
    if missing:
        raise TableError(f"table pieces, column {missing[0]}: expected, but missing; explain_toward makes it")
    tags = pieces.groupby(["label", "sentence_id"])["target_start"].transform("nunique")
    moved = pieces[pieces["contribution"] != 0].assign(
        word=_told_as(pieces["surface"]), contribution=pieces["contribution"] / tags,
        place=pieces["sentence_id"] + " " + pieces["start"].astype("str"),
    )  # fmt: skip
    words = moved.groupby(["label", "word"], as_index=False).agg(
        sum=("contribution", "sum"), times=("place", "nunique")
    )
    told = [f"{word} {sum_:+.2f} ({times}×)" for word, sum_, times in tables.rows_of(words, "word", "sum", "times")]
    words = words.assign(told=pd.Series(told, index=words.index, dtype="str"))
    listed = moved.groupby("label").agg(n_sentences=("sentence_id", "nunique"), contribution=("contribution", "sum"))
    sides = {"raised": words[words["sum"] > 0], "lowered": words[words["sum"] < 0]}
    for side, part in sides.items():
        strongest = part.sort_values("sum", key=abs, ascending=False, kind="stable").groupby("label").head(most)
        joined = strongest.groupby("label")["told"].agg(", ".join)
        listed[side] = pd.Series([joined.get(label, "") for label in listed.index], index=listed.index, dtype="str")
    ordered = listed.rename_axis("target").reset_index()
    return ordered.sort_values(["n_sentences", "target"], ascending=[False, True], ignore_index=True)
