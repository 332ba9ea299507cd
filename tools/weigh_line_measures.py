"""Learn the weights of data/line_measures.csv from pages whose article lines are marked; prints the table.

usage: python tools/weigh_line_measures.py PAGES.jsonl [--half 0|1]

PAGES.jsonl holds {"doc_id", "site", "lines": [{"text", "keep", "title"?}]}, one page a line, for instance
made from the article-extraction-benchmark of Scrapinghub (MIT licence) and the test pages of Mozilla's
Readability (Apache 2.0); the pages themselves are not part of the package. A logistic regression on the named
measures, one line a case, gives the weights, rounded to tenths; `LEANING` is added to the first, because a
line wrongly dropped is worse than one wrongly kept. `--half` takes the sites of one half only, to try the
weights on the other.
"""

import argparse
import csv
import json
import sys
import zlib
from importlib import resources
from typing import Any

from sklearn.linear_model import LogisticRegression

from corpus import pages
from corpus.lexicons import read_table
from corpus.line_rules import judge_alone
from corpus.lines import line_key

LEANING = 1.0


def half_of(site: str) -> int:
    """Return 0 or 1, always the same for a site."""
    return zlib.crc32(site.encode()) % 2


def cases(page: dict[str, Any]) -> tuple[list[list[bool]], list[bool]]:
    """Return which measures hold for each line of a page, its titles apart, and whether it is to be kept."""
    texts = [" ".join(line["text"].split()) for line in page["lines"]]
    shapes = pages.read_shapes(texts, list(map(line_key, texts)), list(map(judge_alone, texts)))
    used = [(shape, line) for shape, line in zip(shapes, page["lines"], strict=True) if not line.get("title")]
    holds = [[measure(shape) for measure in pages.MEASURES.values()] for shape, _ in used]
    return holds, [line["keep"] for _, line in used]


def learn(records: list[dict[str, Any]]) -> dict[str, float]:
    """Return the weight of each measure."""
    parts = [cases(page) for page in records]
    holds = [row for rows, _ in parts for row in rows]
    kept = [keep for _, keeps in parts for keep in keeps]
    model = LogisticRegression(fit_intercept=False, max_iter=2000).fit(holds, kept)
    weights = dict(zip(pages.MEASURES, map(float, model.coef_[0]), strict=True))
    weights["every line"] += LEANING
    return {name: round(weight, 1) for name, weight in weights.items()}


def write(weights: dict[str, float], out: Any) -> None:
    """Write the table with its header block."""
    path = resources.files("corpus") / "data" / "line_measures.csv"
    header = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    reasons = dict(read_table("line_measures")[["measure", "reason"]].values.tolist())
    print(*header, sep="\n", file=out)
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["measure", "weight", "reason"])
    rows.writerows([name, weight, reasons.get(name, "")] for name, weight in weights.items())


def main() -> None:
    """Read the arguments, learn, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages")
    parser.add_argument("--half", type=int, choices=(0, 1))
    args = parser.parse_args()
    with open(args.pages, encoding="utf-8") as handle:
        records = [json.loads(line) for line in handle]
    write(learn([page for page in records if args.half in (None, half_of(page["site"]))]), sys.stdout)


if __name__ == "__main__":
    main()
