import datetime

import pandas as pd
import pytest

from corpus import tables
from corpus.errors import CorpusError, TableError
from corpus.tables import FEW, REQUIRED, TABLES, check, complete, empty, from_rows, objects_of, rows_of

VALUES = {"str": "x", "int": 1, "float": 0.5, "bool": True, "time": pd.Timestamp("2023-07-21")}


def one_row(table):
    """A row that keeps the contract: the first value allowed, or one of the right kind."""
    columns = TABLES[table].items()
    return tuple(column.allowed[0] if column.allowed else VALUES[column.kind] for _, column in columns)


def needed(table):
    return [name for name, column in TABLES[table].items() if column.default is REQUIRED]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_made_from_rows_keeps_its_contract(table):
    frame = from_rows(table, [one_row(table)])
    check(frame, table)
    assert list(frame.columns) == list(TABLES[table])
    assert len(frame) == 1


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_keeps_its_contract(table):
    frame = empty(table)
    check(frame, table)
    assert len(frame) == 0
    assert list(frame.columns) == list(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_the_needed_columns_are_enough_to_complete_a_table(table):
    row = dict(zip(TABLES[table], one_row(table), strict=True))
    given = pd.DataFrame([{name: row[name] for name in needed(table)}])
    if "published" in TABLES[table]:
        assert complete(given, table)["published"].tolist() == [""]
    check(complete(given, table), table)


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_column_is_named_with_its_table_and_what_was_found(table):
    for column in TABLES[table]:
        frame = from_rows(table, [one_row(table)]).drop(columns=column)
        others = ", ".join(name for name in TABLES[table] if name != column)
        with pytest.raises(TableError) as caught:
            check(frame, table)
        assert str(caught.value) == f"table {table}, column {column}: expected, but missing; found {others}"


@pytest.mark.parametrize("table", TABLES)
def test_a_column_of_another_dtype_is_named_with_what_was_expected_and_found(table):
    for column in TABLES[table]:
        frame = from_rows(table, [one_row(table)]).assign(**{column: [1 + 2j]})
        with pytest.raises(TableError, match=rf"table {table}, column {column}: expected \S+, found complex128"):
            check(frame, table)


@pytest.mark.parametrize(("table", "column"), [("lines", "text"), ("articles", "byline"), ("scores", "score")])
def test_a_missing_value_is_named_with_its_place(table, column):
    frame = from_rows(table, [one_row(table)])
    frame.index = [7]
    frame[column] = frame[column].mask([True])
    with pytest.raises(TableError, match=rf"table {table}, column {column}: .*no missing value, found .* index 7"):
        check(frame, table)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("files", "status", "lost"),
        ("lines", "role", "lead"),
        ("articles", "grade", "certain"),
        ("articles", "published_basis", "rumour"),
        ("evidence", "verdict", "guilty"),
        ("sentences", "role", "promo"),
        ("lexicon", "match", "fuzzy"),
        ("dates", "type", "WEEK"),
        ("coded", "quad", 5),
        ("coded", "modality", "maybe"),
        ("events", "quad", 0),
    ],
)
def test_a_value_outside_the_vocabulary_is_named_with_what_is_allowed(table, column, value):
    frame = from_rows(table, [one_row(table)])
    frame[column] = pd.Series([value], dtype=frame[column].dtype)
    with pytest.raises(TableError) as caught:
        check(frame, table)
    assert f"table {table}, column {column}: expected one of" in str(caught.value)
    assert str(caught.value).endswith(f"found {value!r}"), caught.value


@pytest.mark.parametrize("table", ["files", "lines", "articles", "sentences", "events", "scores"])
def test_two_rows_with_the_same_key_are_refused(table):
    frame = from_rows(table, [one_row(table)] * 2)
    with pytest.raises(TableError, match=rf"table {table}, column .*: expected to be unique, found .* twice"):
        check(frame, table)


@pytest.mark.parametrize("table", ["tags", "dates", "hits", "coded", "mentions"])
def test_rows_of_tables_without_a_key_may_repeat(table):
    check(from_rows(table, [one_row(table)] * 2), table)


def test_an_unknown_table_is_answered_with_the_names_of_the_tables():
    with pytest.raises(TableError, match="no table 'article'; the tables are files, lines, articles"):
        check(pd.DataFrame(), "article")


@pytest.mark.parametrize("value", [None, [], {"text": ["x"]}, pd.Series(["x"])])
def test_what_is_no_frame_is_refused(value):
    with pytest.raises(TableError, match="table lines: expected a pandas DataFrame, found"):
        check(value, "lines")


def test_table_errors_are_value_errors_of_the_package():
    assert issubclass(TableError, CorpusError)
    assert issubclass(CorpusError, ValueError)


def test_further_columns_pass_and_stand_last_after_completing():
    given = pd.DataFrame({"desk": ["foreign"], "article_id": ["a"], "text": ["x"]})
    made = complete(given, "articles")
    assert list(made.columns) == [*TABLES["articles"], "desk"]
    check(made, "articles")


def test_completing_leaves_the_given_frame_as_it_was():
    given = pd.DataFrame({"article_id": ["a"], "text": [None], "published": ["2023"]}, index=[9])
    before = given.copy(deep=True)
    made = complete(given, "articles")
    pd.testing.assert_frame_equal(given, before)
    assert made.index.tolist() == [9]


def test_missing_strings_become_empty_and_other_kinds_are_converted():
    given = pd.DataFrame(
        {"sentence_id": ["a", "b"], "start": ["3", "4"], "end": [7.0, 8.0], "surface": ["x", None], "label": [1, 2]},
        dtype=object,
    )
    made = complete(given, "tags")
    assert made["surface"].tolist() == ["x", ""]
    assert made["start"].tolist() == [3, 4]
    assert made["end"].tolist() == [7, 8]
    assert made["label"].tolist() == ["1", "2"]
    assert made["row"].tolist() == [0, 0]


def test_what_cannot_be_converted_is_named():
    given = pd.DataFrame({"sentence_id": ["a"], "start": ["three"], "end": [1], "surface": ["x"], "label": ["x"]})
    with pytest.raises(TableError, match="table tags, column start: expected values that are int"):
        complete(given, "tags")


def test_a_column_nothing_can_stand_in_for_is_named():
    with pytest.raises(TableError, match="table articles, column text: expected, but missing, and nothing can"):
        complete(pd.DataFrame({"article_id": ["a"]}), "articles")


@pytest.mark.parametrize(
    ("published", "earliest", "latest"),
    [
        ("2023-07-21", "2023-07-21", "2023-07-21"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-07-19/2023-07-24", "2023-07-19", "2023-07-24"),
        ("2023-05-09/..", "2023-05-09", None),
        ("", None, None),
    ],
)
def test_bounds_of_publication_are_read_off_published(published, earliest, latest):
    made = complete(pd.DataFrame({"article_id": ["a"], "text": ["x"], "published": [published]}), "articles")
    for column, day in (("earliest", earliest), ("latest", latest)):
        assert (made[column].iloc[0] == pd.Timestamp(day)) if day else pd.isna(made[column].iloc[0])
    assert made["grade"].tolist() == ["documented" if published else ""]
    assert made["published_basis"].tolist() == ["user" if published else "none"]


def test_bounds_and_grade_that_are_given_are_kept():
    given = pd.DataFrame({
        "article_id": ["a"], "text": ["x"], "published": ["2023-07"], "grade": ["inferred"],
        "published_basis": ["bound"],
        "earliest": [datetime.date(2023, 7, 3)], "latest": ["2023-07-05"],
    })  # fmt: skip
    made = complete(given, "articles")
    assert made["earliest"].tolist() == [pd.Timestamp("2023-07-03")]
    assert made["latest"].tolist() == [pd.Timestamp("2023-07-05")]
    assert made[["grade", "published_basis"]].values.tolist() == [["inferred", "bound"]]


def test_a_publication_date_that_is_none_is_left_empty_and_told():
    given = pd.DataFrame({"article_id": ["a", "b"], "text": "x", "published": ["last week", "2023"]})
    with pytest.warns(UserWarning, match=r"published.*'last week' of article 'a'"):
        made = complete(given, "articles")
    assert made["published"].tolist() == ["", "2023"]
    assert made["grade"].tolist() == ["", "documented"]


def test_sentences_without_end_end_with_their_text():
    given = pd.DataFrame({"sentence_id": ["a", "b"], "article_id": "a", "text": ["Talks.", "😀 é"], "start": [5, 0]})
    assert complete(given, "sentences")["end"].tolist() == [11, 3]


def test_completing_works_with_a_repeated_index():
    given = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"]}, index=[0, 0])
    assert complete(given, "articles")["article_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize("table", TABLES)
def test_completing_a_complete_table_changes_nothing(table):
    frame = from_rows(table, [one_row(table)])
    if table == "articles":
        frame = frame.assign(published=pd.Series([""], dtype="str"))
    pd.testing.assert_frame_equal(complete(frame, table), frame)


def test_defaults_keep_the_vocabulary():
    for table, columns in TABLES.items():
        for name, column in columns.items():
            if column.allowed and column.default is not REQUIRED:
                assert column.default in column.allowed, (table, name)


def test_every_key_is_made_of_columns_of_its_table():
    assert all(set(key) <= set(TABLES[table]) for table, key in tables.KEYS.items())


MANY = [f"name {number % 7}" for number in range(2 * FEW)]


@pytest.mark.parametrize("values", [["b", "", "b"], MANY, [*MANY, None]], ids=["few", "many", "missing"])
def test_values_as_objects_are_those_of_the_column(values):
    column = pd.Series(values, dtype="str")
    made = objects_of(column)
    assert made.dtype == object
    assert pd.Series(made, dtype="str").equals(column)


def test_of_many_strings_that_are_the_same_one_is_made():
    column = pd.concat([pd.Series(MANY, dtype="str")] * 2, ignore_index=True)
    assert len({id(value) for value in objects_of(column)}) == 7


@pytest.mark.parametrize("where", [[True, False, True], pd.Series([True, False, True], index=[4, 4, 5])])
def test_rows_may_be_chosen_by_flags(where):
    frame = pd.DataFrame({"word": ["a", "b", "c"], "number": [1, 2, 3], "other": ""}, index=[4, 4, 5])
    assert list(rows_of(frame, "number", "word", where=where)) == [(1, "a"), (3, "c")]
