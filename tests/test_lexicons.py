"""Reading, validating and hashing word lists."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import tables
from corpus.errors import LexiconError
from corpus.lexicons import describe_lexicon, lexicon_hash, packaged_lexicons, read_lexicon, read_rows, read_table

HEADER = "# title: a list\n# version: 3\n# as_of: 2025-12\n# source: made up\n# licence: CC0-1.0\n"


@pytest.fixture
def written(tmp_path: Path):
    """Return a function that writes a lexicon file and returns its path."""

    def write(text: str | bytes, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def test_a_file_of_labels_and_patterns_is_enough(written):
    lexicon = read_lexicon(written("label,pattern\nsport,cup\nsport,rugby\n"))
    tables.check(lexicon, "lexicon")
    assert lexicon["entry"].tolist() == ["sport", "sport"]
    assert lexicon["match"].tolist() == ["fixed", "fixed"]
    assert lexicon["weight"].tolist() == [0.0, 0.0]


def test_the_lexicon_is_named_after_the_file_and_rows_after_its_lines(written):
    lexicon = read_lexicon(written(f"{HEADER}label,pattern\nsport,cup\n\nsport,rugby\n"))
    assert set(lexicon["lexicon"]) == {"mine"}
    assert lexicon["row"].tolist() == [7, 9]


def test_a_field_of_two_lines_does_not_shift_the_line_numbers(written):
    lexicon = read_lexicon(written('label,pattern,note\na,cup,"first\nsecond"\nb,bat,\n'))
    assert lexicon["row"].tolist() == [2, 4]


def test_windows_line_ends_and_a_byte_order_mark_are_read(written):
    lexicon = read_lexicon(written(b"\xef\xbb\xbf# title: x\r\nlabel,pattern\r\nsport,cup\r\n"))
    assert lexicon[["label", "pattern", "row"]].values.tolist() == [["sport", "cup", 3]]


def test_namibia_s_code_is_not_read_as_missing(written):
    assert read_table(written("alpha2\nNA\n"))["alpha2"].tolist() == ["NA"]
    codes = read_table("country_codes")
    assert codes.loc[codes["alpha3"] == "NAM", "alpha2"].tolist() == ["NA"]


def test_further_columns_of_a_file_are_kept(written):
    assert read_lexicon(written("label,pattern,party\nx,Smith,Labour\n"))["party"].tolist() == ["Labour"]


def test_a_string_that_ends_in_csv_and_a_path_are_read_alike(written):
    path = written("label,pattern\nsport,cup\n")
    pd.testing.assert_frame_equal(read_lexicon(path), read_lexicon(str(path)))


def test_what_is_read_can_be_changed_without_changing_the_next_reading():
    first = read_lexicon("reporting")
    first.loc[:, "pattern"] = "changed"
    assert "changed" not in set(read_lexicon("reporting")["pattern"])
    rows = read_rows("institutions")
    rows[0][1]["noun"] = "changed"
    rows.clear()
    assert read_rows("institutions")[0][1]["noun"] not in ("changed", "")


FAULTY = [
    ("label,pattern\n,cup\n", "line 2", "column label: found nothing"),
    ("label,pattern\nsport,\n", "line 2", "column pattern: found nothing"),
    ("label,pattern,match\nsport,cup,fuzzy\n", "line 2", "expected one of fixed, glob, regex"),
    ("label,pattern,weight\nsport,cup,heavy\n", "line 2", "expected a number"),
    ("label,pattern,weight\nsport,cup,nan\n", "line 2", "expected a number"),
    ("label,pattern,since\nx,Smith,last year\n", "line 2", "expected an EDTF date"),
    ("label,pattern,since,until\nx,Smith,2024,2021\n", "line 2", "is after until 2021"),
    ("label,pattern\nsport,cup\nsport,bat\nsport,cup\n", "line 4", "repeats line 2"),
    ("label,pattern,match\nsport,(cup,regex\n", "line 2", "is no regular expression"),
    ("label,pattern,match\nsport,(?:cup)?,regex\n", "line 2", "matches the empty string"),
    ("label,pattern\nsport,...\n", "line 2", "matches nothing"),
    ("label,pattern,match\nsport,*,glob\n", "line 2", "matches nearly everything"),
    ("label,pattern,match\nsport,cup * final,glob\n", "line 2", "'*' alone for a whole word"),
    ("label,pattern,match\nsport,c*p final,glob\n", "line 2", "'*' inside a word"),
    ("label,pattern\nsport,champion*\n", "line 2", "write match glob"),
    ("label,pattern\nsport,cup,final\n", "line 2", "found 3 fields, expected 2"),
    ('label,pattern\nsport,"cup\n', "line 2", "is not CSV"),
    ("label;pattern\nsport;cup\n", "line 1", "separated by commas"),
    ("label,pattern,label\nsport,cup,x\n", "line 1", "column 'label' twice"),
    ("word,meaning\ncup,prize\n", "mine.csv", "found word, meaning"),
    ("label,pattern,match\nsport,(?!),regex\n", "line 2", "matches no letter and so nothing"),
    ("label,pattern,match\nsport,cup$ final,regex\n", "line 2", "matches no letter and so nothing"),
    ("label,pattern,match\nsport,final^cup,regex\n", "line 2", "matches no letter and so nothing"),
    ("label,pattern,match\nsport,.*,regex\n", "line 2", "matches the empty string"),
    ("label,pattern,match\nsport,\\w+,regex\n", "line 2", "matches nearly every word"),
    ("label,pattern,match\nsport,[A-Z]\\w,regex\n", "line 2", "matches nearly every word"),
    ("label,pattern,match\nsport,c*,glob\n", "line 2", "give at least two letters"),
    ("label,pattern,match\nsport,wou*,glob\n", "line 2", "matches the common word 'would'"),
    ("label,pattern\nItaly,it\n", "line 2", "matches the common word 'it' and would tag it wherever it stands"),
    ("label,pattern\nTheresa May,May\n", "line 2", "would tag it where a sentence begins with it"),
    ("label,pattern,code\nTürkiye,turkey,TUR\n", "line 2", "matches the common word 'turkey'"),
    ("label,pattern,kind\nJohn Smith,smith,surname\n", "line 2", "write it with its capital letter"),
    ("label,pattern,code\nx,Smith,PK.GOV\n", "line 2", "'PK' is no country (ISO 3166 alpha-3)"),
    ("label,pattern,code\nx,Smith,PK.GOV\n", "line 2", "did you mean 'PAK.GOV'?"),
    ("label,pattern,code\nx,Smith,pakgov\n", "line 2", "did you mean 'PAK.GOV'?"),
    ("label,pattern,code\nx,Smith,Pakistan\n", "line 2", "did you mean 'PAK'?"),
    ("label,pattern,code\nx,Smith,PAK.GOP\n", "line 2", "'GOP' is none of PLOVER's sectors"),
    ("label,pattern,code\nx,Smith,PAK.GOV|PKK.REB\n", "line 2", "'PKK' is no country"),
    ("label,pattern,code\nx,Smithville,ZZ-KP\n", "line 2", "found 'ZZ-KP'"),
    ("# as_of: last spring\nlabel,pattern\nsport,cup\n", "line 1", "as_of: found 'last spring', expected an EDTF date"),
    ("label,pattern,untill\nx,Smith,2021\n", "line 1", "found no column until; did you mean it?"),
    ("", "line 1", "no line of column names"),
    (b"label,pattern\nplace,Malm\xf6\n", "line 2", "not UTF-8"),
]


@pytest.mark.parametrize(("text", "place", "said"), FAULTY, ids=[said for _, _, said in FAULTY])
def test_a_fault_is_named_with_file_and_line_and_what_is_right(written, text, place, said):
    with pytest.raises(LexiconError) as caught:
        read_lexicon(written(text))
    message = str(caught.value)
    assert "mine.csv" in message
    assert place in message
    assert said in message


ALLOWED = [
    "label,pattern\nUSA,US\nItaly,IT\nhealth,WHO\n",
    "label,pattern,code,kind\nTürkiye,Turkey,TUR,name\nChad,Chad,TCD,name\n",
    "label,pattern\ntrade,market\nhunting,turkey\nwork,mine\n",
    "label,pattern,kind,note\nTheresa May,May,surname,common: bound to a person named before\n",
    "label,pattern,kind\nx,may,veto\n",
    "label,pattern,match\nsport,cup$,regex\nplace,^Kabul,regex\nyear,\\b20[12]\\d\\b,regex\n",
    "label,pattern,code\na,Smith,PAK.GOV|PAK.MIL\nb,Doe,UNO\nc,Roe,REB\nd,Kurram,PK-KP\ne,Poe,PAK.OPP.JRN\nf,hit,ASSAULT\n",
    "# codes: party families of our own\nlabel,pattern,code\nx,Smith,L-12\n",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_meant_so_is_read(written, text):
    assert len(read_lexicon(written(text))) >= 1


DATED = "label,pattern,code,since,until\n"


@pytest.mark.parametrize(
    "rows",
    [
        ("x,Smith,PAK.GOV,2018-08-18,2022-04-10", "x,Smith,PAK.OPP,2022-04-09,"),
        ("x,Smith,PAK.GOV,2018,2022", "x,Smith,PAK.GOV,2019,2020"),
        ("x,Smith,PAK.GOV,,", "x,Smith,PAK.OPP,2019,2023"),
        ("x,Smith,PAK.GOV,2018,", "x,Smith,PAK.OPP,2022,"),
    ],
)
def test_two_roles_of_one_pattern_at_the_same_time_contradict_each_other(written, rows):
    with pytest.raises(LexiconError, match=r"mine\.csv, line 3, column since: overlaps line 2 .*joined by '\|'"):
        read_lexicon(written(DATED + "\n".join(rows) + "\n"))


@pytest.mark.parametrize(
    "rows",
    [
        ("x,Smith,PAK.GOV,2018-08-18,2022-04-10", "x,Smith,PAK.OPP,2022-04-10,"),
        ("x,Smith,PAK.GOV,2018,2022-04", "x,Smith,PAK.OPP,2022-04,"),
        ("x,Smith,PAK.GOV,2018,2022-04-01/2022-05-01", "x,Smith,PAK.OPP,2022-04-15,"),
        ("x,Smith,PAK.GOV,2018,2022", "y,Smith,PAK.OPP,2019,2023"),
    ],
)
def test_a_handover_and_terms_that_need_not_overlap_are_no_contradiction(written, rows):
    assert len(read_lexicon(written(DATED + "\n".join(rows) + "\n"))) == 2


def test_all_faults_of_a_file_are_told_at_once_the_first_ten_and_how_many_more(written):
    rows = ["label,pattern,code", ",cup,", "sport,cup,PAK,PAK", *(f"sport,it{number}*,PAK" for number in range(11))]
    with pytest.raises(LexiconError) as caught:
        read_lexicon(written("\n".join(rows) + "\n"))
    first, *told, last = str(caught.value).splitlines()
    assert first.endswith("mine.csv: 13 faults")
    assert [line.split(",")[0].split(":")[0].strip() for line in told] == [f"line {n}" for n in range(2, 12)]
    assert "found 4 fields" in told[1]
    assert last.strip() == "and 3 more"


def test_the_day_to_which_a_lexicon_is_known_travels_with_its_rows(written):
    assert read_lexicon(written(f"{HEADER}label,pattern\nsport,cup\n"))["as_of"].tolist() == ["2025-12"]


def test_since_within_the_same_year_as_until_is_no_fault(written):
    assert len(read_lexicon(written("label,pattern,since,until\nx,Smith,2021-08-15,2021\n"))) == 1


def test_the_same_pattern_in_two_terms_is_no_duplicate(written):
    lexicon = read_lexicon(written("label,pattern,since,until\nx,Smith,2001,2005\nx,Smith,2010,\n"))
    assert len(lexicon) == 2


def test_an_unknown_name_lists_the_packaged_ones_and_the_nearest():
    with pytest.raises(LexiconError, match=r"did you mean 'countries'\? the packaged ones are abbreviations, "):
        read_lexicon("countrys")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"absent\.csv: cannot be read as a lexicon file"):
        read_lexicon(tmp_path / "absent.csv")


def test_a_plain_list_is_no_lexicon():
    assert "abbreviations" not in packaged_lexicons()
    with pytest.raises(LexiconError, match="read with read_table"):
        read_lexicon("abbreviations")


def test_a_description_holds_the_header_the_rows_and_the_hash(written):
    path = written(f"{HEADER}label,pattern\nsport,cup\n")
    assert describe_lexicon(path) == {
        "name": "mine", "title": "a list", "version": "3", "as_of": "2025-12", "source": "made up",
        "licence": "CC0-1.0", "rows": 1, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }  # fmt: skip


def test_a_header_line_may_go_on_in_the_next(written):
    path = written("# title: a list\n#   of words\n# version: 1\nlabel,pattern\nsport,cup\n")
    assert describe_lexicon(path)["title"] == "a list of words"


def test_a_description_holds_no_absolute_path(written):
    path = written("label,pattern\nsport,cup\n")
    assert str(path.parent) not in str(describe_lexicon(path))


def test_the_hash_changes_with_any_byte(written):
    before = lexicon_hash(written("label,pattern\nsport,cup\n"))
    assert before != lexicon_hash(written("label,pattern\nsport,cup \n"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pattern=st.text(alphabet="abcXYZ é'-.*", max_size=12))
def test_any_pattern_is_read_as_given_or_refused_with_its_line(written, pattern):
    path = written(f'label,pattern\nx,"{pattern}"\n')
    try:
        read = read_lexicon(path)["pattern"].tolist()
    except LexiconError as error:
        read = [str(error)]
    assert read == [pattern.strip()] or "mine.csv, line 2" in read[0]
