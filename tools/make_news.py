"""Make data/news.csv, the lexicon of tone in news, from tools/news_ratings.txt and tools/news_learned.csv.

Run from anywhere: ``python tools/make_news.py``. The ratings are our own, of lemmas and phrases; this script writes
out their forms, so that every row of the lexicon is a string that can be searched for, cited and corrected. The
learned weights come from `learn_news.py`.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from make_events import DOUBLED, IRREGULAR, gerund, past, with_s

from corpus import vader
from corpus.lexicons import describe_lexicon, read_table

TOOLS = Path(__file__).parent
DATA = TOOLS.parent / "src" / "corpus" / "data"
LINE = re.compile(r"(?P<weight>-?\d(?:\.\d)?) (?P<form>verb|noun|adj|word)(?: \| (?P<reason>[^:]+))?: (?P<words>.+)")
NEUTRAL = "neutral in news"
HEADER = """\
# title: Tone in news and diplomacy: words whose tone VADER lacks or has otherwise, on top of its lexicon
# version: 1
# as_of: 2026-11
# source: tools/make_news.py: own ratings (tools/news_ratings.txt); learned weights (tools/learn_news.py)
#   from the training part of NewsMTSC, Hamborg and Donnay 2021, https://github.com/fhamborg/NewsMTSC
# licence: MIT
# base: vader
# spread: {spread}
# columns: weight from -4 to 4; kind is the layer: neutral (no tone in news), rated (by us), learned (from
#   labelled sentences; source has how many held the word); a word that VADER has with the same sign has no row
"""


def adverb(word: str) -> str:
    """Return the adverb of an adjective."""
    for end, made in (("ic", "ically"), ("le", "ly"), ("y", "ily"), ("ll", "lly")):
        if word.endswith(end):
            return word.removesuffix(end) + made
    return f"{word}ly"


def forms(word: str, form: str) -> list[str]:
    """Return the forms that a word of the ratings stands for."""
    word = word.replace("_", " ")
    if form == "verb":
        return [word, with_s(word), *past(word), gerund(word)]
    if form == "noun":
        return [word] if re.search("[^s]s$", word) else [word, with_s(word)]
    return [word, adverb(word)] if form == "adj" and not word.endswith(("ed", "ly")) else [word]


def add_verbs() -> None:
    """Make the forms of the verbs of news_verbs.csv known."""
    verbs = read_table(TOOLS / "news_verbs.csv")
    pasts = zip(verbs["verb"], verbs["past"], strict=True)
    IRREGULAR.update({verb: forms.split("|") for verb, forms in pasts if forms})
    DOUBLED.update(verbs.loc[verbs["doubled"] == "yes", "verb"])


def lines() -> Iterator[tuple[float, str, str, list[str]]]:
    """Yield (weight, form, reason, words) for each line of the ratings."""
    for number, line in enumerate((TOOLS / "news_ratings.txt").read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise ValueError(f"news_ratings.txt, line {number}: expected 'WEIGHT FORM: words', found {line[:50]!r}")
        yield float(found["weight"]), found["form"], found["reason"] or "", found["words"].split()


def rated() -> dict[str, tuple[str, float, str]]:
    """Return (kind, weight, reason) by pattern; a neutral row beats a rating, VADER's value one of its sign."""
    known, rows = vader.values(), {}
    for weight, form, reason, words in lines():
        for pattern in (pattern for word in words for pattern in forms(word, form)):
            if weight and (pattern in rows or known.get(pattern, 0) * weight > 0):
                continue
            rows[pattern] = ("rated", weight, "own rating") if weight else ("neutral", 0.0, f"own: {reason}")
    return rows


def learned() -> dict[str, tuple[str, float, str]]:
    """Return (kind, weight, reason) by word for the learned weights."""
    table = read_table(TOOLS / "news_learned.csv")
    rows = zip(table["word"], table["weight"], table["n"], strict=True)
    return {word: ("learned", float(weight), f"NewsMTSC; {n} sentences") for word, weight, n in rows}


def main() -> None:
    """Write the lexicon."""
    add_verbs()
    rows = {**learned(), **rated()}
    spread = describe_lexicon(TOOLS / "news_learned.csv")["spread_news"]
    out = StringIO()
    out.write(HEADER.format(spread=spread))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["label", "kind", "pattern", "weight", "note", "source"])
    common = set(read_table("common_words").query("kind == 'grammar'")["word"])
    for pattern, (kind, weight, source) in sorted(rows.items()):
        label = "positive" if weight > 0 else "negative" if weight < 0 else "neutral"
        note = "common word, without a tone" if pattern in common else ""
        writer.writerow([label, kind, pattern, f"{weight:g}", note, source])
    (DATA / "news.csv").write_text(out.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
