"""Sentences with their hits marked in colour, and the same as a table."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from corpus.marks import mark_sentences, rank_sentences
from corpus.tables import complete, empty

TEXT = "Deadly clashes marred good talks."


def points_of(*texts, scores=None):
    ids = [f"a:{at:04d}" for at in range(len(texts))]
    frame = {"sentence_id": ids, "method": "news", "score": scores or [0.1] * len(texts), "text": texts, "article": "a"}
    return pd.DataFrame(frame)


def hits_of(*rows):
    frame = pd.DataFrame(rows, columns=["sentence_id", "start", "end", "surface", "contribution"])
    return complete(frame.assign(method="news", rule="lexicon", base=1.0), "hits")


def plain(page):
    return re.sub("<[^>]+>", "", re.sub("<sup>.*?</sup>", "", page))


def test_each_hit_is_marked_with_its_sign_and_contribution():
    hits = hits_of(("a:0000", 0, 6, "Deadly", -2.71), ("a:0000", 22, 26, "good", 1.9))
    page = mark_sentences(points_of(TEXT), hits)
    assert re.findall(r"background:(#\w+).*?>([\w ]+)<sup>(.*?)</sup>", page) == [
        ("#fbd9b5", "Deadly", "-2.7"),
        ("#cfe3f5", "good", "+1.9"),
    ]
    assert TEXT in plain(page)


def test_pieces_of_one_span_are_marked_once_with_their_sum():
    hits = hits_of(("a:0000", 0, 6, "Deadly", -1.0), ("a:0000", 0, 6, "Deadly", -0.5))
    assert mark_sentences(points_of(TEXT), hits).count("<mark") == 1
    assert "<sup>-1.5</sup>" in mark_sentences(points_of(TEXT), hits)


def test_a_piece_within_another_does_not_repeat_its_words():
    hits = hits_of(("a:0000", 0, 14, "Deadly clashes", -2.0), ("a:0000", 7, 14, "clashes", -1.0))
    assert TEXT in plain(mark_sentences(points_of(TEXT), hits))


def test_only_as_much_is_quoted_as_is_allowed_and_the_strongest_hit_is_in_it():
    text = "x " * 200 + "massacre" + " y" * 200
    page = mark_sentences(points_of(text), hits_of(("a:0000", 400, 408, "massacre", -3.0)), chars=40)
    shown = plain(page).partition("sentence")[2].removeprefix("+0.10a")
    assert "massacre" in shown
    assert shown.startswith("…")
    assert len(shown.strip("…")) == 40


@given(st.text(max_size=60), st.integers(1, 30), st.integers(0, 60))
def test_no_text_becomes_html_and_none_is_longer_than_allowed(text, chars, at):
    text = f"<b>{text}&"
    start = min(at, len(text) - 1)
    page = mark_sentences(points_of(text), hits_of(("a:0000", start, start + 1, text[start], 1.0)), chars=chars)
    tags = set(re.findall(r"</?(\w+)", page))
    assert tags <= {"table", "tr", "th", "td", "mark", "sup"}


def test_both_ends_are_shown_and_sentences_without_a_hit_are_not():
    scores = [-0.9, -0.5, 0.0, 0.4, 0.8]
    texts = [f"Text {at}." for at in range(5)]
    hits = hits_of(*((f"a:{at:04d}", 0, 4, "Text", score) for at, score in enumerate(scores) if score))
    page = mark_sentences(points_of(*texts, scores=scores), hits, n=2)
    assert [text for text in texts if text in plain(page)] == ["Text 0.", "Text 4."]


def test_without_a_hit_the_page_says_so():
    assert "No sentence" in mark_sentences(points_of(TEXT), empty("hits"))


def test_ranking_goes_from_the_most_negative_and_tells_the_words_of_its_own_method():
    points = points_of("Good.", "Bad.", scores=[0.5, -0.5])
    hits = hits_of(("a:0000", 0, 4, "Good", 1.9), ("a:0001", 0, 3, "Bad", -2.5))
    both = pd.concat([points, points.assign(method="vader", score=0.0)], ignore_index=True)
    ranked = rank_sentences(both, hits)
    assert ranked["words"].tolist() == ["Bad -2.50", "Good +1.90", "", ""]
