"""Scores side by side: of several methods, of text before and after cleaning; affect beside events."""

from itertools import combinations

import numpy as np
import pandas as pd

from corpus import tables
from corpus.methods import MethodLike
from corpus.sentences import split_sentences
from corpus.summary import quote
from corpus.tables import QUADS
from corpus.tone import score

CUT = 0.05
"""Scores from here on count as positive, from its negative down as negative; the convention of VADER's authors."""

LABELS = ("negative", "neutral", "positive")
QUAD_NAMES = dict(
    zip(QUADS, ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict"), strict=True)
)


def label_scores(scores: pd.DataFrame, *, cut: float = CUT) -> pd.DataFrame:
    """Make scores labels: negative, neutral, positive.

    Parameters
    ----------
    scores : DataFrame
        Table ``scores``, of any methods.
    cut : float
        The score from which on a sentence is positive, and from whose negative down it is negative.

    Returns
    -------
    DataFrame
        One row per sentence and method: `sentence_id`, `method`, `label`.

    Examples
    --------
    >>> scores = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "method": "mine", "score": [0.4, -0.02]})
    >>> label_scores(tables.complete(scores, "scores"))["label"].tolist()
    ['positive', 'neutral']
    """
    tables.check(scores, "scores")
    signs = _signs(scores["score"], cut)
    return scores[["sentence_id", "method"]].assign(label=signs.map(dict(zip((-1, 0, 1), LABELS, strict=True))))


def _signs(scores: pd.Series, cut: float = CUT) -> pd.Series:
    return (scores >= cut).astype("int64") - (scores <= -cut).astype("int64")


def side_by_side(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores with one column per method, in the order of the table; only sentences that each scored."""
    tables.check(scores, "scores")
    methods = list(dict.fromkeys(scores["method"]))
    return scores.pivot(index="sentence_id", columns="method", values="score").reindex(columns=methods).dropna()


def compare_methods(scores: pd.DataFrame) -> pd.DataFrame:
    """Compare methods pair by pair on the sentences that all have scored.

    Agreement between methods is not validity: two lexicons that share a word share its error.

    Parameters
    ----------
    scores : DataFrame
        Table ``scores`` of two or more methods.

    Returns
    -------
    DataFrame
        One row per pair of methods: `method`, `other`, `n` (sentences), `same_sign` (share of sentences with the
        same of three labels, see `label_scores`), `opposite` (share with opposite signs), `spearman` (correlation
        of ranks, ties at their mean rank; missing where a method gives one score to all).

    Examples
    --------
    >>> scores = [("a:1", "x", 0.5), ("a:2", "x", -0.5), ("a:1", "y", 0.2), ("a:2", "y", 0.0)]
    >>> frame = pd.DataFrame(scores, columns=["sentence_id", "method", "score"])
    >>> compared = compare_methods(tables.complete(frame, "scores"))
    >>> compared[["same_sign", "opposite", "spearman"]].round(2).values.tolist()
    [[0.5, 0.0, 1.0]]
    """
    wide = side_by_side(scores)
    rows = []
    for one, other in combinations(wide.columns, 2):
        signs, others = _signs(wide[one]), _signs(wide[other])
        same, opposite = (signs == others).mean(), (signs * others == -1).mean()
        rows.append((one, other, len(wide), same, opposite, _spearman(wide[one], wide[other])))
    return pd.DataFrame(rows, columns=["method", "other", "n", "same_sign", "opposite", "spearman"])


def _spearman(one: pd.Series, other: pd.Series) -> float:
    if one.nunique() < 2 or other.nunique() < 2:
        return float("nan")
    return float(np.corrcoef(one.rank(), other.rank())[0, 1])


def list_disputed(points: pd.DataFrame, *, chars: int = 160) -> pd.DataFrame:
    """Order sentences by how much the methods dispute them, to be read.

    Parameters
    ----------
    points : DataFrame
        What `score_points` gave of two or more methods.
    chars : int
        How many characters of the sentence are quoted.

    Returns
    -------
    DataFrame
        One row per sentence that all methods have scored and to which not all give the same label: `spread`
        (highest less lowest score), a column per method with its score, `article`, `sentence` (quoted) and
        `sentence_id`. Opposite signs come first.

    Examples
    --------
    >>> points = [("a:1", "x", 0.5), ("a:2", "x", 0.9), ("a:1", "y", -0.2), ("a:2", "y", 0.0)]
    >>> frame = tables.complete(pd.DataFrame(points, columns=["sentence_id", "method", "score"]), "scores")
    >>> disputed = list_disputed(frame.assign(article="a", text="Talks."))
    >>> disputed[["spread", "x", "y", "sentence_id"]].round(2).values.tolist()
    [[0.7, 0.5, -0.2, 'a:1'], [0.9, 0.9, 0.0, 'a:2']]
    """
    wide = side_by_side(points)
    signs = wide.apply(_signs)
    apart = signs.max(axis="columns") - signs.min(axis="columns")
    spread = wide.max(axis="columns") - wide.min(axis="columns")
    disputed = wide.assign(apart=apart, spread=spread)[apart > 0].reset_index()
    disputed = disputed.sort_values(["apart", "spread", "sentence_id"], ascending=[False, False, True])
    told = points.drop_duplicates("sentence_id").set_index("sentence_id")
    article, sentence = (disputed["sentence_id"].map(told[name]).astype("str") for name in ("article", "text"))
    named = disputed.assign(article=article, sentence=quote(sentence, chars)).rename_axis(columns=None)
    return named[["spread", *wide.columns, "article", "sentence", "sentence_id"]].reset_index(drop=True)


def set_beside_events(scores: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Set the affect of sentences beside what is done in them: two different things, which are never added up.

    Parameters
    ----------
    scores, coded : DataFrame
        The tables of these names. Of the coded events those that happened (modality ``actual``) count.

    Returns
    -------
    DataFrame
        One row per method and label of `label_scores`: `method`, `affect`, `n` (sentences), the number of
        sentences with an event of each quad class (verbal and material cooperation, verbal and material
        conflict; a sentence may hold several) and `no event`.

    Examples
    --------
    >>> set_beside_events(tables.empty("scores"), tables.empty("coded")).columns.tolist()[:4]
    ['method', 'affect', 'n', 'verbal cooperation']
    """
    tables.check(coded, "coded")
    labels = label_scores(scores).rename(columns={"label": "affect"})
    actual = coded[coded["modality"] == "actual"]
    has = {name: labels["sentence_id"].isin(actual.loc[actual["quad"] == quad, "sentence_id"])
           for quad, name in QUAD_NAMES.items()}  # fmt: skip
    none = ~labels["sentence_id"].isin(actual["sentence_id"])
    counted = labels.assign(n=1, **has, **{"no event": none}).drop(columns="sentence_id")
    order = counted["affect"].map({label: at for at, label in enumerate(LABELS)})
    summed = counted.assign(order=order).groupby(["method", "order", "affect"], as_index=False, observed=True).sum()
    return summed.drop(columns="order").astype(dict.fromkeys(("n", *QUAD_NAMES.values(), "no event"), "int64"))


def compare_cleaning(lines: pd.DataFrame, sentences: pd.DataFrame, method: MethodLike) -> pd.DataFrame:
    """Score each file as it came, all of its lines, beside the articles that were read from it.

    Parameters
    ----------
    lines, sentences : DataFrame
        The tables of these names; only files with articles among the sentences are compared.
    method : str, path or DataFrame
        As for `score`.

    Returns
    -------
    DataFrame
        One row per file: `file`, `articles`, then for the file as it came (before) and for its articles (after)
        `n_before` and `n_after` (sentences), `mean_before`, `mean_after`, `no_hit_before`, `no_hit_after` (share of
        sentences in which no word of the lexicon stands), and `change` of the mean.

    Examples
    --------
    >>> compare_cleaning(tables.empty("lines"), tables.empty("sentences"), "vader").columns.tolist()[:3]
    ['file', 'articles', 'n_before']
    """
    tables.check(lines, "lines")
    tables.check(sentences, "sentences")
    files = lines.drop_duplicates("article_id").set_index("article_id")["source_file"]
    after = score(sentences, method)[0].merge(sentences[["sentence_id", "article_id"]], on="sentence_id")
    after = after.assign(file=after["article_id"].map(files).astype("str"))
    before = _score_as_it_came(lines[lines["source_file"].isin(after["file"])], method)
    described = _describe_files(before, "before").join(_describe_files(after, "after"))
    described.insert(0, "articles", after.groupby("file")["article_id"].nunique().reindex(described.index))
    return described.assign(change=described["mean_after"] - described["mean_before"]).reset_index()


def _score_as_it_came(lines: pd.DataFrame, method: MethodLike) -> pd.DataFrame:
    """Return the scores of all that stands in the files, whatever it is, by file."""
    texts = lines.groupby("source_file", sort=True)["text"].agg("\n".join).rename("text").reset_index()
    raw = split_sentences(tables.complete(texts.rename(columns={"source_file": "article_id"}), "articles"))
    found, _ = score(raw, method, roles=raw["role"].unique())
    return found.merge(raw[["sentence_id", "article_id"]], on="sentence_id").rename(columns={"article_id": "file"})


def _describe_files(scored: pd.DataFrame, when: str) -> pd.DataFrame:
    unhit = scored.assign(unhit=scored["hits"].eq(0).astype("float64"))
    grouped = unhit.groupby("file")
    return grouped.agg(
        **{f"n_{when}": ("score", "size"), f"mean_{when}": ("score", "mean"), f"no_hit_{when}": ("unhit", "mean")}
    )
