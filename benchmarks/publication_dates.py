"""How far can articles be dated whose date is hidden?  usage: publication_dates.py DATA.jsonl... [--list]

Each file holds one document a line: ``doc_id``, ``text`` and ``dct``, the day of publication, which is not shown to
`date_articles`. Lines before the first sentence that are nothing but a date are taken out of the text. All documents of
a file are one corpus. An article is dated when at least one end of its interval is known; it is right when the day of
publication lies in the interval. Distances are from the day of publication to the ends that are known.
--list prints every article whose interval is wrong, with its evidence.
"""

import argparse
import json
import time
from pathlib import Path

import pandas as pd

import corpus
from corpus.timex.grammar import find_expressions

LEXICONS = ("countries", "actors", "places", "events")
HEAD = 5


def without_head(text: str) -> str:
    """Leave out a line of the head that is nothing but a date."""
    lines = text.split("\n")
    return "\n".join(line for at, line in enumerate(lines) if at >= HEAD or not is_date(line.strip()))


def is_date(line: str) -> bool:
    """Whether a line is nothing but a date, such as ``June 9 , 2008``."""
    found = find_expressions(line)
    for one in reversed(found):
        line = line[: one.start] + line[one.end :]
    return bool(found) and not any(sign.isalnum() for sign in line)


def read_documents(path: Path) -> pd.DataFrame:
    """Read the documents that have a day of publication: one row per article, its day in `hidden`."""
    with path.open(encoding="utf-8") as handle:
        documents = [json.loads(line) for line in handle if line.strip()]
    rows = [(str(one["doc_id"]), without_head(one["text"]), one["dct"][:10]) for one in documents if one.get("dct")]
    frame = pd.DataFrame(rows, columns=["article_id", "text", "hidden"])
    return corpus.complete(frame[frame["hidden"].str.len() == 10], "articles")


def date_all(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Date a corpus; also the CPU seconds that the dating itself took."""
    sentences = corpus.split_sentences(articles)
    tags = corpus.bind_surnames(corpus.tag(sentences, LEXICONS), sentences)
    dates = corpus.find_dates(sentences, articles)
    coded = corpus.code_events(sentences, tags)
    began = time.process_time()
    dated, evidence = corpus.date_articles(articles, sentences, tags, dates, coded)
    return dated, evidence, time.process_time() - began


def measure(path: Path) -> tuple[dict[str, object], pd.DataFrame, pd.DataFrame]:
    """Return the figures of a file, the articles that are wrong, and the evidence."""
    dated, evidence, seconds = date_all(read_documents(path))
    truth = pd.to_datetime(dated["hidden"]).astype("datetime64[us]")
    low, high = dated["earliest"], dated["latest"]
    known = low.notna() | high.notna()
    right = ~(low > truth) & ~(high < truth)
    figures = {
        "articles": len(dated),
        "dated": int(known.sum()),
        "with both ends": int((low.notna() & high.notna()).sum()),
        "interval holds the truth": round(float(right[known].mean()), 3),
        "first day: known": int(low.notna().sum()),
        "first day: median days from the truth": (truth - low).dt.days.median(),
        "last day: known": int(high.notna().sum()),
        "last day: median days from the truth": (high - truth).dt.days.median(),
        "CPU s per MB": round(seconds / dated["text"].str.len().sum() * 1e6, 3),
    }
    return figures, dated[known & ~right], evidence


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    columns = {}
    for path in asked.data:
        columns[path.stem], wrong, evidence = measure(path)
        if asked.list:
            for article_id, hidden, published in wrong[["article_id", "hidden", "published"]].values.tolist():
                print(f"{article_id}: {hidden} is not in {published}")
                used = evidence[(evidence["article_id"] == article_id) & (evidence["verdict"] == "used")]
                print(used[["kind", "surface", "earliest", "latest", "note"]].to_string(index=False))
    print(pd.DataFrame(columns, dtype=object).to_string())


if __name__ == "__main__":
    main()
