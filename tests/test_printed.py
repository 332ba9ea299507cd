import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import matplotlib
import pandas as pd
import pytest

from corpus.printed import name_macro, to_latex, write_latex, write_macro
from corpus.runs.cite import Entry, list_entries, to_bibtex, write_latex_figure
from corpus.word import write_word

HOSTILE = [
    r"\input{/etc/passwd} \write18{touch x} \end{tabular}",
    "100% # of $x_1^2$ & ~tilde~ ^^M ^^5c ``quotes'' <b> | \"",
    "{{{ unbalanced }",
    "] [opt] \\\\[3cm] * row \\\\* \\hline",
    "no\u200bwidth\u200e and turned \u202eright\u202c to left\ufeff",
    "decomposed e\u0301 and a\u0308",
    "long" * 60,
    "https://example.org/" + "a/" * 60 + "?q=%20&x=_#~",
]
BEYOND = ["الرئيس زار كابل", "Президент посетил Кабул", "ی\u200cها"]
IN_NO_FONT = ["\N{GRINNING FACE} emoji", "日本の大臣"]
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
PREAMBLE = r"\documentclass{article}\usepackage{array,booktabs,graphicx,longtable,pdflscape}"
UNICODE = rf"\usepackage{{fontspec}}\setmainfont{{DejaVuSans.ttf}}[Path={FONTS}/]"
ENGINES = [name for name in ("pdflatex", "xelatex", "lualatex") if shutil.which(name)]


def recipe(name="acts", caption="Table 3. The acts.", **more):
    basic = {"id": "0123456789ab", "kind": "table", "name": name, "caption": caption, "notebook": "chronology"}
    return basic | {"versions": {"corpus": "0.1.0"}, "alt": caption, "value": 1, "text": "1"} | more


def latex(frame, **more):
    return write_latex(frame, recipe(**more)).decode()


def sentences(n, words=30):
    said = ["The", "envoy", "met", "the", "minister", "in", "the", "capital"]
    return pd.DataFrame({"act": ["CONSULT"] * n, "n": range(n), "sentence": [" ".join((said * 9)[:words])] * n})


# without LaTeX


def test_a_small_table_stays_a_float_of_plain_columns():
    text = latex(pd.DataFrame({"outlet": ["TDI"], "words": [312]}))
    assert r"needs \usepackage{booktabs}" in text.splitlines()[0]
    assert r"\begin{tabular}{lr}" in text
    assert "longtable" not in text


def test_long_sentences_wrap_in_columns_that_fill_no_more_than_the_line():
    text = latex(sentences(3))
    assert r"needs \usepackage{booktabs,array}" in text
    shares = [float(share) for share in re.findall(r"dimexpr([\d.]+)\\linewidth", text)]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1, abs=0.002)
    assert shares[2] > shares[0] > shares[1]


def test_a_long_table_goes_on_over_the_page_with_its_head():
    text = latex(sentences(100))
    assert r"needs \usepackage{booktabs,array,longtable}; one column of text" in text
    assert text.count(r"act & n & sentence \\") == 2
    assert r"\endfirsthead" in text
    assert r"\begin{table}" not in text


def test_a_table_of_many_columns_is_turned():
    frame = pd.DataFrame({f"column_{at}": ["documented words"] * 2 for at in range(12)})
    text = latex(frame)
    assert "pdflscape" in text.splitlines()[0]
    assert text.index(r"\begin{landscape}") < text.index(r"\begin{longtable}") < text.index(r"\end{landscape}")


def test_latex_numbers_the_caption_itself_and_the_label_names_the_notebook():
    text = latex(pd.DataFrame({"a": [1]}))
    assert r"\caption{The acts. {[}id 0123456789ab{]}}" in text
    assert r"\label{tab:chronology-acts}" in text


def test_letters_beyond_latin_are_told_in_the_comment():
    assert "U+043A: LuaLaTeX or XeLaTeX" in latex(pd.DataFrame({"a": ["к"]})).splitlines()[1]
    assert "LuaLaTeX" not in latex(pd.DataFrame({"a": ["Müller → “Dawn”…"]}))


def test_a_word_wider_than_its_column_may_be_broken():
    text = latex(pd.DataFrame({"a": ["x" * 90], "b": ["0f" * 90]}))
    assert r"xx\-x" in text
    assert r"0\allowbreak{}f" in text


def test_a_sign_after_a_broken_word_does_not_cost_it_its_hyphens():
    text = latex(pd.DataFrame({"a": ["abcde" * 20 + ","], "b": ["1" * 90]}))
    assert r"ab\-c\-d" in text
    assert r"c\-de, &" in text


@pytest.mark.parametrize(("text", "printed"), [("e\u0301", "é"), ("a\u200bb\u202e", "ab"), ("ی\u200cها", "ی\u200cها")])
def test_marks_without_width_are_left_out_but_the_joiners_of_persian(text, printed):
    assert to_latex(text) == printed


# with LaTeX


def compile_paper(folder, body, engine, preamble=PREAMBLE):
    (folder / "paper.tex").write_text(preamble + "\\begin{document}\n" + body + "\n\\end{document}\n", "utf-8")
    command = [engine, "-interaction=nonstopmode", "-no-shell-escape", "paper"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    log = (folder / "paper.log").read_text("utf-8", "replace")
    assert "Output written on" in log
    return re.findall("^! .+", log, re.MULTILINE), log


def overfull(log):
    return [float(width) for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]


def lay_out_hostile(folder, texts):
    """Write a table, a figure, a number and a bibliography of some texts; return the body that takes them in."""
    from matplotlib.figure import Figure

    (folder / "figures").mkdir()
    Figure(figsize=(7, 2)).savefig(folder / "figures" / "tone.pdf")
    frame = pd.DataFrame({"title": texts, "again": texts[::-1], "n": range(len(texts))})
    (folder / "short.tex").write_bytes(write_latex(frame, recipe(caption=" ".join(texts))))
    (folder / "long.tex").write_bytes(write_latex(pd.concat([frame] * 9), recipe("more")))
    number = recipe("n", kind="number", text=texts[0])
    (folder / "numbers.tex").write_text(write_macro(number), "utf-8")
    entries = [Entry(f"k{at}", text, text, text, "2023", url=text, note=text) for at, text in enumerate(texts)]
    (folder / "refs.bib").write_text(to_bibtex([*entries, *list_entries([number])]), "utf-8")
    figure = write_latex_figure(recipe("tone", kind="figure", width_mm=183.0, alt=" ".join(texts)))
    inputs = "\\input{numbers.tex}\n\\input{short.tex}\n\\input{long.tex}\n"
    cited = "\\nocite{*}\\bibliographystyle{plain}\\bibliography{refs}"
    return f"{inputs}{figure}\n{name_macro('chronology', 'n')}{cited}"


@pytest.mark.skipif(not ENGINES, reason="no LaTeX on this machine")
@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_texts_compile_in_tables_figures_numbers_and_bibliography(tmp_path, engine):
    preamble = PREAMBLE + ("" if engine == "pdflatex" else UNICODE)
    body = lay_out_hostile(tmp_path, HOSTILE if engine == "pdflatex" else HOSTILE + BEYOND)
    assert compile_paper(tmp_path, body, engine, preamble)[0] == []
    done = subprocess.run(["bibtex", "paper"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "error message" not in done.stdout
    errors, log = compile_paper(tmp_path, body, engine, preamble)
    assert errors == []
    assert "Missing character" not in log
    assert not (tmp_path / "x").exists()
    assert "(/etc/passwd" not in log
    assert "Float too large" not in log


@pytest.mark.skipif(not ENGINES, reason="no LaTeX on this machine")
@pytest.mark.parametrize("columns", [2, 6, 12, 15])
@pytest.mark.parametrize("rows", [3, 120])
def test_no_table_runs_off_the_page(tmp_path, columns, rows):
    said = sentences(rows)
    frame = pd.concat([said[["sentence"]], *(said[["act", "n"]].add_suffix(f"_{at}") for at in range(7))], axis=1)
    (tmp_path / "t.tex").write_text(latex(frame[frame.columns[:columns]]), "utf-8")
    errors, log = compile_paper(tmp_path, r"\input{t.tex}", ENGINES[0])
    assert errors == []
    assert max(overfull(log), default=0) < 6
    assert "Overfull \\vbox" not in log
    assert "Float too large" not in log


# Word


def opened(frame, **more):
    return docx.Document(io.BytesIO(write_word(frame, recipe(**more))))


def test_a_word_table_has_a_repeated_head_and_widths_that_fill_the_line():
    document = opened(sentences(50))
    [table] = document.tables
    rows = table._tbl.tr_lst
    assert [row.xpath("boolean(w:trPr/w:tblHeader)") for row in rows] == [True] + [False] * 50
    section = document.sections[0]
    room = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    widths = [cell.width.mm for cell in table.rows[1].cells]
    assert sum(widths) == pytest.approx(room, abs=1)
    assert widths[2] > widths[0] > widths[1]
    assert document.paragraphs[0].text == "Table 3. The acts. [id 0123456789ab]"
    assert document.paragraphs[0].style.name == "Caption"


def test_a_word_table_of_many_columns_stands_on_a_turned_page():
    frame = pd.DataFrame({f"column_{at}": ["documented words"] * 2 for at in range(12)})
    section = opened(frame).sections[0]
    assert section.page_width > section.page_height
    section = opened(sentences(2)).sections[0]
    assert section.page_width < section.page_height


def test_a_small_word_table_is_not_stretched():
    table = opened(pd.DataFrame({"outlet": ["TDI"], "n": [1]})).tables[0]
    assert sum(cell.width.mm for cell in table.rows[0].cells) < 60


def test_hostile_texts_stand_in_a_word_table_as_they_are():
    table = opened(pd.DataFrame({"title": HOSTILE + BEYOND + IN_NO_FONT})).tables[0]
    assert [row.cells[0].text for row in table.rows[1:]] == [
        " ".join(text.split()) for text in HOSTILE + BEYOND + IN_NO_FONT
    ]


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine")
def test_an_office_program_opens_the_table(tmp_path):
    (tmp_path / "t.docx").write_bytes(write_word(sentences(60), recipe()))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "pdf",
        "t.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
