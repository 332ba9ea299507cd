"""How fast is each step from files to tables?  usage: build_speed.py FOLDER [--mb 2]

Reads the texts of FOLDER (anything that `corpus.load_articles` reads), makes new articles out of their sentences
until --mb megabytes are reached, writes them as .txt files and times each step; beside it what a user would write
with nltk alone: Punkt sentences, words, nltk's VADER. CPU seconds per MB of text; imports are not counted, and
Python does not look for cycles meanwhile, as in `corpus.build`.
"""

import argparse
import importlib.resources
import random
import tempfile
import time
from pathlib import Path

import nltk
import pandas as pd
from nltk.sentiment.vader import SentimentIntensityAnalyzer
from nltk.tokenize import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktSentenceTokenizer

import corpus
from corpus.build import LEXICONS
from corpus.collecting import without_collecting
from corpus.duplicates import mark_duplicates


def make_texts(folder: str, size: float) -> list[str]:
    """Articles of 12 to 30 sentences drawn with a seed from the texts of a folder."""
    pool = corpus.split_sentences(corpus.load_articles(folder)).query("role == 'body'")["text"].unique().tolist()
    draw, texts = random.Random(7), []
    while sum(map(len, texts)) < size:
        drawn = [draw.choice(pool) for _ in range(draw.randint(12, 30))]
        paragraphs = [" ".join(drawn[at : at + 3]) for at in range(0, len(drawn), 3)]
        texts.append(f"ISLAMABAD, {draw.randint(1, 28)} May 2023: " + "\n\n".join(paragraphs) + "\n")
    return texts


def nltk_alone(texts: list[str]) -> None:
    """What a user would write without this package."""
    nltk.data.path.insert(0, str(importlib.resources.files("vaderSentiment")))
    splitter, words, tone = (
        PunktSentenceTokenizer(),
        NLTKWordTokenizer(),
        SentimentIntensityAnalyzer("vader_lexicon.txt"),
    )
    for text in texts:
        for sentence in splitter.tokenize(text):
            words.tokenize(sentence)
            tone.polarity_scores(sentence)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--mb", type=float, default=2)
    given = parser.parse_args()
    texts = make_texts(given.folder, given.mb * 1e6)
    size = sum(map(len, texts)) / 1e6
    rows = []

    def timed(step, work):
        start = time.process_time()
        with without_collecting():
            made = work()
        rows.append((step, round((time.process_time() - start) / size, 3)))
        return made

    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:06d}.txt").write_text(text, encoding="utf-8")
        corpus.build([Path(folder, "000000.txt"), Path(folder, "000001.txt")])
        timed("build, all steps", lambda: corpus.build(folder))
        loaded = timed("reading, cleaning and near duplicates", lambda: corpus.load_source(folder))
        timed("of these near duplicates", lambda: mark_duplicates(loaded.articles))
    sentences = timed("sentences", lambda: corpus.split_sentences(loaded.articles, loaded.lines))
    tags = timed("tags, all lexicons", lambda: corpus.tag(sentences, LEXICONS))
    timed("dates", lambda: corpus.find_dates(sentences, loaded.articles))
    timed("coding", lambda: corpus.code_events(sentences, tags))
    timed("scores (vader)", lambda: corpus.score(sentences, "vader"))
    timed("nltk alone: sentences, words, VADER", lambda: nltk_alone(texts))
    print(f"{size:.1f} MB in {len(texts)} files; CPU seconds per MB")
    print(pd.DataFrame(rows, columns=["step", "s_per_mb"]).to_string(index=False))


if __name__ == "__main__":
    main()
