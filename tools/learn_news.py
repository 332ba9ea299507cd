"""Learn weights of words for data/news.csv from labelled sentences, and measure the spread of raw scores.

Usage: ``python tools/learn_news.py TRAIN.jsonl`` and then ``python tools/make_news.py``. TRAIN is the training part of
NewsMTSC (MIT licence, https://github.com/fhamborg/NewsMTSC), one record a line with text, start and end of a target
person, and label -1, 0 or 1.

Only words that no rating has are learned, and only in small letters with the target cut out, so that no name carries
tone; nor do words for people, groups and topics (tools/news_unlearned.txt), whose weight would say who was in the news
at that time. What the ratings leave unexplained of the labels is put on the words by ridge regression; the weights are
then halved, as the labels tell of a person and not of the sentence. Five folds tell what that brings to sentences not
seen.
"""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import Ridge

from corpus import vader, weighing
from corpus.lexicons import read_lexicon, read_table
from corpus.methods import by_length
from corpus.weights import on_vader, straighten

TOOLS = Path(__file__).parent
OUT = TOOLS / "news_learned.csv"
WORD = re.compile(r"(?<![\w'-])[a-z][a-z-]+(?![\w'])")
SENTENCES, COMMON, PENALTY, SHARE, LEAST = 15, 150, 60.0, 0.5, 0.5
"""A word is learned from so many sentences on, and up to so many; penalty of the regression; share of a weight kept;
least weight, in absolute terms."""

HEADER = """\
# title: Weights of words learned from labelled sentences
# version: 1
# as_of: 2026-11
# source: tools/learn_news.py, from the training part of NewsMTSC (Hamborg and Donnay 2021, MIT licence)
# licence: MIT
# spread_news: {news:.2f}
# spread_vader: {vader:.2f}
"""


class Labelled(NamedTuple):
    """Sentences: their words, raw scores by the ratings, numbers of words, labels, folds."""

    words: list[set[str]]
    raw: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    folds: np.ndarray


def sums(judged: vader.Judged) -> np.ndarray:
    """Return the raw score of each text."""
    return np.bincount([p[0] for p in judged.pieces], [p[-1] for p in judged.pieces], len(judged.words))


def read(path: str) -> tuple[list[str], Labelled]:
    """Return the sentences, and what is known of them with their targets cut out."""
    records = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    whole = [record["text"] for record in records]
    texts = [straighten(f"{one['text'][: one['start']]}X{one['text'][one['end'] :]}") for one in records]
    place = {text: number for number, text in enumerate(dict.fromkeys(whole))}
    judged = weighing.judge(texts, on_vader(read_lexicon("news").query("kind != 'learned'")))
    words = [set(WORD.findall(text)) for text in texts]
    labels = np.array([record["label"] for record in records], dtype=float)
    return whole, Labelled(words, sums(judged), judged.words, labels, np.array([place[text] % 5 for text in whole]))


def vocabulary(data: Labelled) -> list[str]:
    """Return the words that may be learned."""
    news = read_lexicon("news").query("kind != 'learned'")
    topics = (TOOLS / "news_unlearned.txt").read_text(encoding="utf-8").split("\n")
    left = {word for line in topics if not line.startswith("#") for word in line.split()}
    rated = {*left, *vader.values(), *news["pattern"], *read_table("common_words").query("kind == 'grammar'")["word"]}
    counts = Counter(word for words in data.words for word in words)
    return sorted(word for word, count in counts.items() if SENTENCES <= count <= COMMON and word not in rated)


def fit(data: Labelled, some: np.ndarray, words: list[str]) -> np.ndarray:
    """Return the weight of each word, learned from some of the sentences."""
    column, size = {word: n for n, word in enumerate(words)}, np.sqrt(np.maximum(data.lengths, 6) / 15)
    cells = [(n, column[word]) for n, at in enumerate(some) for word in data.words[at] if word in column]
    rows, columns = map(list, zip(*cells, strict=True))
    counts = sparse.csr_matrix((1 / size[some[rows]], (rows, columns)), shape=(len(some), len(words)))
    rated = data.raw[some] / size[some]
    slope, start = np.polyfit(rated, data.labels[some], 1)
    return SHARE * Ridge(alpha=PENALTY).fit(counts, data.labels[some] - start - slope * rated).coef_ / slope


def validate(data: Labelled, words: list[str]) -> None:
    """Print the correlation with labels not learned from, without and with the learned weights."""
    found = []
    for fold in range(5):
        learned = dict(zip(words, fit(data, np.flatnonzero(data.folds != fold), words), strict=True))
        held = np.flatnonzero(data.folds == fold)
        more = np.array([sum(learned.get(word, 0.0) for word in data.words[at]) for at in held])
        raws = (data.raw[held], data.raw[held] + more)
        found.append([np.corrcoef(by_length(raw, data.lengths[held]), data.labels[held])[0, 1] for raw in raws])
    print("correlation with held-out labels: {:.3f} by ratings, {:.3f} with learned weights".format(*np.mean(found, 0)))


def main() -> None:
    """Write the learned weights."""
    whole, data = read(sys.argv[1])
    words = vocabulary(data)
    validate(data, words)
    found = dict(zip(words, fit(data, np.arange(len(whole)), words), strict=True))
    counts = Counter(word for seen in data.words for word in seen)
    rows = [(word, f"{weight:.1f}", counts[word]) for word, weight in found.items() if abs(weight) >= LEAST]
    once = list(dict.fromkeys(whole))
    learned = on_vader(read_lexicon("news").query("kind != 'learned'"))
    spreads = {"news": sums(weighing.judge(once, learned)).std(), "vader": sums(vader.judge(once)).std()}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER.format(**spreads))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("word", "weight", "n"), *rows])
    print(f"{len(rows)} words; spread of raw scores: {spreads}")


if __name__ == "__main__":
    main()
