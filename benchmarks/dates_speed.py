"""How many documents a second, against dateparser?  usage: dates_speed.py [FOLDER] [--documents 200] [--others 20]

Reads the articles of FOLDER (anything that `corpus.load_articles` reads; without it those of seeds/), takes --documents
of them, in turn where there are fewer, each with a number of its own, and finds the dates of all; dateparser's
`search_dates`, told the language and the publication date, has the first --others of them. Documents per CPU second of
one process in one run; ours with sentences split and dates resolved. Of each package the better of two turns, ours
without what it remembers of the turn before; imports are not counted.
"""

import argparse
import sys
import time
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

import pandas as pd
from dateparser.search import search_dates

import corpus

SEEDS = Path(__file__).parents[1] / "seeds"
PUBLISHED = "2023-07-21"


def make_texts(folder: str, size: int) -> list[str]:
    """The texts of a folder, in turn, none twice."""
    texts = corpus.load_articles(folder)["text"].tolist()
    return [f"{text}\n({number})" for number, text in enumerate(islice(cycle(texts), size))]


def find_ours(texts: list[str]) -> int:
    """Split sentences, find their dates, resolve them; say how many there are."""
    ids = [f"{number:06d}" for number in range(len(texts))]
    table = corpus.complete(pd.DataFrame({"article_id": ids, "text": texts, "published": PUBLISHED}), "articles")
    return len(corpus.find_dates(corpus.split_sentences(table), table))


def find_theirs(texts: list[str]) -> int:
    """Find dates with dateparser; say how many there are."""
    settings = {"RELATIVE_BASE": datetime.fromisoformat(PUBLISHED)}
    return sum(len(search_dates(text, languages=["en"], settings=settings) or ()) for text in texts)


def forget() -> None:
    """Clear the memos of readings, not the compiled rules."""
    for name, module in list(sys.modules.items()):
        if name.startswith("corpus.timex."):
            for memo in vars(module).values():
                if hasattr(memo, "cache_parameters") and memo.cache_parameters()["maxsize"]:
                    memo.cache_clear()


def timed(work, texts: list[str]) -> tuple[float, int]:
    """CPU seconds of the better of two turns, and what was found."""
    seconds, found = [], 0
    for _ in range(2):
        forget()
        start = time.process_time()
        found = work(texts)
        seconds.append(time.process_time() - start)
    return min(seconds), found


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=str(SEEDS))
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--others", type=int, default=20)
    given = parser.parse_args()
    texts = make_texts(given.folder, given.documents)
    few = texts[: given.others]
    find_ours(texts[:5])
    find_theirs(["He left on Monday."])
    rows = []
    for name, work, those in (("corpus", find_ours, texts), ("dateparser", find_theirs, few)):
        seconds, found = timed(work, those)
        characters = sum(map(len, those))
        rows.append(
            (name, len(those), characters, found, round(len(those) / seconds, 1), round(seconds / characters * 1e6, 2))
        )
    columns = ["package", "documents", "characters", "expressions", "documents_per_cpu_s", "s_per_mb"]
    table = pd.DataFrame(rows, columns=columns)
    print(table.to_string(index=False))
    ours, theirs = table["s_per_mb"]
    print(f"times as fast, by characters: {theirs / ours:.0f}")


if __name__ == "__main__":
    main()
