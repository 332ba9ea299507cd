"""How right and how fast is tone toward a target?  usage: tone_toward.py [LABELLED.jsonl ...]

Each file holds {"text", "start", "end", "label"} (-1, 0, 1), one target a line, such as the test parts of NewsMTSC
(Hamborg and Donnay 2021). Macro-F1 with cuts at -0.05 and 0.05, by method. The speed is that of the tags of seeds/,
in CPU seconds of one process, the better of three turns; imports and reading of the word lists are not counted.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

import corpus

ROOT = Path(__file__).parents[1]
METHODS = ("news", "consensus", "vader")
CUT = 0.05


def read(path: str) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """Sentences, tags and labels of a file."""
    records = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()]
    ids = [f"{number:06d}:1" for number in range(len(records))]
    texts = [one["text"] for one in records]
    spans = pd.DataFrame([{"start": one["start"], "end": one["end"]} for one in records])
    sentences = corpus.complete(pd.DataFrame({"sentence_id": ids, "article_id": ids, "text": texts}), "sentences")
    tags = corpus.complete(spans.assign(sentence_id=ids, label="target", surface="target"), "tags")
    return sentences, tags, [one["label"] for one in records]


def macro_f1(sentences: pd.DataFrame, tags: pd.DataFrame, labels: list[int], method: str) -> float:
    """Macro-F1 of the three classes."""
    scores = corpus.score_toward(sentences, tags, method)["score"].to_numpy()
    return f1_score(labels, np.where(np.abs(scores) < CUT, 0, np.sign(scores)), average="macro")


def speed(method: str) -> str:
    """Tags and sentences per CPU second, on the seeds many times over."""
    tables = corpus.build(ROOT / "seeds")
    whole = tables.sentences[tables.sentences["role"].isin(["body", "summary"])]
    tags = tables.tags[tables.tags["sentence_id"].isin(whole["sentence_id"]) & (tables.tags["lexicon"] == "countries")]
    copies = [
        [part.assign(sentence_id=part["sentence_id"] + f"x{number}") for number in range(20)] for part in (whole, tags)
    ]
    sentences, tags = (pd.concat(parts, ignore_index=True) for parts in copies)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        corpus.score_toward(sentences, tags, method)
        seconds.append(time.process_time() - start)
    with_tags = tags["sentence_id"].nunique()
    return f"{len(tags) / min(seconds):,.0f} tags, {with_tags / min(seconds):,.0f} sentences"


def main() -> None:
    """Print one table."""
    rows = [("per CPU second", *(speed(method) for method in METHODS))]
    for path in sys.argv[1:]:
        data = read(path)
        figures = (f"{macro_f1(*data, method):.3f}" for method in METHODS)
        rows.append((f"macro-F1, {Path(path).stem}, {len(data[2])} targets", *figures))
    print(pd.DataFrame(rows, columns=["measure", *METHODS]).to_string(index=False))


if __name__ == "__main__":
    main()
