"""Learn the weights of data/toward_*.csv from sentences with labelled targets; prints how right they are.

usage: python tools/learn_toward.py TRAIN.jsonl [--rows 2500] [--write]

TRAIN.jsonl holds {"id", "text", "start", "end", "label"} (-1, 0, 1), one target a line: the training part of NewsMTSC
(Hamborg and Donnay 2021, MIT licence, https://github.com/fhamborg/NewsMTSC). Names are masked before anything is
learned, so that no person carries tone. For each target the model has a pull (the sum of the weights of words, frames
and hits of a lexicon) and a calm (a second sum): the odds of positive, neutral and negative are exp(pull), exp(calm)
and exp(-pull), the classes weighing alike. Forms of a word share their weights (Snowball stems); only the rows that
matter most are kept, and learned anew. The figure is the macro-F1 on articles that were not learned from, rows chosen
anew each time, by cut; --write writes the tables.
"""

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from scipy import sparse
from scipy.optimize import minimize
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

import corpus
from corpus import around, pieces, toward

LEAST = 3
"""Features of fewer targets are left out."""
PULL_PENALTY, CALM_PENALTY = 4.0, 1.33
MIDDLE_SCALE, NEAR_SCALE, FRAME_SCALE, HIT_SCALE = 0.3, 0.4, 0.4, 1 / 3
CUT, ALONE_CUT = 0.35, 0.15
"""The tempered pull that is made a score of 0.05, with words and for hits alone: what does well on articles not
learned from. With words all from 0.2 to 0.4 do about as well, and news holds more that is neutral than this data.
"""
CUTS = (0.1, ALONE_CUT, 0.2, 0.25, 0.3, CUT, 0.4, 0.45)
SIDES = ("before", "after")
PEOPLE = """black blacks white whites women woman men man gay gays lesbian lesbians transgender immigrant immigrants
migrant migrants refugee refugees muslim muslims jewish jews christian christians minority minorities"""
GROUPS = frozenset(PEOPLE.split())
"""Words for people, which are not learned, as names are not: what was written of them then is no tone of theirs."""
WHERE = ("any", *SIDES, *(f"{part}_{side}" for part in ("middle", "near") for side in SIDES))
SOURCE = "NewsMTSC, Hamborg and Donnay 2021, https://github.com/fhamborg/NewsMTSC"

CALM = "calm: told matter-of-factly (above 0) or heated (below); n: targets that have it"
HEADERS = {
    "words": (
        "Words around a target that move the tone toward it",
        "entry and its forms; before, after: weight on that side of the target, divided by the root of the words of "
        f"the sentence; middle: added within 6 words, near: within 3; {CALM}",
    ),
    "frames": (
        "Frames around a target that move the tone toward it",
        f"frame: the words around TARGET, NAME being any other name; {CALM}",
    ),
    "positions": (
        "How much a hit of a lexicon counts by its place beside a target",
        "part: with the learned words beside it, or alone; piece: side and bin of distance (to 1, 3, 6, 12 words, "
        "farther), sentence: added anywhere, divided by the root of its words, none: calm of a sentence without "
        "pieces, scale: what makes a score of it; weight; calm",
    ),
}
"""Title of each table and what its columns mean."""

Feature = tuple[str, str]
"""Where (any, before, near_after, frame, hit ...), and which stem, frame or bin of distance."""


class Model(NamedTuple):
    """Weights by feature, and the calm of a sentence in which nothing is known."""

    pull: dict[Feature, float]
    calm: dict[Feature, float]
    none: float


class Design(NamedTuple):
    """The features of targets, of the pull and of the calm, and what they are called."""

    pull: sparse.csr_matrix
    calm: sparse.csr_matrix
    pulls: list[Feature]
    calms: list[Feature]

    def only(self, targets: np.ndarray) -> "Design":
        """Return the design of some targets."""
        return self._replace(pull=self.pull[targets], calm=self.calm[targets])


# --- features -----------------------------------------------------------------------------------------------------


def ordinary_words(texts: Iterable[str]) -> set[str]:
    """Return the words that stand in lower case more often than with a capital, the first of a text apart."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        words = [found[0] for found in around.TOKEN.finditer(text)]
        for before, word in pairwise(words):
            is_name = word[0].isupper() or before in around.HANDLES
            (capital if is_name else lower)[word.lower().replace("’", "'").removesuffix("'s")] += 1
    return {word for word, n in lower.items() if n > capital[word] and word.replace("'", "").isalpha()}


def tables_of(records: list[dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables sentences and tags, one row of each for a record."""
    ids = [f"{n:06d}:1" for n in range(len(records))]
    sentences = pd.DataFrame({"sentence_id": ids, "article_id": ids, "text": [one["text"] for one in records]})
    spans = pd.DataFrame([{"start": one["start"], "end": one["end"]} for one in records])
    tags = spans.assign(sentence_id=ids, label="target", surface="target")
    return corpus.complete(sentences, "sentences"), corpus.complete(tags, "tags")


def may_be_frame(words: list[str]) -> bool:
    """Tell whether a run of words holds one beside the masks, and none for people."""
    return GROUPS.isdisjoint(words) and any(word[0].isalpha() and word not in around.MASKS for word in words)


def frames_near(row: around.Row, near: around.Around) -> Iterator[tuple[int, Feature, float]]:
    """Yield every run of a few words around a target that has a word in it."""
    at = np.flatnonzero(np.abs(near.place) <= around.REACH)
    target, words = near.target[at].tolist(), [row.vocabulary[code] for code in near.codes[at].tolist()]
    for middle in (n for n, word in enumerate(words) if word == around.TARGET):
        lefts = [n for n in range(max(middle - around.REACH, 0), middle + 1) if target[n] == target[middle]]
        rights = [n for n in range(middle, middle + around.REACH + 1) if target[n : n + 1] == [target[middle]]]
        for left in lefts:
            for right in rights[: left + around.REACH + 1 - middle]:
                frame = words[left : right + 1]
                if may_be_frame(frame):
                    yield target[middle], ("frame", " ".join(frame)), FRAME_SCALE


def rarities(near: around.Around, stems: list[str]) -> dict[str, float]:
    """Return how much more a stem counts the fewer targets have it in their sentence."""
    held = set(zip(near.target.tolist(), near.codes.tolist(), strict=True))
    holding = Counter(stem for _, stem in {(target, stems[code]) for target, code in held})
    return {stem: float(np.log(len(near.words) / (n + 1)) / 4) for stem, n in holding.items()}


def words_near(near: around.Around, stems: list[str]) -> Iterator[tuple[int, Feature, float]]:
    """Yield the words of each target that have a stem by side and distance; rare words count for more."""
    rarity = rarities(near, stems)
    learnable = np.array([bool(stem) for stem in stems])
    at = np.flatnonzero((near.place != 0) & learnable[near.codes])
    columns = (near.target[at], near.codes[at], near.place[at], near.negated[at])
    for target, code, place, negated in zip(*(some.tolist() for some in columns), strict=True):
        stem, side = stems[code], SIDES[place > 0]
        value = rarity[stem] * (pieces.NEGATED if negated else 1.0)
        far = value / np.sqrt(near.words[target])
        yield target, ("any", stem), far
        yield target, (side, stem), far
        if abs(place) <= pieces.MIDDLE:
            yield target, (f"middle_{side}", stem), value * MIDDLE_SCALE
        if abs(place) <= pieces.NEAR:
            yield target, (f"near_{side}", stem), value * NEAR_SCALE


def hits_near(row: around.Row, near: around.Around, hits: pd.DataFrame, spans: pd.DataFrame) -> Iterator[Any]:
    """Yield the hits of a lexicon by bin of distance, and for the sentence as a whole."""
    pairs = pieces.place_hits(row, near, hits, spans)
    bins = pieces.bins_of(pairs["place"].to_numpy())
    values = pairs["contribution"].to_numpy() * HIT_SCALE
    for target, number, value in zip(pairs["target"].tolist(), bins.tolist(), values.tolist(), strict=True):
        yield target, ("hit", str(number)), value
        yield target, ("hit", "0"), value * 3 / np.sqrt(near.words[target])


def calm_of(where: str) -> str:
    """Return the place whose calm a feature adds to, "" if it adds to none: no sides, and hits by their size."""
    return {"any": "any", "near_before": "near", "near_after": "near", "frame": "frame", "hit": "hit"}.get(where, "")


def design(features: Iterable[tuple[int, Feature, float]], targets: int) -> Design:
    """Return features as two sparse tables."""
    pull: dict[tuple[int, Feature], float] = defaultdict(float)
    calm: dict[tuple[int, Feature], float] = defaultdict(float)
    for target, (where, what), value in features:
        pull[target, (where, what)] += value
        if calm_of(where):
            calm[target, (calm_of(where), what)] += abs(value)
    (pulls, names), (calms, others) = (_matrix(some, targets) for some in (pull, calm))
    return Design(pulls, calms, names, others)


def _matrix(cells: dict[tuple[int, Feature], float], targets: int) -> tuple[sparse.csr_matrix, list[Feature]]:
    counts = Counter(feature for _, feature in cells)
    names = sorted(feature for feature, n in counts.items() if n >= LEAST)
    column = {feature: n for n, feature in enumerate(names)}
    used = [(target, column[feature], value) for (target, feature), value in cells.items() if feature in column]
    rows, columns, values = zip(*used, strict=True)
    return sparse.csr_matrix((values, (rows, columns)), shape=(targets, len(names))), names


def all_features(
    records: list[dict[str, Any]], *, worded: bool
) -> tuple[Design, dict[str, float], dict[str, Counter[str]]]:
    """Return the design, the rarity of stems, and the forms of each stem; without words, hits of VADER alone."""
    sentences, tags = tables_of(records)
    texts = sentences["text"].tolist()
    ordinary = ordinary_words(texts)
    row = around.line_up(texts, ordinary)
    spans = toward.target_spans(sentences, tags)
    near = around.look_around(row, *(spans[name].to_numpy() for name in ("text", "target_start", "target_end")))
    hits = toward.hits_of(sentences, "news" if worded else "vader")
    found = list(hits_near(row, near, hits, spans))
    stem = SnowballStemmer("english").stem
    stems = [stem(word) if word in ordinary - GROUPS else "" for word in row.vocabulary]
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for code, n in Counter(row.codes.tolist()).items():
        forms[stems[code]][row.vocabulary[code]] += n
    if worded:
        found += [*frames_near(row, near), *words_near(near, stems)]
    return design(found, len(records)), rarities(near, stems), forms


# --- learning -----------------------------------------------------------------------------------------------------


def _odds(pull: np.ndarray, calm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithms of the shares of the three classes, and the shares."""
    odds = np.stack([-pull, calm, pull], axis=1)
    odds -= odds.max(axis=1, keepdims=True)
    logs = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
    return logs, np.exp(logs)


def fit(given: Design, labels: np.ndarray) -> Model:
    """Learn the weights, by the likelihood of the labels with squared penalties."""
    n, p, q = len(labels), given.pull.shape[1], given.calm.shape[1]
    classes = labels + 1
    weigh = (n / 3 / np.bincount(classes, minlength=3))[classes]
    turned = given.pull.T.tocsr(), given.calm.T.tocsr()

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        w, e = v[:p], v[p : p + q]
        logs, shares = _odds(given.pull @ w, given.calm @ e + v[-1])
        shares[np.arange(n), classes] -= 1
        shares *= weigh[:, None]
        fault = -(weigh * logs[np.arange(n), classes]).sum() + PULL_PENALTY / 2 * w @ w + CALM_PENALTY / 2 * e @ e
        slopes = (
            turned[0] @ (shares[:, 2] - shares[:, 0]) + PULL_PENALTY * w,
            turned[1] @ shares[:, 1] + CALM_PENALTY * e,
        )
        return fault, np.concatenate([*slopes, [shares[:, 1].sum()]])

    found = minimize(loss, np.zeros(p + q + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120, "maxcor": 20}).x
    pull, calm = (
        dict(zip(names, part.tolist(), strict=True))
        for names, part in ((given.pulls, found[:p]), (given.calms, found[p:-1]))
    )
    return Model(pull, calm, float(found[-1]))


def row_of(feature: Feature) -> Feature:
    """Return the row of the tables to which a feature belongs."""
    where, what = feature
    return (where if where in ("frame", "hit") else "word", what)


def keep_rows(given: Design, model: Model, rows: int) -> Design:
    """Return the design with the rows that move the most, and all bins of hits."""
    moved: Counter[Feature] = Counter()
    for table, names, weights in ((given.pull, given.pulls, model.pull), (given.calm, given.calms, model.calm)):
        sizes = np.asarray(table.multiply(table).sum(axis=0)).ravel()
        for name, size in zip(names, sizes.tolist(), strict=True):
            moved[row_of(name)] += size * weights[name] ** 2
    kept = {row for row, _ in moved.most_common(rows)} | {row for row in moved if row[0] == "hit"}
    pulls, calms = ([n for n, name in enumerate(names) if row_of(name) in kept] for names in (given.pulls, given.calms))
    return Design(
        given.pull[:, pulls], given.calm[:, calms], [given.pulls[n] for n in pulls], [given.calms[n] for n in calms]
    )


def learn(given: Design, labels: np.ndarray, rows: int) -> Model:
    """Learn, keep the rows that matter, learn anew."""
    return fit(keep_rows(given, fit(given, labels), rows), labels)


def pulls_of(model: Model, given: Design) -> np.ndarray:
    """Return the tempered pull of targets."""
    pull = given.pull @ np.array([model.pull.get(name, 0.0) for name in given.pulls])
    calm = given.calm @ np.array([model.calm.get(name, 0.0) for name in given.calms])
    return pieces.temper(pull, calm + model.none)


def validate(given: Design, labels: np.ndarray, groups: list[str], rows: int) -> dict[float, float]:
    """Return by cut the macro-F1 on articles that were not learned from."""
    pulls = np.zeros(len(labels))
    for some, others in GroupKFold(4).split(labels, groups=groups):
        pulls[others] = pulls_of(learn(given.only(some), labels[some], rows), given.only(others))
    guesses = {cut: np.where(np.abs(pulls) < cut, 0, np.sign(pulls)) for cut in CUTS}
    return {cut: round(float(f1_score(labels, guess, average="macro")), 4) for cut, guess in guesses.items()}


# --- tables -------------------------------------------------------------------------------------------------------


def write(name: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write one table with its header block."""
    title, said = HEADERS[name]
    source = f"learned by tools/learn_toward.py from the training part of {SOURCE}"
    header = {"title": title, "version": "1", "as_of": "2026-11", "source": source, "licence": "MIT", "columns": said}
    path = str(resources.files("corpus") / "data" / f"toward_{name}.csv")
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.writelines(f"# {key}: {value}\n" for key, value in header.items())
        table = csv.writer(out, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


def short(number: float) -> str:
    """Return a number with two decimals, "" for none."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.005 else ""


def word_rows(
    model: Model, rarity: dict[str, float], forms: dict[str, Counter[str]], counts: Counter[Feature]
) -> Iterator[list[str]]:
    """Yield the rows of words: the weights are those of the commonest form, and of all others."""
    stems = sorted({what for where, what in [*model.pull, *model.calm] if where not in ("frame", "hit")})
    for stem in stems:
        weights = {where: model.pull.get((where, stem), 0.0) * rarity[stem] for where in WHERE}
        far = [weights["any"] + weights[side] for side in SIDES]
        closer = [
            weights[f"{part}_{side}"] * scale
            for part, scale in (("middle", MIDDLE_SCALE), ("near", NEAR_SCALE))
            for side in SIDES
        ]
        calm = [
            model.calm.get((where, stem), 0.0) * rarity[stem] * scale
            for where, scale in (("any", 1.0), ("near", NEAR_SCALE))
        ]
        listed = [form for form, _ in sorted(forms[stem].items(), key=lambda one: (-one[1], one[0]))]
        shown = [short(value) for value in (*far, *closer, *calm)]
        if any(shown):
            yield [listed[0], " ".join(listed), *shown, str(counts[("any", stem)])]


def position_rows(part: str, model: Model, cut: float) -> Iterator[list[str]]:
    """Yield the rows of places of hits: by bin, for the sentence, and for no hit at all."""
    bins = len(pieces.EDGES) + 1
    names = ["sentence", *(f"{side} {number}" for side in SIDES for number in range(bins))]
    for number, name in enumerate(names):
        scale = HIT_SCALE * (3 if name == "sentence" else 1)
        pull, calm = model.pull.get(("hit", str(number)), 0.0), model.calm.get(("hit", str(number)), 0.0)
        yield [part, name, f"{pull * scale:.3f}", f"{calm * scale:.3f}"]
    yield [part, "none", "", f"{model.none:.3f}"]
    yield [part, "scale", f"{0.05 * np.sqrt(toward.SOFT / (1 - 0.05**2)) / cut:.4f}", ""]


def frame_rows(model: Model, counts: Counter[Feature]) -> Iterator[list[str]]:
    """Yield the rows of frames."""
    for where, frame in sorted({*model.pull, *model.calm}):
        if where == "frame":
            shown = [short(some.get((where, frame), 0.0) * FRAME_SCALE) for some in (model.pull, model.calm)]
            if any(shown):
                yield [frame, *shown, str(counts[where, frame])]


def main() -> None:
    """Read the arguments, learn, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("--rows", type=int, default=2500)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with open(args.train, encoding="utf-8") as handle:
        records = [json.loads(line) for line in handle if line.strip()]
    labels = np.array([one["label"] for one in records])
    groups = [one["id"].rsplit("_", 4)[0] for one in records]
    models, extras, counts = {}, {}, {}
    for worded in (True, False):
        given, *extras[worded] = all_features(records, worded=worded)
        figures = validate(given, labels, groups, args.rows)
        print("words, frames, hits" if worded else "hits of VADER alone", "- macro-F1 by cut:", figures)
        models[worded] = learn(given, labels, args.rows)
        sizes = np.asarray((given.pull != 0).sum(axis=0)).ravel()
        counts[worded] = Counter(dict(zip(given.pulls, sizes.tolist(), strict=True)))
    if args.write:
        words = word_rows(models[True], *extras[True], counts[True])
        write("words", ["entry", "forms", *pieces.PLACES, "calm", "near_calm", "n"], words)
        write("frames", ["frame", "weight", "calm", "n"], frame_rows(models[True], counts[True]))
        parts = (("beside words", models[True], CUT), ("alone", models[False], ALONE_CUT))
        positions = [row for part, model, cut in parts for row in position_rows(part, model, cut)]
        write("positions", ["part", "piece", "weight", "calm"], positions)


if __name__ == "__main__":
    main()
