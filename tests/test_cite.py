import json
import re
import unicodedata
from pathlib import Path

import matplotlib.pyplot as plt
import mistune
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus import tables
from corpus.cli import main
from corpus.errors import ParameterError
from corpus.figures import Run, save_figure, save_number, save_table
from corpus.printed import to_latex, to_markdown
from corpus.recipes import find_id
from corpus.runs import cite
from corpus.runs.proofs import find_recipes

NASTY = '\\input{/etc/passwd} 50% {[<script>alert(1)</script>](http://x) & $x_1^2$ ~ # " | `a` *b* \n\\end{figure}'
TEXTS = st.text(st.sampled_from("ab \\{}[]()<>&%$#_^~\"'`*!|@,=\n.-:/") | st.characters(), max_size=40)


@pytest.fixture
def run(tmp_path):
    return Run("sentiment", {"grain": "month"}, tmp_path, tmp_path, (("a.txt", "11" * 32),))


@pytest.fixture
def saved(run):
    fig, _ = plt.subplots(figsize=(6.4, 4.8))
    frame = pd.DataFrame({"title": [NASTY], "n": [1]})
    save_figure(run, fig, "tone", data=frame, caption=f"Tone of {NASTY}", alt=f"One, {NASTY}", sources=["a.txt"])
    save_table(run, frame, "titles", f"Titles such as {NASTY}", sources=["a.txt", "b.txt"])
    save_number(run, "n", 1, "Titles.")
    return run.folder


def visible(text):
    kept = re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", unicodedata.normalize("NFC", text)
    )
    kept = re.sub(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", kept)
    return " ".join(kept.split())


PRINTED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"{\char34}": '"',
    "{[}": "[",
    "{]}": "]",
} | {f"\\{char}": char for char in "$&#_%"}
TOKEN = re.compile("|".join(map(re.escape, PRINTED)))


@given(TEXTS)
def test_latex_prints_the_text_and_nothing_in_it_is_a_command(text):
    latex = to_latex(text)
    assert not set(TOKEN.sub("", latex)) & set('\\{}$&#_%~^[]<>|"')
    assert TOKEN.sub(lambda found: PRINTED[found[0]], latex) == visible(text)


def fields(bibtex):
    """The fields of entries as BibTeX reads them: by braces counted, whatever stands before a brace."""
    found, rest = {}, bibtex
    while start := re.search(r"(\w+) = \{", rest):
        depth, at = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[at], 0)
            at += 1
        found[start[1]] = rest[start.end() : at - 1]
        rest = rest[at:]
    return found, rest


@given(TEXTS, TEXTS)
def test_bibtex_is_read_as_the_fields_it_was_written_from(title, note):
    read, rest = fields(cite.to_bibtex([cite.Entry("key", title, note=note)]))
    expected = {"title": title, "note": note}
    written = {name: f"{{{to_latex(text)}}}" for name, text in expected.items() if text.strip()}
    assert read == written | {"key": "corpus"}
    assert rest.strip() == "}"


@given(TEXTS)
def test_markdown_shows_the_text_and_nothing_in_it_is_a_mark(text):
    rendered = mistune.create_markdown(escape=False, renderer="ast", plugins=["url", "table", "strikethrough", "math"])
    parsed = rendered(f"x {to_markdown(text)} x")
    assert [one["type"] for one in parsed] == ["paragraph"]
    inline = parsed[0]["children"]
    assert {one["type"] for one in inline} <= {"text"}
    assert "".join(one["raw"] for one in inline) == f"x {visible(text)} x"


@given(TEXTS)
def test_csl_is_json_that_a_page_can_hold(title):
    said = cite.to_csl([cite.Entry("key", title)])
    assert not set("<>&") & set(said)
    assert json.loads(said)[0].get("title", "") == title


def test_figure_is_cited_in_every_format(saved):
    found = dict(cite.cite_all(find_recipes(str(saved))))
    assert list(found) == ["bibtex", "csl", "latex", "markdown", "numbers"]
    latex = found["latex"]
    assert r"\includegraphics[width=\ifdim162.6mm>\linewidth\linewidth\else162.6mm\fi,alt={One, " in latex
    assert r"alt={One, \textbackslash{}input\textbraceleft{}" in latex
    assert "\\input{/etc" not in "".join(said for form, said in found.items() if form != "csl")
    assert "<script>" not in "".join(found.values())
    assert latex.count(r"\end{figure}") == 1
    assert r"\input{tables/titles.tex}" in latex
    assert r"\newcommand{\sentimentN}{1}" in found["numbers"]
    assert "](figures/tone.png)" in found["markdown"]
    assert [one["type"] for one in json.loads(found["csl"])] == ["software", "graphic", "dataset", "dataset"]
    ids = {one["id"] for one in find_recipes(str(saved))}
    for form in ("bibtex", "csl", "markdown"):
        assert all(one in found[form] for one in ids)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "json", "csv"])
def test_figure_is_cited_from_any_of_its_files(saved, ending):
    [recipe] = find_recipes(str(saved / "figures" / f"tone.{ending}"))
    assert (recipe["name"], recipe["articles"]) == ("tone", ["a.txt"])


@pytest.mark.parametrize("name", ["tables/titles.tex", "tables/titles.docx", "numbers.tex"])
def test_table_and_numbers_carry_their_recipe(saved, name):
    assert [one["kind"] for one in find_recipes(str(saved / name))] == ["number" if "numbers" in name else "table"]


def test_figure_is_cited_by_the_id_in_its_caption(saved, tmp_path, monkeypatch):
    results = tmp_path / "work" / "runs"
    results.mkdir(parents=True)
    saved.rename(results / "sentiment")
    monkeypatch.chdir(tmp_path / "work")
    recipe = json.loads((results / "sentiment/figures/tone.json").read_text())
    assert find_recipes(recipe["id"]) == [recipe]
    done = CliRunner().invoke(main, ["cite", recipe["id"], "--format", "latex"])
    assert done.exit_code == 0
    assert done.output.startswith("% needs \\usepackage{graphicx}\n\\begin{figure}")


def test_altered_recipe_is_not_cited(saved):
    path = saved / "figures" / "tone.json"
    path.write_text(path.read_text().replace('"month"', '"year"'))
    with pytest.raises(ParameterError, match="found one that was altered"):
        find_recipes(str(path))


@pytest.mark.parametrize(
    ("name", "changes", "lacking"),
    [
        ("numbers", {"text": None}, "text"),
        ("numbers", {"versions": {}}, "versions"),
        ("figures/tone", {"width_mm": "wide"}, "width_mm"),
        ("figures/tone", {"width_mm": float("nan")}, "width_mm"),
    ],
)
def test_a_recipe_with_a_fitting_id_that_lacks_what_is_cited_is_refused(saved, name, changes, lacking):
    path = saved / f"{name}.json"
    read = json.loads(path.read_text())
    recipe = (read[0] if isinstance(read, list) else read) | changes
    path.write_text(json.dumps(recipe | {"id": find_id(recipe)}))
    with pytest.raises(ParameterError, match=f"lacks a right '{lacking}'"):
        find_recipes(str(path))


def test_nothing_to_cite_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["cite", "nowhere"])
    assert done.exit_code == 1
    assert "expected the folder of a run, a file of a figure, or an id; found no recipe" in done.output


def articles():
    rows = {"article_id": ["a.txt", "b.txt", "c.txt"], "source_file": ["a.txt", "b.txt", "c.txt"],
            "title": [NASTY, "Talks end", "Not behind it"], "outlet": ["Dawn & Co", "", ""],
            "published": ["2023-07-21", "2023-07-19/2023-07-24", ""], "grade": ["documented", "inferred", ""],
            "text": ["x", "y", "z"]}  # fmt: skip
    return tables.complete(pd.DataFrame(rows), "articles")


def test_bibliography_lists_the_articles_behind_with_their_dates(saved):
    recipes = find_recipes(str(saved))
    entries = cite.list_articles(recipes, articles())
    assert [one.key for one in entries] == ["a-txt", "b-txt"]
    read, _ = fields(cite.to_bibtex(entries[:1]))
    assert (read["journal"], read["year"], read["date"]) == (r"{Dawn \& Co}", "2023", "2023-07-21")
    said = json.loads(cite.to_csl(entries))
    assert said[0]["issued"] == {"date-parts": [[2023, 7, 21]]}
    assert said[1]["issued"] == {"date-parts": [[2023, 7, 19], [2023, 7, 24]]}
    assert said[1]["note"] == "article b.txt; date inferred"
    assert r"between 2023\-07\-19 and 2023\-07\-24" in cite.to_text(entries)


@pytest.mark.parametrize(
    ("date", "said"),
    [("2023-05/..", "2023-05 or later"), ("../2023", "2023 or earlier"), ("2021~", "2021~"), ("", "no date")],
)
def test_dates_of_articles_are_said_in_words(date, said):
    entry = cite.Entry("a", "Talks", date=date, genre="article-newspaper")
    assert cite.to_text([entry]) == f"- Talks. {to_markdown(said)}."


def test_article_that_is_not_in_the_source_is_listed_by_its_id(saved):
    entries = cite.list_articles(find_recipes(str(saved)), articles().iloc[:1])
    assert (entries[1].title, entries[1].note) == ("b.txt", "not in the source at hand")


def test_articles_known_by_count_only_are_refused_by_name(run):
    save_table(run, pd.DataFrame({"n": [1]}), "many", "Many.", sources=map(str, range(201)))
    with pytest.raises(ParameterError, match="many: expected the ids of its articles, found 201 articles by count"):
        cite.list_articles(find_recipes(str(run.folder)), articles())


def test_keys_of_a_bibliography_differ():
    entries = [cite.Entry("a", "1"), cite.Entry("a", "2"), cite.Entry("a-2", "3")]
    assert re.findall(r"@misc\{(.*),", cite.to_bibtex(entries)) == ["a", "a-2", "a-2-2"]


def test_bibliography_of_the_command_reads_the_source_that_is_named(saved, tmp_path):
    clips = tmp_path / "clips"
    clips.mkdir()
    (clips / "a.txt").write_text("Kabul, 9 November 2021 (TDI): The envoy met the minister.\n", encoding="utf-8")
    figure = str(Path(saved) / "figures" / "tone.png")
    done = CliRunner().invoke(main, ["cite", figure, "--articles", "--source", str(clips), "--format", "csl"])
    assert done.exit_code == 0, done.output
    assert [one["id"] for one in json.loads(done.output)] == ["a-txt"]


def test_addresses_are_percent_encoded_where_a_brace_or_a_backslash_would_break_the_entry():
    address = "https://x.example/a_b%20c?d=1&e=~f#g{h}\\\\input{x} é"
    read, _ = fields(cite.to_bibtex([cite.Entry("a", "Title", url=address)]))
    assert read["url"] == "https://x.example/a_b%20c?d=1&e=~f#g%7Bh%7D%5Cinput%7Bx%7D%20%C3%A9".replace("%5C", "%5C%5C")


@pytest.mark.parametrize(
    ("date", "year", "issued"),
    [
        ("2023-07-19", "2023", {"date-parts": [[2023, 7, 19]]}),
        ("2023", "2023", {"date-parts": [[2023]]}),
        ("2023-07-19/2023-07-24", "2023", {"date-parts": [[2023, 7, 19], [2023, 7, 24]]}),
        ("2022-12/2023-01", None, {"date-parts": [[2022, 12], [2023, 1]]}),
        ("2024-03-02/..", None, {"raw": "2024-03-02/.."}),
        ("", None, None),
    ],
)
def test_dates_and_spans_are_written_as_bibtex_and_csl_have_them(date, year, issued):
    entry = cite.Entry("a", "Title", date=date)
    read, _ = fields(cite.to_bibtex([entry]))
    assert (read.get("date"), read.get("year")) == (date or None, year)
    assert json.loads(cite.to_csl([entry]))[0].get("issued") == issued


def test_an_entry_without_an_author_is_sorted_by_what_stands_for_one():
    read, _ = fields(cite.to_bibtex([cite.Entry("a", "Title", container="Dawn")]))
    assert read["key"] == "Dawn"
    read, _ = fields(cite.to_bibtex([cite.Entry("a", "Title", "Jane Doe", "Dawn")]))
    assert "key" not in read


def test_a_format_in_which_there_is_nothing_to_say_is_told(saved):
    figures = find_recipes(str(saved / "figures" / "tone.png"))
    with pytest.raises(ParameterError, match="format numbers: expected a number, found only figure tone"):
        cite.cite(figures, "numbers")
    with pytest.raises(ParameterError, match="format latex: expected a figure or table, found only number n"):
        cite.cite(find_recipes(str(saved / "numbers.json")), "latex")
    with pytest.raises(ParameterError, match="format numbers: expected a number, found nothing"):
        cite.cite([], "numbers")


def test_an_id_that_is_not_among_the_results_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match="0123456789ab: expected the id of a result in runs/ here"):
        find_recipes("0123456789ab")


def test_the_number_that_a_caption_has_in_its_notebook_is_left_out_of_a_bibliography():
    recipe = {"kind": "figure", "name": "tone", "id": "0" * 12, "caption": "Figure 3. Tone.", "notebook": "sentiment"}
    entries = cite.list_entries([recipe | {"versions": {"corpus": "0.1.0"}}])
    assert entries[1].title == "Tone."
