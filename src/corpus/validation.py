"""Hand-coding: a blind sample to be coded, and the sheets that coders have filled in."""

import glob
import hashlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError, SourceError
from corpus.figures import to_csv, write_files

SIGNS = {"-1": "negative", "−1": "negative", "0": "neutral", "1": "positive", "+1": "positive"}
"""Numbers that coders of tone write for the labels of `label_scores`."""

KEY_END, SHEET_END = "-key", "-coder-"


# a sample to be coded


def validation_sample(sentences: pd.DataFrame, n: int, seed: int, *, by: str = "article_id") -> pd.DataFrame:
    """Draw sentences to be coded by hand: stratified, in random order.

    Each stratum gives the same number as far as it has so many, so that rare ones are seen; `weight` makes up for
    it. Which sentences are drawn depends on the seed and on the sentences, not on their order.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; only body and summary are drawn from.
    n : int
        How many sentences, or all where there are fewer.
    seed : int
        Of the draw.
    by : str
        The column that makes the strata: ``article_id``, ``role``, or one you have added, such as an outlet, a
        year, or the label that a method gave (the coder does not see it).

    Returns
    -------
    DataFrame
        One row per sentence drawn, in random order: `item` (a hash of its article and text, by which it is found
        again whatever its number), `text`, `sentence_id`, `stratum`, `weight` (sentences of its stratum per sentence
        drawn from it).

    Raises
    ------
    ParameterError
        When `n` is below 1 or `by` is no column.

    Examples
    --------
    >>> rows = [{"sentence_id": f"a:{at}", "article_id": "a", "text": f"Text {at}."} for at in range(4)]
    >>> sentences = tables.complete(pd.DataFrame(rows), "sentences")
    >>> validation_sample(sentences, 2, seed=1)["weight"].tolist()
    [2.0, 2.0]
    """
    tables.check(sentences, "sentences")
    if n < 1:
        raise ParameterError(f"n: expected a number of sentences above 0, found {n}")
    if by not in sentences.columns:
        raise ParameterError(f"by: expected one of {', '.join(map(str, sentences.columns))}, found {by!r}")
    pool = sentences[sentences["role"].isin(tables.TEXT_ROLES)].sort_values("sentence_id", ignore_index=True)
    items = dict(zip(sentences["sentence_id"], _items(sentences), strict=True))
    luck = np.random.default_rng(seed).permutation(len(pool))
    pool = pool.assign(item=pool["sentence_id"].map(items), stratum=pool[by].astype("str"), luck=luck)
    place = pool.groupby("stratum")["luck"].rank(method="first")
    drawn = pool.assign(place=place).sort_values(["place", "luck"]).head(n).sort_values("luck")
    sizes, taken = pool["stratum"].value_counts(), drawn["stratum"].value_counts()
    weight = drawn["stratum"].map(sizes / taken.reindex(sizes.index)).astype("float64")
    columns = ["item", "text", "sentence_id", "stratum", "weight"]
    return drawn.assign(weight=weight)[columns].reset_index(drop=True)


def _items(sentences: pd.DataFrame) -> list[str]:
    """Return a hash of each sentence: of its article and text, and of how often it stood there before."""
    same = sentences.groupby(["article_id", "text"]).cumcount().astype("str")
    told = tables.rows_of(sentences.assign(same=same), "article_id", "text", "same")
    return [hashlib.sha256("\0".join(one).encode("utf-8", "replace")).hexdigest()[:12] for one in told]


def write_sample(sample: pd.DataFrame, folder: str | os.PathLike[str], *, coders: int = 2) -> tuple[str, ...]:
    """Write a sheet per coder, and the key, which no coder sees; sheets that are there are left as they are.

    A sheet holds `item`, `text` and the empty columns `label` and `note`: neither source nor score. The names
    begin with a hash of the sample, so that the sheets of another sample are never mixed with these.

    Parameters
    ----------
    sample : DataFrame
        What `validation_sample` drew.
    folder : str or path
        Where the sheets go.
    coders : int
        How many code it.

    Returns
    -------
    tuple of str
        One name per file: the sheets, then the key.

    Examples
    --------
    >>> import tempfile
    >>> sample = validation_sample(tables.empty("sentences"), 10, seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [name.partition("-")[2] for name in write_sample(sample, folder)]
    ['coder-1.csv', 'coder-2.csv', 'key.csv']
    """
    sheet, key = sample[["item", "text"]].assign(label="", note=""), sample.drop(columns="text")
    stem = hashlib.sha256(to_csv(sample)).hexdigest()[:8]
    wanted = {f"{stem}{SHEET_END}{number}": sheet for number in range(1, coders + 1)} | {f"{stem}{KEY_END}": key}
    for name, frame in wanted.items():
        if not (Path(folder) / f"{name}.csv").exists():
            write_files(Path(folder), name, {"csv": to_csv(frame)})
    return tuple(f"{name}.csv" for name in wanted)


# what was coded


def read_coded(path: str | os.PathLike[str], sentences: pd.DataFrame, *, column: str = "label") -> pd.DataFrame:
    r"""Read what coders have filled in.

    Parameters
    ----------
    path : str or path
        A sheet, a folder of sheets or a pattern ("" for none): CSV with `item` (as in the sheets of `write_sample`) or
        `sentence_id`, and the labels; or JSON with a list "sentences" of such rows. The name of a file, or its
        column `coder`, tells its coder. Weights come from a column `weight` or from the key beside the sheet.
        Where all labels are -1, 0 or 1, they are read as negative, neutral and positive.
    sentences : DataFrame
        Table ``sentences`` of the corpus that was coded.
    column : str
        The column of the labels: ``label``, or another one, such as ``type`` for types of events.

    Returns
    -------
    DataFrame
        One row per label given: `sentence_id`, `article_id`, `coder`, `label`, `weight` (1 where none is known).
        Rows without a label are left out; a warning counts those whose sentence is not among `sentences`, or
        reads otherwise than when it was drawn. Sheets of another corpus give no rows.

    Raises
    ------
    SourceError
        When there is no sheet, or one without these columns.

    Examples
    --------
    >>> import tempfile
    >>> rows = [{"sentence_id": f"a:{at}", "article_id": "a", "text": f"Text {at}."} for at in range(2)]
    >>> sentences = tables.complete(pd.DataFrame(rows), "sentences")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "ada.csv").write_text("sentence_id,label\na:0,+1\na:1,\n", "utf-8")
    ...     read_coded(folder, sentences)[["sentence_id", "coder", "label"]].values.tolist()
    [['a:0', 'ada', 'positive']]
    """
    tables.check(sentences, "sentences")
    files = _sheets(path) if str(path) else []
    of_item = dict(zip(_items(sentences), sentences["sentence_id"], strict=True))
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ("sentence_id", "coder", "label")})
    read = [_read_sheet(file, column, of_item) for file in files]
    coded = pd.concat([nothing.assign(weight=1.0), *read], ignore_index=True)
    coded = coded[coded["label"] != ""]
    unknown = coded[~coded["sentence_id"].isin(sentences["sentence_id"])]
    if len(unknown) < len(coded):
        _warn_of_unknown(unknown, len(coded))
    coded = coded.merge(sentences[["sentence_id", "article_id"]], on="sentence_id")
    twice = coded[coded.duplicated(["sentence_id", "coder"])]
    if len(twice):
        name, coder = twice[["sentence_id", "coder"]].iloc[0]
        raise SourceError(f"{path}: expected one label of a sentence by each coder, found two of {name} by {coder}")
    return coded[["sentence_id", "article_id", "coder", "label", "weight"]]


def _warn_of_unknown(unknown: pd.DataFrame, of: int) -> None:
    if len(unknown):
        warnings.warn(
            f"hand-coded sheets: {len(unknown)} of {of} labels are left out: their sentences are not in this corpus, "
            f"or read otherwise than when they were drawn; the first is of coder {unknown['coder'].iloc[0]!r}",
            stacklevel=3,
        )


def _sheets(path: str | os.PathLike[str]) -> list[Path]:
    given = Path(path).expanduser()
    found = sorted(given.glob("*.csv")) if given.is_dir() else sorted(map(Path, glob.glob(str(given))))
    sheets = [file for file in found if not file.stem.endswith(KEY_END)]
    if not sheets:
        raise SourceError(f"{path}: expected hand-coded sheets (CSV or JSON), found none")
    return sheets


def _read_sheet(file: Path, column: str, of_item: dict[str, str]) -> pd.DataFrame:
    sheet = _read_rows(file)
    if column not in sheet or not {"item", "sentence_id"} & set(sheet):
        raise SourceError(
            f"{file.name}: expected columns item or sentence_id, and {column}; found {', '.join(sheet.columns)}"
        )
    ids = sheet["item"].map(of_item).fillna("") if "item" in sheet else sheet["sentence_id"]
    coder = sheet["coder"] if "coder" in sheet else file.stem.rpartition(SHEET_END)[2] or file.stem
    labels = sheet[column].str.strip()
    labels = labels.replace(SIGNS) if labels.isin([*SIGNS, ""]).all() else labels
    read = pd.DataFrame({"sentence_id": ids, "coder": coder, "label": labels}, dtype="str")
    return read.assign(weight=_weights(file, sheet))


def _read_rows(file: Path) -> pd.DataFrame:
    try:
        if file.suffix.lower() == ".json":
            return pd.DataFrame(json.loads(file.read_text("utf-8"))["sentences"]).astype("str")
        return pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SourceError(f"{file.name}: expected a sheet as CSV or JSON, cannot read it: {error}") from error


def _weights(file: Path, sheet: pd.DataFrame) -> pd.Series:
    key = file.with_name(f"{file.stem.rpartition(SHEET_END)[0]}{KEY_END}.csv")
    if "weight" not in sheet and "item" in sheet and key.is_file():
        weights = sheet["item"].map(_read_rows(key).set_index("item")["weight"])
    else:
        weights = sheet["weight"] if "weight" in sheet else pd.Series("1", index=sheet.index)
    return pd.to_numeric(weights, errors="coerce").fillna(1.0).astype("float64")
