"""How right is the tone of each method on the seeds?  usage: tone_seeds.py [METHOD ...] [--sure]

The sentences of body and summary were coded by one reader, by reading, before any score was looked at
(tests/cases/tone_seeds.json, with the codebook). Prints macro-F1, precision and recall of each method, then every
sentence whose sign is wrong: opposite to the coder's, or one where the coder saw none, or none where he saw one.
--sure leaves out the sentences that the coder marked as doubtful.
"""

import sys
from pathlib import Path

import pandas as pd

import corpus

ROOT = Path(__file__).parents[1]
CODING = ROOT / "tests" / "cases" / "tone_seeds.json"
METHODS = ("news", "vader", "consensus")
SEED = 1


def read_coding(sentences: pd.DataFrame, sure: bool) -> pd.DataFrame:
    """The coding of these sentences; one that reads otherwise than when it was coded is missing, with a warning."""
    coded = corpus.read_coded(CODING, sentences)
    doubts = corpus.read_coded(CODING, sentences, column="doubtful")
    doubtful = doubts.loc[doubts["label"] == "True", "sentence_id"]
    return coded[~coded["sentence_id"].isin(doubtful)] if sure else coded


def main() -> None:
    """Print two tables."""
    methods = [one for one in sys.argv[1:] if not one.startswith("--")] or METHODS
    sentences = corpus.split_sentences(corpus.load_articles(ROOT / "seeds"))
    coded = read_coding(sentences, "--sure" in sys.argv)
    scores = pd.concat([corpus.score(sentences, method)[0] for method in methods], ignore_index=True)
    guesses = corpus.label_scores(scores)
    measures = corpus.measure_methods(coded, guesses, seed=SEED)
    print(measures.pivot(index=["label", "measure"], columns="method", values="value").round(3).to_string())
    wrong = coded.merge(guesses, on="sentence_id", suffixes=("_coded", ""))
    wrong = wrong[wrong["label"] != wrong["label_coded"]].merge(scores[["sentence_id", "method", "score"]])
    wrong = wrong.merge(sentences[["sentence_id", "text"]], on="sentence_id")
    for method, part in wrong.groupby("method", sort=False):
        opposite = (part["label"] != "neutral") & (part["label_coded"] != "neutral")
        print(f"\n{method}: {len(part)} of {len(coded)} wrong, {opposite.sum()} of them opposite")
        for want, score, article, text in part[["label_coded", "score", "article_id", "text"]].itertuples(index=False):
            print(f"  coded {want:8} scored {score:+.2f}  {article[:3]}: {text[:90]}")


if __name__ == "__main__":
    main()
