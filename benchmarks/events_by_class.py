"""How right are the coded events, class by class?  usage: events_by_class.py [DATA.jsonl ...]

Each line of DATA is one sentence: {"id": ..., "text": ..., "gold": ...}; gold is a class (0 no event or a statement,
1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict) or {"event": PLOVER's type}.
The program's answer is the main event of the sentence, 0 or NONE where it codes none. Prints one table, by class and
where the gold has types by type. Without DATA the gold is that of the seeds: the main events of body and summary.
The data are the user's own: none come with the package.
"""

import argparse
import json
from pathlib import Path

import pandas as pd

import corpus
from corpus.lexicons import read_table

ROOT = Path(__file__).parents[1]
CLASSES = {
    0: "0 no event",
    1: "1 verbal cooperation",
    2: "2 material cooperation",
    3: "3 verbal conflict",
    4: "4 material conflict",
}
NO_EVENT = ("NONE", 0)


def read_gold(path: Path) -> list[dict]:
    """Sentences of a file: text and gold, (type or "", class or None)."""
    types = read_table("plover_events")
    quads = dict(zip(types["event_type"], types["quad"].astype(int), strict=True))
    found = []
    for line in path.read_text("utf-8").splitlines():
        one = json.loads(line)
        type_ = one["gold"]["event"] if isinstance(one["gold"], dict) else ""
        found.append({"text": one["text"], "type": type_, "quad": quads.get(type_, 0) if type_ else one["gold"]})
    return found


def read_seeds() -> list[dict]:
    """Sentences of the gold file of the seeds that have a main event, or none at all."""
    sentences = json.loads((ROOT / "tests" / "cases" / "gold_seeds.json").read_text("utf-8"))["sentences"]
    found = []
    for one in (s for s in sentences if s["role"] in ("body", "summary")):
        main = next((event for event in one["events"] if event["main"]), {"type": "NONE", "quad": 0})
        found.append({"text": one["text"], "type": main["type"], "quad": main["quad"]})
    return found


def answers(gold: list[dict]) -> list[tuple[str, int]]:
    """Type and class of the main event that the program codes in each sentence."""
    ids = [f"s{number:06d}" for number in range(len(gold))]
    texts = [one["text"] for one in gold]
    sentences = corpus.complete(pd.DataFrame({"sentence_id": ids, "article_id": ids, "text": texts}), "sentences")
    coded = corpus.code_events(sentences, corpus.tag(sentences, "events"))
    main = coded[coded["main"]].set_index("sentence_id")
    told = dict(zip(main.index, zip(main["type"], main["quad"].astype(int), strict=True), strict=True))
    return [told.get(one, NO_EVENT) for one in ids]


def rates(name: str, wanted: list[bool], given: list[bool]) -> tuple:
    """A row of the table: precision and recall of one class."""
    right = sum(w and g for w, g in zip(wanted, given, strict=True))
    precision, recall = right / max(sum(given), 1), right / max(sum(wanted), 1)
    f1 = 2 * right / max(sum(wanted) + sum(given), 1)
    return name, sum(wanted), sum(given), right, f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"


def table(name: str, gold: list[dict]) -> list[tuple]:
    """The rows of one set of sentences: all, by class, by type."""
    given = answers(gold)
    rows = []
    for at, field in ((1, "quad"), (0, "type")):
        wanted = [one[field] for one in gold]
        told = [one[at] for one in given]
        if field == "type" and "" in wanted:
            continue
        right = sum(w == g for w, g in zip(wanted, told, strict=True))
        rows.append((f"{name}: {field}, accuracy", len(gold), "", right, f"{right / len(gold):.3f}", "", ""))
        for one in sorted(set(wanted)):
            label = CLASSES.get(one, one)
            rows.append(rates(f"{name}: {label}", [w == one for w in wanted], [g == one for g in told]))
    return rows


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", type=Path)
    given = parser.parse_args()
    sets = {path.stem: read_gold(path) for path in given.data} or {"seeds": read_seeds()}
    rows = [row for name, gold in sets.items() for row in table(name, gold)]
    columns = ["what", "gold", "program", "right", "precision or share", "recall", "F1"]
    print(pd.DataFrame(rows, columns=columns).to_string(index=False))


if __name__ == "__main__":
    main()
