"""How far coders agree with each other, and methods with coders."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corpus.errors import TableError
from corpus.notes import SMALL, Note

DRAWS, LEVEL = 2000, 0.95
"""How often articles are drawn for an interval, and the share of draws that lies inside."""

NONE = "none"
"""The label of a sentence to which a method gave none."""

MEASURES = ("precision", "recall", "f1")


# coders with each other


def krippendorff_alpha(coded: pd.DataFrame, *, order: Sequence[str] = ()) -> float:
    """Measure how far coders agree beyond chance, with any number of coders and of gaps.

    Parameters
    ----------
    coded : DataFrame
        `sentence_id`, `coder`, `label`, as `read_coded` gives them.
    order : sequence of str
        The labels from lowest to highest, for which nearer labels disagree less; without it labels are nominal.

    Returns
    -------
    float
        1 for perfect agreement, 0 for agreement as by chance; missing when no sentence has two coders or all
        labels are the same. Krippendorff asks for .800, and .667 where tentative conclusions are enough.

    Raises
    ------
    TableError
        When a label is not in `order`.

    Notes
    -----
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    https://repository.upenn.edu/asc_papers/43

    Examples
    --------
    >>> labels = {"ada": ["no", "yes", "no"], "bob": ["no", "yes", "yes"]}
    >>> rows = [(f"a:{at}", coder, one) for coder, those in labels.items() for at, one in enumerate(those)]
    >>> round(krippendorff_alpha(pd.DataFrame(rows, columns=["sentence_id", "coder", "label"])), 3)
    0.444
    """
    labels = list(order) or sorted(coded["label"].unique())
    other = coded.loc[~coded["label"].isin(labels), "label"]
    if len(other):
        raise TableError(f"table coded, column label: expected one of {', '.join(labels)}, found {other.iloc[0]!r}")
    counts = pd.crosstab(coded["sentence_id"], coded["label"]).reindex(columns=labels, fill_value=0)
    values = counts[counts.sum(axis="columns") > 1].to_numpy("float64")
    pairs = values / (values.sum(axis=1, keepdims=True) - 1)
    seen = pairs.T @ values - np.diag(pairs.sum(axis=0))
    totals = seen.sum(axis=1)
    apart = _distances(totals, ordered=bool(order))
    by_chance = (np.outer(totals, totals) * apart).sum()
    return float(1 - (totals.sum() - 1) * (seen * apart).sum() / by_chance) if by_chance else float("nan")


def _distances(totals: np.ndarray, *, ordered: bool) -> np.ndarray:
    if not ordered:
        return 1 - np.eye(len(totals))
    middle = np.cumsum(totals) - totals / 2
    return np.subtract.outer(middle, middle) ** 2


def tell_agreement(coded: pd.DataFrame, *, order: Sequence[str] = ()) -> Note:
    """Say what was coded, and how far the coders agree.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "coder": "ada", "label": ["no", "yes"]})
    >>> tell_agreement(coded)
    '2 sentences are hand-coded, by one coder: how far coders agree cannot be told.'
    """
    n, coders = coded["sentence_id"].nunique(), coded["coder"].nunique()
    if not n:
        return Note("No sentence of this corpus is hand-coded: how right the methods are here is not known.")
    if coders < 2:
        return Note(f"{n} sentences are hand-coded, by one coder: how far coders agree cannot be told.")
    both = int((coded.groupby("sentence_id").size() > 1).sum())
    alphas = [f"{krippendorff_alpha(coded):.3f} (nominal)"]
    alphas += [f"{krippendorff_alpha(coded, order=order):.3f} (ordinal)"] if order else []
    return Note(
        f"{n} sentences are hand-coded, by {coders} coders, {both} of them by more than one. "
        f"Krippendorff's alpha: {', '.join(alphas)}."
    )


# methods with coders


def _joined(coded: pd.DataFrame, guesses: pd.DataFrame) -> pd.DataFrame:
    """Return a row per method, sentence and coder; the labels of several coders share the weight of a sentence."""
    if guesses.duplicated(["sentence_id", "method"]).any():
        raise TableError("table guesses: expected one label by each method of a sentence, found two")
    shares = coded["weight"] / coded.groupby("sentence_id")["coder"].transform("size")
    methods = pd.DataFrame({"method": list(dict.fromkeys(guesses["method"]))}, dtype="str")
    given = guesses.rename(columns={"label": "found"})[["sentence_id", "method", "found"]]
    joined = coded.assign(share=shares).merge(methods, how="cross")
    joined = joined.merge(given, on=["sentence_id", "method"], how="left")
    return joined.assign(found=joined["found"].fillna(NONE).replace("", NONE))


def count_confusion(coded: pd.DataFrame, guesses: pd.DataFrame) -> pd.DataFrame:
    """Count what methods found of each label that coders gave.

    Parameters
    ----------
    coded : DataFrame
        What `read_coded` gave.
    guesses : DataFrame
        `sentence_id`, `method`, `label`: what `label_scores` gives, or types of events, or themes; one label a
        sentence and method.

    Returns
    -------
    DataFrame
        One row per method and coded label: `method`, `coded` and one column per label found, with sums of weights;
        a sentence with two coders counts half for each.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "article_id": "a", "coder": "ada",
    ...     "label": ["negative", "neutral"], "weight": 1.0})
    >>> guesses = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "method": "news", "label": ["negative", "negative"]})
    >>> count_confusion(coded, guesses).values.tolist()
    [['news', 'negative', 1.0, 0.0], ['news', 'neutral', 1.0, 0.0]]
    """
    joined = _joined(coded, guesses)
    labels = sorted({*joined["label"], *joined["found"]})
    counted = joined.pivot_table(index=["method", "label"], columns="found", values="share", aggfunc="sum", sort=False)
    counted.columns.name = None
    ordered = counted.reindex(columns=labels).fillna(0.0).reset_index().rename(columns={"label": "coded"})
    return ordered.sort_values(["method", "coded"], ignore_index=True)


def measure_methods(coded: pd.DataFrame, guesses: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Measure how far methods agree with coders: precision, recall and F1 of each label, and macro-F1.

    Parameters
    ----------
    coded, guesses : DataFrame
        As for `count_confusion`.
    seed : int
        Of the intervals, for which articles are drawn with replacement 2,000 times.

    Returns
    -------
    DataFrame
        One row per method, label and measure: `method`, `label` ("all" for the means over labels that were coded),
        `measure` (precision, recall, f1), `value`, `low`, `high` (95 per cent of the draws), `n` (sentences coded
        so), `n_articles`. With fewer than 20 articles `low` and `high` are missing. A label that was never found
        has precision 0.

    Notes
    -----
    Opitz, J. & Burst, S. (2019). Macro F1 and macro F1. https://arxiv.org/abs/1911.03347 (the mean of the labels'
    F1). Field, C. A. & Welsh, A. H. (2007). Bootstrapping clustered data. JRSS B 69(3), 369-390.
    https://doi.org/10.1111/j.1467-9868.2007.00593.x

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "article_id": "a", "coder": "ada",
    ...     "label": ["negative", "neutral"], "weight": 1.0})
    >>> guesses = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "method": "news", "label": ["negative", "negative"]})
    >>> measures = measure_methods(coded, guesses, seed=1)
    >>> measures.query("label == 'all'")[["measure", "value"]].round(2).values.tolist()
    [['precision', 0.25], ['recall', 0.5], ['f1', 0.33]]
    """
    joined = _joined(coded, guesses)
    labels = sorted(joined["label"].unique())
    found = [*labels, *sorted(set(joined["found"]) - set(labels))]
    sizes = joined.drop_duplicates(["sentence_id", "label"])["label"].value_counts().to_dict()
    sizes["all"] = joined["sentence_id"].nunique()
    rows = []
    for method, part in joined.groupby("method", sort=False):
        by_article = _confusions(part, labels, found)
        value, (low, high) = _measures(by_article.sum(axis=0)), _interval(by_article, seed)
        for at, label in enumerate(["all", *labels]):
            for which, measure in enumerate(MEASURES):
                ends = (value[which, at], low[which, at], high[which, at])
                rows.append((method, label, measure, *ends, sizes[label], len(by_article)))
    return pd.DataFrame(rows, columns=["method", "label", "measure", "value", "low", "high", "n", "n_articles"])


def _confusions(part: pd.DataFrame, labels: list[str], found: list[str]) -> np.ndarray:
    """Return the sums of weights by article, coded label and found label."""
    articles, codes = pd.factorize(part["article_id"], sort=True)
    counts = np.zeros((len(codes), len(labels), len(found)))
    places = part["label"].map(labels.index), part["found"].map(found.index)
    np.add.at(counts, (articles, *places), part["share"].to_numpy())
    return counts


def _measures(confusion: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1, for all labels and then each, of confusions (..., coded, found)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    coded = confusion.sum(axis=-1)
    found = confusion.sum(axis=-2)[..., : coded.shape[-1]]
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.stack([right / found, right / coded, 2 * right / (found + coded)])
    each = np.nan_to_num(each)
    return np.concatenate([each.mean(axis=-1, keepdims=True), each], axis=-1)


def _interval(by_article: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the draws' middle 95 per cent, missing with too few articles to draw from."""
    if len(by_article) < SMALL:
        nothing = np.full_like(_measures(by_article.sum(axis=0)), np.nan)
        return nothing, nothing
    n = len(by_article)
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    drawn = _measures(np.tensordot(times, by_article, axes=1))
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return low, high
