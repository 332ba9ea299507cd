import pytest

import corpus
from corpus.articles import load_source
from corpus.errors import CorpusError, SourceError
from corpus.metadata import read_search


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "dawn_2023-07-21_p4.txt").write_text("The envoy came to the city.\n", encoding="utf-8")
    (tmp_path / "deep" / "tolo_undated_p1.txt").write_text(
        "Updated 2 May 2022\n\nThe talks went on all day.\n", encoding="utf-8"
    )
    return tmp_path


def write(folder, text, name="metadata.csv"):
    (folder / name).write_text(text, encoding="utf-8")


def test_a_value_of_the_user_wins_and_is_called_his(folder):
    write(folder, "source_file,published,outlet\ndeep/tolo_undated_p1.txt,2022-04,Tolo\n")
    row = corpus.load_articles(folder).set_index("source_file").loc["deep/tolo_undated_p1.txt"]
    assert row[["published", "outlet", "grade", "published_basis", "updated"]].tolist() == [
        "2022-04", "Tolo", "documented", "user", "2022-05-02",
    ]  # fmt: skip
    assert (str(row["earliest"].date()), str(row["latest"].date())) == ("2022-04-01", "2022-04-30")


def test_an_empty_cell_changes_nothing(folder):
    write(folder, "source_file,published,outlet\ndeep/tolo_undated_p1.txt,,Tolo\n")
    row = corpus.load_articles(folder).set_index("source_file").loc["deep/tolo_undated_p1.txt"]
    assert row[["published", "published_basis"]].tolist() == ["2022-05-02", "stamp-updated"]


def test_a_file_in_a_folder_below_names_files_as_they_lie_there(folder):
    write(folder / "deep", "source_file,outlet\ntolo_undated_p1.txt,Tolo\n")
    assert corpus.load_articles(folder)["outlet"].tolist() == ["", "Tolo"]


def test_variables_of_the_researcher_are_carried_on_and_can_group(folder):
    write(folder, "source_file,side\ndawn_2023-07-21_p4.txt,north\n")
    t = corpus.build(folder)
    assert t.articles["side"].tolist() == ["north", ""]
    assert t.articles.groupby("side").size().to_dict() == {"": 1, "north": 1}


def test_a_row_by_file_is_for_all_its_articles_and_one_by_id_for_one(tmp_path):
    parts = [f"The {word} article has its own text, which is long enough to be one." for word in ("first", "second")]
    (tmp_path / "two.csv").write_text("text\n" + "\n".join(f'"{part}"' for part in parts), encoding="utf-8")
    write(tmp_path, "source_file,outlet\ntwo.csv,Dawn\n")
    assert corpus.load_articles(tmp_path)["outlet"].tolist() == ["Dawn", "Dawn"]
    write(tmp_path, "article_id,outlet\ntwo.csv#0002,Dawn\n")
    assert corpus.load_articles(tmp_path)["outlet"].tolist() == ["", "Dawn"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "source_file,outlet\ndawn_2023.txt,Dawn\n",
            r"metadata.csv, line 2.*'dawn_2023.txt'.*did you mean 'dawn_2023-07-21",
        ),
        (
            "source_file,published\ndawn_2023-07-21_p4.txt,21 July\n",
            r"metadata.csv, line 2, column published.*'21 July'",
        ),
        ("source_file,text\ndawn_2023-07-21_p4.txt,Mine\n", r"line 2, column text: cannot be given"),
        ("file,outlet\na,b\n", r"expected a column source_file or article_id, found file, outlet"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(folder, text, message):
    write(folder, text)
    with pytest.raises(SourceError, match=message):
        corpus.load_articles(folder)


def test_a_metadata_file_that_is_no_csv_is_an_error_of_the_package(folder):
    (folder / "metadata.csv").write_bytes(b"source_file,outlet\n\xff\xfe,x\n")
    with pytest.raises(CorpusError, match=r"metadata\.csv, line 2"):
        corpus.load_articles(folder)


def test_facts_in_file_names_are_taken_by_a_pattern(folder):
    articles = load_source(folder, file_names="{outlet}_{published}_{*}").articles
    assert articles["outlet"].tolist() == ["dawn", ""]
    assert articles["published"].tolist() == ["2023-07-21", "2022-05-02"]
    assert articles["published_basis"].tolist() == ["user", "stamp-updated"]


def test_metadata_wins_over_file_names(folder):
    write(folder, "source_file,outlet\ndawn_2023-07-21_p4.txt,Dawn (Karachi)\n")
    assert load_source(folder, file_names="{outlet}_{*}").articles["outlet"].tolist()[0] == "Dawn (Karachi)"


@pytest.mark.parametrize("pattern", ["nothing", "{text}_{*}", "{outlet}-{page}-{place}"])
def test_a_pattern_that_names_no_column_or_fits_no_file_says_so(folder, pattern):
    (folder / "dawn_2023-07-21_p4.txt").rename(folder / "a.txt")
    (folder / "deep" / "tolo_undated_p1.txt").unlink()
    with pytest.raises(SourceError, match="file_names"):
        load_source(folder, file_names=pattern)


def test_the_search_stands_at_the_head_of_the_flow(folder):
    write(folder, "database: Nexis Uni\nquery: Durrani AND Kabul\nretrieved: 2025-11-02\nhits: 1,204\n", "search.yml")
    search = read_search(folder)
    t = corpus.build(folder)
    flow = corpus.count_flow(t.files, t.articles, t.articles, search)
    assert flow[["step", "n"]].values.tolist()[0] == ["hits of the search (Nexis Uni, 2025-11-02)", 1204]
    assert corpus.tell_search(search) == (
        "Search: database Nexis Uni; query Durrani AND Kabul; retrieved 2025-11-02; hits 1,204."
    )
    assert "search.yml" not in set(t.articles["source_file"])


def test_a_search_file_that_is_no_list_of_names_says_so(folder):
    write(folder, "- Nexis Uni\n", "search.yml")
    with pytest.raises(SourceError, match=r"search\.yml: expected lines such as"):
        read_search(folder)
