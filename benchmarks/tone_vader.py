"""How fast is method "vader" against the vaderSentiment package, and is it equal to it?  usage: tone_vader.py [FILE]

FILE holds one sentence a line; without it the sentences of seeds/ are repeated, each with a number of its own, so
that none can be remembered. CPU seconds of one process, the better of three turns each; imports are not counted.
"""

import sys
import time
from pathlib import Path

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import corpus

ROOT = Path(__file__).parents[1]


def sentences() -> list[str]:
    """The sentences to be scored."""
    if len(sys.argv) > 1:
        return [line for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    texts = corpus.build(ROOT / "seeds").sentences["text"]
    return [f"{text} ({number})" for number in range(40) for text in texts]


def best(work) -> float:
    """CPU seconds of the better of three turns."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def main() -> None:
    """Print one table."""
    texts = sentences()
    ids = [f"{number:06d}:0001" for number in range(len(texts))]
    table = corpus.complete(pd.DataFrame({"sentence_id": ids, "article_id": ids, "text": texts}), "sentences")
    reference = SentimentIntensityAnalyzer()
    scores, _ = corpus.score(table, "vader")
    wanted = [reference.polarity_scores(text)["compound"] for text in texts]
    ours = best(lambda: corpus.score(table, "vader"))
    theirs = best(lambda: [reference.polarity_scores(text) for text in texts])
    rows = [
        ("sentences", f"{len(texts):,}", ""),
        ("different from vaderSentiment", f"{sum(a != b for a, b in zip(scores['score'], wanted, strict=True))}", ""),
        ("corpus, sentences per CPU second", f"{len(texts) / ours:,.0f}", "with every hit as a row"),
        ("vaderSentiment, sentences per CPU second", f"{len(texts) / theirs:,.0f}", "scores alone"),
        ("times as fast", f"{theirs / ours:.1f}", ""),
    ]
    print(pd.DataFrame(rows, columns=["measure", "figure", "note"]).to_string(index=False))


if __name__ == "__main__":
    main()
