"""How right is each method of tone on labelled sentences, and how fast?  usage: tone_methods.py FILE.jsonl [FILE ...]

A record a line: text, label (-1, 0, 1) and, where there is one, gold, a number. Three classes are cut at scores of
-0.05 and 0.05; r is Pearson's against gold, or the label. CPU seconds of one process, imports not counted.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

import corpus

CUT = 0.05
METHODS = ("vader", "news", "consensus")


def macro_f1(label: np.ndarray, guess: np.ndarray) -> float:
    """Mean of the F1 of the three classes."""
    right = [((label == one) & (guess == one)).sum() for one in (-1, 0, 1)]
    either = [(label == one).sum() + (guess == one).sum() for one in (-1, 0, 1)]
    return float(np.mean([2 * both / max(all_, 1) for both, all_ in zip(right, either, strict=True)]))


def measure(path: Path, method: str) -> tuple[str, ...]:
    """One row of the table."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    ids = [f"{number:06d}" for number in range(len(records))]
    texts = [record["text"] for record in records]
    table = corpus.complete(pd.DataFrame({"sentence_id": ids, "article_id": ids, "text": texts}), "sentences")
    corpus.score(table.head(1), method)
    start = time.process_time()
    scores, _ = corpus.score(table, method)
    seconds = time.process_time() - start
    found, label = scores["score"].to_numpy(), np.array([record["label"] for record in records])
    gold = np.array([record.get("gold", record["label"]) for record in records], dtype=float)
    guess = (found >= CUT).astype(int) - (found <= -CUT)
    no_hit, speed = (scores["hits"] == 0).mean(), seconds / sum(map(len, texts)) * 1e6
    r = np.corrcoef(found, gold)[0, 1]
    figures = (macro_f1(label, guess), r, no_hit, speed)
    return path.stem, method, f"{len(records):,}", *(f"{figure:.3f}" for figure in figures)


def main() -> None:
    """Print one table."""
    rows = [measure(Path(path), method) for path in sys.argv[1:] for method in METHODS]
    columns = ["set", "method", "sentences", "macro-F1", "r", "without a hit", "CPU s per MB"]
    print(pd.DataFrame(rows, columns=columns).to_string(index=False))


if __name__ == "__main__":
    main()
