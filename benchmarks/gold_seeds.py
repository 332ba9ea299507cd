"""How far do tags and coded events agree with the gold file of the seeds?  usage: gold_seeds.py [--list] [--gold FILE]

The gold (tests/cases/gold_seeds.json) was made by reading; its header tells the rules. Tags agree when span and label
are the same ("overlap": when they share a character and the label). Actors are tags of the lexicon actors; countries
are names and demonyms, and capitals that act for their government; places are tags of the gazetteer, capitals that do
not act among them. Events: sentences of body and summary, since no others are coded; a trigger is found when it shares
a character with a gold trigger of its type.
--list prints every disagreement after the table.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import corpus

ROOT = Path(__file__).parents[1]
CODED = ("body", "summary")


class Mention(NamedTuple):
    """A tag of either side."""

    sentence_id: str
    start: int
    end: int
    label: str
    surface: str
    code: str
    note: str


class Event(NamedTuple):
    """A coded event of either side."""

    sentence_id: str
    start: int
    end: int
    type: str
    surface: str
    quad: int
    modality: str
    source: str
    target: str
    said_by: str
    main: bool


def gold_mentions(sentences: list[dict], what: str) -> list[Mention]:
    """Gold mentions of actors, countries (capitals that act with them) or places."""
    found = []
    for sentence in sentences:
        for m in sentence["mentions"]:
            kind = "country" if m.get("capital") == "government" else m["kind"]
            label = f"{m['label']}|{m['code']}" if m.get("capital") == "place" else m["label"]
            codes = m["code"] if "code_if_undated" not in m else f"{m['code']} {m['code_if_undated']}"
            note = "context" if m.get("context") else ""
            if kind == what:
                found.append(Mention(sentence["sentence_id"], m["start"], m["end"], label, m["surface"], codes, note))
    return found


def our_mentions(tags: pd.DataFrame, what: str) -> list[Mention]:
    """The program's tags of actors, countries (capitals that act with them) or places, one for a span of words."""
    found = {}
    for t in tags.itertuples():
        kind = {"actors": "actor", "places": "place", "countries": "country"}.get(t.lexicon, "")
        placed = t.kind != ("government" if kind == "place" else "capital")
        if kind == what and placed:
            tag = Mention(t.sentence_id, t.start, t.end, t.label, t.surface, t.code, f"{t.label}: {t.rule}")
            found[tag[:3]] = tag
    return list(found.values())


def pairs(gold: list, ours: list, same) -> list[tuple]:
    """One-to-one pairs, in reading order."""
    left, found = list(ours), []
    for g in gold:
        hit = next((o for o in left if o.sentence_id == g.sentence_id and same(g, o)), None)
        if hit is not None:
            left.remove(hit)
            found.append((g, hit))
    return found


def exact(g, o) -> bool:
    return (g.start, g.end) == (o.start, o.end) and o.label in g.label.split("|")


def overlap(g, o) -> bool:
    return g.start < o.end and o.start < g.end


def near(g, o) -> bool:
    return o.label in g.label.split("|") and overlap(g, o)


def same_code(g, o) -> bool:
    """Whether the codes are those of the gold, in any order; an article without a date may have all of them."""
    return any(set(o.code.split("|")) == set(code.split("|")) for code in g.code.split())


def typed(g, o) -> bool:
    return g.type == o.type and overlap(g, o)


def figures(measure: str, right: int, gold: int, ours: int) -> tuple:
    """A row of the table."""
    recall, precision = right / max(gold, 1), right / max(ours, 1)
    f1 = 2 * right / max(gold + ours, 1)
    return measure, gold, ours, right, f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"


def share(measure: str, right: int, of: int) -> tuple:
    """A row of the table for a share."""
    return measure, of, "", right, f"{right / max(of, 1):.3f}", "", ""


def tag_rows(sentences: list[dict], tags: pd.DataFrame) -> tuple[list[tuple], list[str]]:
    """Rows and disagreements of actors, countries and places."""
    rows, lines = [], []
    for what, name in (("actor", "actors"), ("country", "countries"), ("place", "places")):
        gold, ours = gold_mentions(sentences, what), our_mentions(tags, what)
        hit = pairs(gold, ours, exact)
        rows.append(figures(f"{name}, span and label", len(hit), len(gold), len(ours)))
        rows.append(figures(f"{name}, overlap and label", len(pairs(gold, ours, near)), len(gold), len(ours)))
        plain = [g for g in gold if not g.note]
        if len(plain) < len(gold):
            found = len(pairs(plain, ours, exact))
            rows.append(share(f"{name}, recall without those only the context tells", found, len(plain)))
        other = [(g, o) for g, o in hit if what != "place" and not same_code(g, o)]
        if what != "place":  # the gold has a country's code, a gazetteer its province's
            rows.append(share(f"{name}, code, of those found", len(hit) - len(other), len(hit)))
        lines += [f"{name} missed   {show(g)}" for g in gold if g not in {g for g, _ in hit}]
        lines += [f"{name} too many {show(o)}" for o in ours if o not in {o for _, o in hit}]
        lines += [f"{name} code     {show(g)} {g.code} <> {o.code}" for g, o in other]
    return rows, lines


def gold_events(sentences: list[dict]) -> list[Event]:
    """Gold events of the sentences that are coded."""
    found = []
    for s in sentences:
        for e in s["events"] if s["role"] in CODED else []:
            place = (s["sentence_id"], e["start"], e["end"], e["type"], e["trigger"], e["quad"], e["modality"])
            found.append(Event(*place, e["source_actor"], e["target_actor"], e["said_by"], e["main"]))
    return found


def our_events(coded: pd.DataFrame) -> list[Event]:
    """The program's events."""
    names = ["sentence_id", "start", "end", "type", "surface", "quad", "modality"]
    names += ["source_actor", "target_actor", "said_by", "main"]
    return [Event(*row) for row in coded[names].itertuples(index=False)]


def main_rows(gold: list[Event], ours: list[Event]) -> tuple[list[tuple], list[str]]:
    """Accuracy of the main event of a sentence; a sentence without a coded event counts as wrong."""
    wanted, given = ({e.sentence_id: e for e in events if e.main} for events in (gold, ours))
    both = [(g, given[key]) for key, g in wanted.items() if key in given]
    quiet = {e.sentence_id for e in ours} - set(wanted)
    rows = [
        share("main event, type", sum(g.type == o.type for g, o in both), len(wanted)),
        share("main event, quad", sum(g.quad == o.quad for g, o in both), len(wanted)),
        share("main event, same words", sum(overlap(g, o) for g, o in both), len(wanted)),
        share("sentences with a gold event that are coded", len(both), len(wanted)),
        share("sentences coded that have no gold event", len(quiet), len({e.sentence_id for e in ours})),
    ]
    lines = [f"main     {show(g)} <> {show(o)}" for g, o in both if g.type != o.type]
    lines += [f"main     {show(g)} <> nothing" for key, g in wanted.items() if key not in given]
    return rows, lines


def trigger_rows(gold: list[Event], ours: list[Event]) -> tuple[list[tuple], list[str]]:
    """Precision and recall of triggers, in all and by type, with actors, speaker and modality of those found."""
    hit = pairs(gold, ours, typed)
    rows = [figures("triggers, any type", len(pairs(gold, ours, overlap)), len(gold), len(ours))]
    rows.append(figures("triggers, same type", len(hit), len(gold), len(ours)))
    counts = [Counter(e.type for e in events) for events in (gold, ours, [g for g, _ in hit])]
    for name in sorted(set(counts[0]) | set(counts[1])):
        rows.append(figures(f"triggers, {name}", counts[2][name], counts[0][name], counts[1][name]))
    lines = [f"trigger missed   {show(g)}" for g in gold if g not in {g for g, _ in hit}]
    lines += [f"trigger too many {show(o)}" for o in ours if o not in {o for _, o in hit}]
    for field in ("source", "target", "said_by"):
        told = [(g, getattr(g, field), getattr(o, field)) for g, o in hit]
        right = sum(o != "" and o in g.split("|") for _, g, o in told)
        rows.append(figures(f"{field}, of triggers found", right, *(sum(t[n] != "" for t in told) for n in (1, 2))))
        lines += [f"{field:8} {show(e)} {g!r} <> {o!r}" for e, g, o in told if o not in g.split("|")]
    rows.append(share("modality, of triggers found", sum(g.modality == o.modality for g, o in hit), len(hit)))
    lines += [f"modality {show(g)} {g.modality} <> {o.modality}" for g, o in hit if g.modality != o.modality]
    return rows, lines


def show(item: Mention | Event) -> str:
    """One line for a mention or an event."""
    if isinstance(item, Event):
        return f"{item.sentence_id}[{item.start}:{item.end}] {item.surface!r} {item.type}"
    note = f" ({item.note})" if item.note else ""
    return f"{item.sentence_id}[{item.start}:{item.end}] {item.surface!r} {item.label}{note}"


def main() -> None:
    """Print one table, and the disagreements when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", default=ROOT / "tests" / "cases" / "gold_seeds.json")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    sentences = json.loads(Path(given.gold).read_text("utf-8"))["sentences"]
    built = corpus.build(ROOT / "seeds")
    texts = dict(zip(built.sentences["sentence_id"], built.sentences["text"], strict=True))
    moved = [s["sentence_id"] for s in sentences if texts.get(s["sentence_id"]) != s["text"]]
    if moved:
        raise SystemExit(f"sentences that are not those of the gold file: {', '.join(moved)}")
    tags = built.tags[built.tags["sentence_id"].isin([s["sentence_id"] for s in sentences])]
    gold, ours = gold_events(sentences), our_events(built.coded)
    parts = [tag_rows(sentences, tags), main_rows(gold, ours), trigger_rows(gold, ours)]
    columns = ["measure", "gold", "program", "right", "precision or share", "recall", "F1"]
    print(pd.DataFrame([row for rows, _ in parts for row in rows], columns=columns).to_string(index=False))
    if given.list:
        print("\n" + "\n".join(line for _, lines in parts for line in lines))


if __name__ == "__main__":
    main()
