import corpus
from corpus.readers.document import ReadFile, plain_document
from corpus.recurrence import find_recurring

FOOTER = "The Daily Post, 12 Station Road"


def clipping(number, footer=FOOTER):
    return f"Envoy number {number} spoke at length about the road to town {number}.\nHe left on day {number}.\n{footer}"


def files(texts):
    return [ReadFile([plain_document(text)]) for text in texts]


def test_a_line_in_a_fifth_of_the_files_recurs():
    assert find_recurring(files(clipping(n) for n in range(5))) == {"the daily post, 12 station road"}


def test_a_line_in_three_files_does_not():
    assert find_recurring(files(clipping(n) for n in range(3))) == frozenset()


def test_in_a_large_folder_ten_files_are_enough():
    texts = [clipping(n, FOOTER if n < 10 else f"Sent in by reader {n}") for n in range(200)]
    assert find_recurring(files(texts)) == {"the daily post, 12 station road"}


def test_copies_of_one_article_are_not_boilerplate():
    assert find_recurring(files([clipping(1)] * 8 + [clipping(n, "The end") for n in range(2, 5)])) == frozenset()


def test_a_long_line_is_left_to_the_other_rules():
    background = "The two countries share a border of more than two thousand kilometres, " * 4
    assert find_recurring(files(clipping(n, background) for n in range(8))) == frozenset()


def test_the_order_of_the_files_does_not_matter():
    texts = [clipping(n) for n in range(6)] + [clipping(9)] * 3
    assert find_recurring(files(texts)) == find_recurring(files(reversed(texts)))


def test_such_lines_are_boilerplate_with_a_rule_that_says_why(tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(clipping(number), encoding="utf-8")
    lines = corpus.load_lines(tmp_path)
    told = lines[lines["text"] == FOOTER]
    assert set(told["role"]) == {"boilerplate"}
    assert set(told["rule"]) == {"recurs in many files"}
    assert not told["kept"].any()
