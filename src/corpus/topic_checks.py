"""How far topics hold: their coherence, their stability when articles are drawn anew, and whether people see them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.notes import Note
from corpus.topics import Topics, check_k, check_words, find_topics, fit, measure_coherence, top_words
from corpus.vectors import ENOUGH, Vectors, read_vectors

SAMPLES = 5
SAMPLED = 0.8
"""So many samples are drawn for stability, each of this share of the articles."""

NUMBERS = (2, 3, 4, 5, 7, 10, 15, 20, 30)
"""Numbers of topics that are compared before one is chosen."""

SHOWN = 4
"""So many words of a topic stand beside an intruder."""


def compare_topics(sentences: pd.DataFrame, ks: Sequence[int], seed: int) -> pd.DataFrame:
    """Show for several numbers of topics how coherent and how stable the topics are; which to take is your choice.

    For stability the topics are found anew in five samples of four fifths of the articles, and compared with those
    of all articles. A start from the same random number would say nothing of it.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    ks : sequence of int
        Numbers of topics.
    seed : int
        Starts the random numbers.

    Returns
    -------
    DataFrame
        One row per number of topics: `k`, `coherence` (mean NPMI of the topics, see `find_topics`),
        `least_coherence` (of the topic with the lowest), `stability` (adjusted Rand index of the articles' topics,
        mean of the samples: 1 the same, 0 as by chance), `least_stability` (of the worst sample), `same_words`
        (share of the ten words of a topic that its nearest in the sample has, too), `smallest` (articles of the
        smallest topic) and `largest`.

    Raises
    ------
    ParameterError
        When there are fewer than 50 articles, or a number of topics is not between 2 and a tenth of them.

    Notes
    -----
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for topic models.
    ECML PKDD, https://arxiv.org/abs/1404.4606. Adjusted Rand index: Hubert, L. & Arabie, P. (1985). Comparing
    partitions. Journal of Classification 2.

    Examples
    --------
    >>> from corpus import tables
    >>> compare_topics(tables.empty("sentences"), [2, 3], seed=1)
    Traceback (most recent call last):
        ...
    corpus.errors.ParameterError: ks: expected at least 50 articles with text, found 0; words that go together in \
so few articles do so by chance, and other articles of the same kind would show others
    """
    from tqdm import tqdm

    vectors = read_vectors(sentences, "ks")
    for k in ks:
        check_k(k, int(SAMPLED * len(vectors.articles)))
    draw = np.random.RandomState(seed)
    size = int(SAMPLED * len(vectors.articles))
    samples = [np.sort(draw.permutation(len(vectors.articles))[:size]) for _ in range(SAMPLES)]
    rows = [_compare(vectors, k, seed, samples) for k in tqdm(ks, unit="k", disable=None, leave=False)]
    columns = ["k", "coherence", "least_coherence", "stability", "least_stability", "same_words", "smallest", "largest"]
    return pd.DataFrame(rows, columns=columns)


def show_topics(sentences: pd.DataFrame, k: int, seed: int) -> pd.DataFrame | Note:
    """Show the topics of the articles, or before you have chosen their number what speaks for each.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    k : int
        How many topics; 0 to compare numbers of topics.
    seed : int
        Starts the random numbers.

    Returns
    -------
    DataFrame or Note
        One row per topic as of `find_topics`, or for k = 0 one row per number of topics as of `compare_topics`; a
        sentence that says why there is none where the articles are too few.

    Raises
    ------
    ParameterError
        When k is not 0 and not between 2 and a tenth of the articles.

    Examples
    --------
    >>> from corpus import tables
    >>> show_topics(tables.empty("sentences"), 0, seed=1)
    'No topics: they want 50 articles with text, and there are 0.'
    """
    tables.check(sentences, "sentences")
    articles = sentences.loc[sentences["role"].isin(tables.TEXT_ROLES), "article_id"].nunique()
    if articles < ENOUGH:
        return Note(f"No topics: they want {ENOUGH} articles with text, and there are {articles}.")
    if k:
        return find_topics(sentences, k, seed)[0]
    return compare_topics(sentences, [one for one in NUMBERS if one <= int(SAMPLED * articles) // 10], seed)


def _compare(vectors: Vectors, k: int, seed: int, samples: Sequence[np.ndarray]) -> tuple[float, ...]:
    from sklearn.metrics import adjusted_rand_score

    check_words(vectors, k)
    whole = fit(vectors, k, seed)
    coherence = measure_coherence(vectors, whole.telling)
    sizes = np.bincount(whole.groups, minlength=k)
    same_articles, same_words = [], []
    for number, rows in enumerate(samples, 1):
        part = vectors.of(rows)
        found = fit(part, k, seed + number)
        same_articles.append(adjusted_rand_score(whole.groups[rows], found.groups))
        same_words.append(_share_words((vectors, whole), (part, found)))
    means = float(coherence.mean()), float(coherence.min()), float(np.mean(same_articles)), float(min(same_articles))
    return k, *means, float(np.mean(same_words)), int(sizes.min()), int(sizes.max())


def _share_words(one: tuple[Vectors, Topics], other: tuple[Vectors, Topics]) -> float:
    """Return which share of the top words topics have in common, each with the one that fits it best."""
    from scipy.optimize import linear_sum_assignment

    these, those = (
        [set(vectors.words[at]) for at in top_words(vectors.words, found.telling)] for vectors, found in (one, other)
    )
    shared = np.array([[len(a & b) / max(len(a), len(b), 1) for b in those] for a in these])
    return float(shared[linear_sum_assignment(-shared)].mean())


def draw_intruders(topics: pd.DataFrame, seed: int, *, sets: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make tasks that show whether people see a topic: find the word that does not belong to the others.

    Parameters
    ----------
    topics : DataFrame
        What `find_topics` gave.
    seed : int
        Starts the random numbers.
    sets : int
        How many tasks are made of each topic.

    Returns
    -------
    tasks : DataFrame
        One row per task, in random order: `task`, `word_1` to `word_5` and an empty `intruder`, to be filled in
        by a reader who has not seen the topics. Save it with `save_table` or ``to_csv``.
    key : DataFrame
        One row per task: `task`, `topic` and `intruder`, a top word of another topic. Keep it from the reader.

    Raises
    ------
    ParameterError
        When there are fewer than two topics, or two topics are told by the same words.

    Notes
    -----
    Chang, J. et al. (2009). Reading tea leaves: How humans interpret topic models. NeurIPS. Ying, L., Montgomery,
    J. & Stewart, B. (2022). Topics, concepts, and measurement: A crowdsourced procedure for validating topics as
    measures. Political Analysis 30(4), https://doi.org/10.1017/pan.2021.33.

    Examples
    --------
    >>> words = ["oil, price, market, barrel, crude", "cup, match, coach, season, goal"]
    >>> tasks, key = draw_intruders(pd.DataFrame({"topic": [1, 2], "words": words}), seed=1, sets=1)
    >>> len(tasks), sorted(tasks.columns[:3])
    (2, ['task', 'word_1', 'word_2'])
    """
    draw = np.random.RandomState(seed)
    words = {topic: told.split(", ") for topic, told in zip(topics["topic"], topics["words"], strict=True)}
    made = [
        (topic, *_draw_task(draw, own, sorted({word for told in words.values() for word in told} - {*own})))
        for topic, own in words.items()
        for _ in range(sets)
    ]
    made = [made[at] for at in draw.permutation(len(made))]
    numbers = range(1, len(made) + 1)
    names = [f"word_{number}" for number in range(1, SHOWN + 2)]
    tasks = pd.DataFrame([shown for _, _, shown in made], columns=names, index=pd.RangeIndex(len(made)), dtype="str")
    tasks.insert(0, "task", [*numbers])
    key = pd.DataFrame({"task": [*numbers], "topic": [one[0] for one in made], "intruder": [one[1] for one in made]})
    return tasks.assign(intruder=pd.Series("", index=tasks.index, dtype="str")), key


def _draw_task(draw: np.random.RandomState, own: list[str], others: list[str]) -> tuple[str, list[str]]:
    if not others or len(own) < SHOWN:
        raise ParameterError(f"topics: expected two topics or more of {SHOWN} words each, told by different words")
    intruder = others[draw.randint(len(others))]
    shown = [own[at] for at in draw.permutation(len(own))[:SHOWN]] + [intruder]
    return intruder, [shown[at] for at in draw.permutation(len(shown))]


def score_intruders(tasks: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Count how often readers found the intruder.

    Parameters
    ----------
    tasks : DataFrame
        Tasks of `draw_intruders` with `intruder` filled in; several readers' tables may stand below each other.
    key : DataFrame
        The key of these tasks.

    Returns
    -------
    DataFrame
        One row per topic: `topic`, `answers` (tasks with one), `right`, `share`; by chance it is one in five.

    Examples
    --------
    >>> tasks = pd.DataFrame({"task": [1, 1, 2], "intruder": ["oil", " Oil", ""]})
    >>> key = pd.DataFrame({"task": [1, 2], "topic": [1, 1], "intruder": ["oil", "cup"]})
    >>> score_intruders(tasks, key).values.tolist()
    [[1.0, 2.0, 2.0, 1.0]]
    """
    answers = tasks.assign(answer=tasks["intruder"].fillna("").astype("str").str.strip().str.casefold())
    answers = answers[answers["answer"] != ""].drop(columns="intruder").merge(key, on="task")
    answers = answers.assign(right=answers["answer"] == answers["intruder"].str.casefold())
    scored = answers.groupby("topic", as_index=False).agg(answers=("right", "size"), right=("right", "sum"))
    return scored.assign(share=scored["right"] / scored["answers"])
