import pandas as pd
import pytest

import corpus
from corpus.duplicates import find_first, mark_duplicates

NOUNS = [
    "envoy",
    "minister",
    "road",
    "border",
    "trade",
    "school",
    "river",
    "market",
    "council",
    "army",
    "talk",
    "visa",
    "truck",
    "court",
    "bridge",
    "farm",
]
VERBS = [
    "opened",
    "closed",
    "praised",
    "feared",
    "crossed",
    "joined",
    "left",
    "found",
    "sold",
    "taught",
    "moved",
    "raised",
    "lost",
    "kept",
]


def story(seed, sentences=14):
    """A text of distinct sentences, another one for every seed."""
    pairs = [(NOUNS[(seed * 7 + n * 3) % len(NOUNS)], VERBS[(seed * 5 + n) % len(VERBS)]) for n in range(sentences)]
    return " ".join(
        f"On day {seed * 31 + n} the {noun} {verb} place {seed + n * n}." for n, (noun, verb) in enumerate(pairs)
    )


def test_a_copy_with_another_headline_and_a_cut_end_is_found():
    wire = story(1)
    copy = "Talks: what we know.\n" + wire.rpartition(" On day")[0]
    assert find_first([wire, copy, story(2)]) == [0, 0, 2]


def test_different_articles_on_one_subject_are_not():
    assert find_first([story(n) for n in range(20)]) == list(range(20))


def test_case_spaces_and_marks_do_not_count():
    assert find_first(["Talks began, he said.", "TALKS began – he   said", "Talks ended, he said."]) == [0, 0, 2]


def test_texts_without_words_repeat_none():
    assert find_first(["", "", "...", "—"]) == [0, 1, 2, 3]


def test_the_first_is_the_one_printed_first_then_the_first_by_id():
    rows = [("c", "2023-07-21"), ("a", "2023-07-22"), ("b", "2023-07-21"), ("d", "")]
    frame = pd.DataFrame([{"article_id": one, "published": day, "text": story(3)} for one, day in rows])
    marked = mark_duplicates(corpus.complete(frame, "articles")).set_index("article_id")["duplicate_of"]
    assert marked.to_dict() == {"a": "b", "b": "", "c": "b", "d": "b"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_answer_does_not_depend_on_the_order(seed):
    texts = [story(n % 4, 10 + n % 3) for n in range(12)]
    frame = pd.DataFrame({"article_id": [f"{n:02d}" for n in range(12)], "text": texts})
    articles = corpus.complete(frame, "articles")
    shuffled = articles.sample(frac=1, random_state=seed)
    expected = mark_duplicates(articles).set_index("article_id")["duplicate_of"]
    pd.testing.assert_series_equal(
        mark_duplicates(shuffled).set_index("article_id")["duplicate_of"].sort_index(), expected
    )


def test_the_flow_says_how_many_repeats_are_left_out(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(story(1) if name != "c" else story(2), encoding="utf-8")
    t = corpus.build(tmp_path)
    assert t.articles["duplicate_of"].tolist() == ["", "a.txt", ""]
    chosen = corpus.select_articles(t.articles)
    flow = corpus.count_flow(t.files, t.articles, chosen).set_index("step")
    assert flow.loc["without repeats of the same text", ["n", "left_out"]].tolist() == [2, 1]
    everything = corpus.select_articles(t.articles, dedupe="none")
    assert len(everything) == 3
    flow = corpus.count_flow(t.files, t.articles, everything).set_index("step")
    assert flow.loc[["without repeats of the same text", "analysed"], "left_out"].tolist() == [0, 0]
