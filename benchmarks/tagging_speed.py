"""How fast are many patterns found?  usage: tagging_speed.py FOLDER [--mb 4] [--patterns 10000] [--require ours=5]

Reads the texts of FOLDER (anything that `corpus.load_articles` reads), makes articles out of their sentences until
--mb megabytes are reached, and looks for fixed wordings of the packaged lexicons, drawn with a seed. Beside `tag`
stand, in the same run: an alternation of `re` (on a small part, being slow), and ahocorasick-rs alone, which scans
for the wordings in small letters, within words too, and makes no table: the upper bound; and the same less what
stands within words. Megabytes of text per CPU second, the best of three runs; imports and the making of patterns
are not counted, but shown.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable

import ahocorasick_rs
import pandas as pd
from build_speed import make_texts

import corpus
from corpus.build import LEXICONS
from corpus.matching import Patterns
from corpus.tagging import tag

RUNS = 3


def draw_patterns(count: int) -> pd.DataFrame:
    """A lexicon of fixed wordings, each once."""
    frame = pd.concat([corpus.read_lexicon(name) for name in LEXICONS])
    frame = frame[(frame["match"] == "fixed") & (frame["kind"] != "veto")].drop_duplicates("pattern")
    chosen = random.Random(7).sample(range(len(frame)), min(count, len(frame)))
    return frame.iloc[sorted(chosen)].assign(lexicon="drawn", row=range(1, len(chosen) + 1))


def seconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """CPU seconds of the first run, and of the quickest."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return taken[0], min(taken)


def whole_words(automaton: ahocorasick_rs.AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """What the bare scan finds, less what stands within words; case, marks and overlaps are not looked at."""
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    fenced = f" {text} "
    return [one for one in found if not (fenced[one[1]].isalnum() or fenced[one[2] + 1].isalnum())]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--mb", type=float, default=4)
    parser.add_argument("--patterns", type=int, default=10_000)
    parser.add_argument("--require", nargs="*", default=[], metavar="WAY=MB_PER_CPU_S")
    given = parser.parse_args()
    lexicon = draw_patterns(given.patterns)
    made = pd.DataFrame({"text": make_texts(given.folder, given.mb * 1e6)})
    articles = corpus.complete(made.assign(article_id=made.index.astype("str")), "articles")
    sentences = corpus.split_sentences(articles)
    texts = sentences["text"].tolist()
    joined, wordings = "\n".join(texts), lexicon["pattern"].tolist()
    size, part = len(joined) / 1e6, joined[:20_000]
    folded, names = joined.lower(), sorted(map(re.escape, wordings), key=len, reverse=True)
    automaton = ahocorasick_rs.AhoCorasick([one.lower() for one in wordings])
    expression = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
    building, _ = seconds(lambda: Patterns(lexicon), 1)
    _, ours = seconds(lambda: tag(sentences, lexicon))
    _, bare = seconds(lambda: automaton.find_matches_as_indexes(folded, overlapping=True))
    _, checked = seconds(lambda: whole_words(automaton, folded))
    _, alternation = seconds(lambda: expression.findall(part), 1)
    rates = {
        "ours": size / (ours - building), "ours_with_patterns": size / ours,
        "ahocorasick_bare": size / bare, "ahocorasick_words": size / checked,
        "re_alternation": len(part) / 1e6 / alternation,
    }  # fmt: skip
    found = pd.DataFrame({"way": list(rates), "mb_per_cpu_s": [round(rate, 2) for rate in rates.values()]})
    print(f"{size:.1f} MB, {len(sentences)} sentences, {len(lexicon)} patterns, {len(tag(sentences, lexicon))} tags")
    print(
        f"patterns made in {building:.2f} s; ours is {rates['ours'] / rates['ahocorasick_bare']:.2f} of the bare scan"
    )
    print(found.to_string(index=False))
    short = [one for one in given.require if rates[one.split("=")[0]] < float(one.split("=")[1])]
    if short:
        sys.exit(f"below {short}")


if __name__ == "__main__":
    main()
