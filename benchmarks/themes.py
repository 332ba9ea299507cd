"""How right are themes and topics, and how far do topics hold?

Usage: themes.py DATA.jsonl... [--seeds WORDS.csv] [--top N]

DATA: one JSON object a line with "text", an id ("doc_id" or "id") and its "topic" (or "gold": {"topics": [...]};
articles of one topic alone count, of the N commonest, 10 unless told). WORDS: seed words for the topics of the first
file. One table: by file and method, NMI with the given topics (as many topics as are given; of all articles, and mean
and least of five samples of 0.8 of them), coherence (NPMI) and stability (adjusted Rand index over the same samples).
CPU seconds of one process.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.metrics import adjusted_rand_score, f1_score, normalized_mutual_info_score

import corpus
from corpus.topics import Topics, fit, measure_coherence
from corpus.vectors import Vectors, find_telling, place, read_vectors, share_out, to_unit

SEED, SAMPLES, SAMPLED = 7, 5, 0.8


def read(path: Path, top: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Sentences of the articles of one topic alone, and these topics by article."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    told = {str(one.get("doc_id", one.get("id"))): (topics_of(one), one["text"]) for one in records}
    counts = Counter(topics[0] for topics, _ in told.values() if len(topics) == 1)
    common = {name for name, _ in counts.most_common(top)}
    chosen = {
        name: (topics[0], text) for name, (topics, text) in told.items() if len(topics) == 1 and topics[0] in common
    }
    frame = pd.DataFrame({"article_id": [*chosen], "text": [text for _, text in chosen.values()]})
    sentences = corpus.split_sentences(corpus.complete(frame, "articles"))
    return sentences, {name: topic for name, (topic, _) in chosen.items()}


def topics_of(record: dict) -> list[str]:
    """The topics given for an article."""
    return [record["topic"]] if "topic" in record else record["gold"]["topics"]


def by_weights(vectors: Vectors, shares: np.ndarray) -> Topics:
    """The topics of another method, told by words as ours are."""
    groups = shares.argmax(axis=1)
    return Topics(shares, find_telling(vectors.weights, groups, shares.shape[1]), groups)


def nmf(vectors: Vectors, k: int, seed: int) -> Topics:
    """Non-negative matrix factorisation of tf-idf."""
    model = NMF(k, init="nndsvda", max_iter=400, random_state=seed)
    return by_weights(vectors, model.fit_transform(vectors.weights))


def lda(vectors: Vectors, k: int, seed: int) -> Topics:
    """Latent Dirichlet allocation of counts."""
    model = LatentDirichletAllocation(k, learning_method="batch", max_iter=20, random_state=seed)
    return by_weights(vectors, model.fit_transform(vectors.counts))


def kmeans(vectors: Vectors, k: int, seed: int) -> Topics:
    """One k-means in the space of latent semantic analysis, the best of ten starts."""
    from sklearn.cluster import KMeans

    groups = KMeans(k, n_init=10, random_state=seed).fit(to_unit(place(vectors.weights, seed))).labels_
    telling = find_telling(vectors.weights, groups, k)
    return Topics(share_out(vectors.weights, telling), telling, groups)


METHODS = {"find_topics": fit, "NMF": nmf, "LDA": lda, "k-means": kmeans}


def measure(vectors: Vectors, given: np.ndarray, method) -> dict[str, float]:
    """One row of the table."""
    k = len({*given})
    start = time.process_time()
    whole = method(vectors, k, SEED)
    seconds = time.process_time() - start
    right, same = [], []
    for number in range(SAMPLES):
        draw = np.random.RandomState(number).permutation(len(given))
        rows = np.sort(draw[: int(SAMPLED * len(given))])
        found = method(vectors.of(rows), k, SEED + 1 + number).groups
        right.append(normalized_mutual_info_score(given[rows], found))
        same.append(adjusted_rand_score(whole.groups[rows], found))
    return {
        "NMI": normalized_mutual_info_score(given, whole.groups),
        "NMI samples": np.mean(right), "NMI least": min(right),
        "coherence": measure_coherence(vectors, whole.telling).mean(), "stability": np.mean(same),
        "stability least": min(same), "CPU s": seconds,
    }  # fmt: skip


def seeded(sentences: pd.DataFrame, given: dict[str, str], words: str) -> pd.DataFrame:
    """Macro-F1 of the theme with the largest share, with and without learning."""
    rows = []
    for learn in (False, True):
        shares = corpus.assign_themes(sentences, corpus.read_lexicon(words), learn=learn)
        best = shares.sort_values("share").groupby("article_id")["label"].last()
        guesses = [best.get(article_id, "") for article_id in given]
        names = sorted({*given.values()})
        score = f1_score([*given.values()], guesses, labels=names, average="macro")
        rows.append(("learn" if learn else "seed words alone", score))
    return pd.DataFrame(rows, columns=["themes", "macro-F1"])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--seeds")
    parser.add_argument("--top", type=int, default=10)
    args = parser.parse_args()
    rows = []
    for number, path in enumerate(args.data):
        sentences, topics = read(path, args.top)
        if args.seeds and not number:
            print(seeded(sentences, topics, args.seeds).round(4).to_string(index=False))
        vectors = read_vectors(sentences, "data")
        given = np.array([topics[one] for one in vectors.articles])
        for name, method in METHODS.items():
            head = {"data": path.stem, "articles": len(given), "k": len({*given}), "method": name}
            rows.append(head | measure(vectors, given, method))
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
