from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import corpus
from corpus.cli import main
from corpus.tables import TABLES

SEEDS = str(Path(__file__).parents[1] / "seeds")


def call(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_build_reports_on_the_reading_and_writes_every_table(tmp_path):
    done = call("build", SEEDS, str(tmp_path / "built"))
    assert done.exit_code == 0
    assert "6  articles found" in done.output
    assert {path.stem for path in (tmp_path / "built").glob("*.parquet")} == set(TABLES) - {"lexicon"}


def test_tables_are_read_again_as_they_were(tmp_path):
    t = corpus.build(SEEDS, tmp_path)
    for name in sorted(set(TABLES) - {"lexicon"}):
        frame = corpus.read(tmp_path, name)
        corpus.check(frame, name)
        pd.testing.assert_frame_equal(frame, getattr(t, name).reset_index(drop=True))


def test_reading_a_table_that_is_not_there_names_those_that_are(tmp_path):
    corpus.build(SEEDS, tmp_path)
    with pytest.raises(corpus.CorpusError, match="holds no table 'article'; found articles, coded"):
        corpus.read(tmp_path, "article")


def test_user_rules_for_lines_decide_first(tmp_path):
    (tmp_path / "a.txt").write_text("The envoy came.\nBuy our calendar!\nHe left.\n", encoding="utf-8")
    rules = tmp_path / "mine.csv"
    rules.write_text("rule,role,pattern,reason\ncalendar,promo,^buy our .*,an advertisement\n", encoding="utf-8")
    lines = corpus.load_lines(tmp_path / "a.txt", line_rules=rules)
    assert lines.loc[1, ["role", "kept", "rule"]].tolist() == ["promo", False, "calendar"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "nowhere"), "source nowhere: no such file or folder"),
        (("build", SEEDS, "--file-names", "{a}-{b}-{c}"), "fits no file"),
        (("build", SEEDS, "--line-rules", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, message):
    done = call(*arguments)
    assert done.exit_code == 1
    assert message in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("twice", [["-p", "top", "3", "-p", "top", "4"], ["-p", "source", "x", "--source", "y"]])
def test_parameter_given_twice_with_two_values_is_refused(twice):
    done = call("run", "chronology", *twice)
    assert done.exit_code == 1
    assert f"parameter {twice[1]}: expected once, found {twice[2]!r} and {twice[-1]!r}" in done.output
