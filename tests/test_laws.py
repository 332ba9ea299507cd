"""Laws that hold for any text: every line is accounted for, and every span is where it says it is."""

import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import load_source
from corpus.readers import ReadingWarning
from corpus.readers.encoding import decode
from corpus.sentences import split_sentences
from corpus.tables import check
from corpus.tagging import tag
from corpus.timex.resolve import find_dates

SEEDS = Path(__file__).parents[1] / "seeds"
IN_TEXT = ["body", "summary", "heading", "dateline"]
OF_THEIR_OWN = ["title", "caption"]

PIECES = [
    "Envoy arrives in Herat",
    "First headline of the day",
    "Second headline of the day",
    "Updated 21 July 2023",
    "Published: July 1, 2023",
    "Follow",
    "Also Read | One thing",
    "By Jane Doe",
    "BACKGROUND",
    "  • The road is closed",
    "The gate. (AFP/File)",
    "KABUL: The envoy came.",
    "Kabul, 9 November 2021 (TDI): He met the Pakistani Taliban on Monday.",
    "He left... and then? “Yes.” No. 5 won!",
    "the road, said Gen. Doe,",
    "word " * 30,
    "😀 العربية cafe\u0301",
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\t-\t",
]
LINES = st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), st.text(max_size=40))
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
TEXTS = st.tuples(st.lists(LINES, max_size=30), ENDS, st.booleans()).map(
    lambda made: made[1].join(made[0]) + made[1] * made[2]
)


def load_all(contents):
    """Read files of the given bytes, and one that can always be read, from a folder of their own."""
    with TemporaryDirectory() as folder:
        for name, data in contents.items():
            (Path(folder) / name).write_bytes(data)
        (Path(folder) / "z.txt").write_bytes(b"The envoy came.\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)
            return load_source(folder)


def named(contents):
    return {f"{number:03d}.txt": content for number, content in enumerate(contents)}


def check_laws(loaded):
    """Assert what holds for the tables of any source; return its sentences."""
    check(loaded.files, "files")
    check(loaded.lines, "lines")
    check(loaded.articles, "articles")
    kept = loaded.lines[loaded.lines["kept"]].groupby("article_id")["text"].agg("\n".join).to_dict()
    texts = dict(zip(loaded.articles["article_id"], loaded.articles["text"], strict=True))
    titles = dict(zip(loaded.articles["article_id"], loaded.articles["title"], strict=True))
    assert texts == {article_id: kept.get(article_id, "") for article_id in texts}
    ends = loaded.articles.set_index("article_id")[["first_line", "last_line"]].values.tolist()
    of_lines = loaded.lines.groupby("article_id", sort=False)["line_no"].agg(["first", "last"]).values.tolist()
    assert ends == of_lines
    sentences = split_sentences(loaded.articles, loaded.lines)
    check(sentences, "sentences")
    columns = ["article_id", "role", "start", "end", "text"]
    for article_id, role, start, end, text in sentences[columns].itertuples(index=False):
        assert text.strip()
        if role in IN_TEXT:
            assert texts[article_id][start:end] == text
        else:
            assert role in OF_THEIR_OWN
            assert (start, end) == (0, len(text))
            assert role != "title" or text == titles[article_id]
    inside = sentences[sentences["role"].isin(IN_TEXT)]
    assert all(group["start"].is_monotonic_increasing for _, group in inside.groupby("article_id"))
    return sentences


def check_lines(loaded, source_file, data):
    """Assert that every line of a file is listed once, in order, as the file has it."""
    text = decode(data)[0]
    lines = loaded.lines[loaded.lines["source_file"] == source_file]
    expected = text.split("\n")
    assert lines["text"].tolist() == (expected[:-1] if expected[-1] == "" else expected)
    assert lines["line_no"].tolist() == list(range(1, len(lines) + 1))


@settings(max_examples=10, deadline=None)
@given(st.lists(TEXTS, min_size=8, max_size=12))
def test_any_text_keeps_the_laws(texts):
    contents = named(text.encode("utf-8", "replace") for text in texts)
    loaded = load_all(contents)
    for name, status, reason in loaded.files[["source_file", "status", "reason"]].itertuples(index=False):
        if status == "read" and name in contents:
            check_lines(loaded, name, contents[name])
        assert status == "read" or reason
    check_laws(loaded)


ENCODINGS = st.sampled_from(["cp1252", "utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1251"])
ENCODED = st.tuples(TEXTS, ENCODINGS).map(lambda made: made[0].encode(made[1], "replace"))


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=200), ENCODED), min_size=8, max_size=12))
def test_any_bytes_are_read_or_reported(contents):
    loaded = load_all(named(contents))
    assert len(loaded.files) == len(contents) + 1
    assert (loaded.files.loc[loaded.files["status"] == "skipped", "reason"] != "").all()
    check_laws(loaded)


@settings(max_examples=3, deadline=None)
@given(st.lists(TEXTS, min_size=8, max_size=12))
def test_tags_and_dates_of_any_text_stand_where_they_say(texts):
    loaded = load_all(named(text.encode("utf-8", "replace") for text in texts))
    check_surfaces(split_sentences(loaded.articles, loaded.lines), loaded.articles)


def check_surfaces(sentences, articles):
    text_of = dict(zip(sentences["sentence_id"], sentences["text"], strict=True))
    for found in (tag(sentences, ["actors", "countries"]), find_dates(sentences, articles)):
        columns = ["sentence_id", "start", "end", "surface"]
        assert all(
            text_of[one][start:end] == surface != ""
            for one, start, end, surface in found[columns].itertuples(index=False)
        )


def test_the_seeds_keep_the_laws():
    loaded = load_source(SEEDS)
    sentences = check_laws(loaded)
    for path in sorted(SEEDS.glob("*.txt")):
        check_lines(loaded, path.name, path.read_bytes())
    check_surfaces(sentences, loaded.articles)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_every_seed_alone_keeps_the_laws_and_loses_no_word(path):
    loaded = load_source(path)
    sentences = check_laws(loaded)
    for article_id, text in loaded.articles[["article_id", "text"]].itertuples(index=False):
        own = sentences[(sentences["article_id"] == article_id) & sentences["role"].isin(IN_TEXT)]
        assert " ".join(own["text"]).split() == text.replace("•", " ").split()


def test_sentences_without_the_table_of_lines_keep_the_laws_too():
    loaded = load_source(SEEDS)
    texts = loaded.articles.set_index("article_id")["text"]
    alone = split_sentences(loaded.articles)
    assert all(
        texts[article_id][start:end] == text
        for article_id, start, end, text in alone.loc[
            alone["role"] != "title", ["article_id", "start", "end", "text"]
        ].values
    )
    told = split_sentences(loaded.articles, loaded.lines)
    assert alone["text"].tolist() == told.loc[told["role"] != "caption", "text"].tolist()


SECONDS = 20
LONG = {
    "words": "word " * 100_000,
    "sentences": "The envoy came to Kabul. " * 20_000,
    "letters": "x" * 500_000,
    "abbreviations": "Gen. " * 5_000,
    "brackets": "(" * 100_000,
    "quotes": "'" * 100_000,
    "spaces": "Watch" + " " * 20_000 + "x",
    "names": "By " + "Ab Cd, " * 5_000 + "1",
    "headlines": "Envoy in Herat now\n" * 5_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_lines_and_files_are_read_in_a_few_seconds(text, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The envoy came.\n" + text, encoding="utf-8")
    started = time.process_time()
    check_laws(load_source(path))
    assert time.process_time() - started < SECONDS
