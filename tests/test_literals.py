import re

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.literals import find_literal_places, find_words, lowered
from corpus.tables import is_in

WORDS = frozenset(["said", "say", "saying", "ay"])
TEXTS = st.lists(st.text(alphabet="saidyng _9-.“é", max_size=20), max_size=5)


@given(st.text(max_size=30))
@example("İZMİR ve ıSPARTA")
@example("İ")
def test_a_text_in_lower_case_has_each_sign_where_it_was(text):
    low = lowered(text)
    assert len(low) == len(text)
    assert low.casefold() == text.replace("İ", "i").casefold()


@given(TEXTS)
@example(["he said", "unsaid", "9said_", "says; say"])
def test_words_are_found_where_an_expression_finds_them(texts):
    letter = r"[^\W\d_]"
    expression = re.compile(rf"(?<!{letter})(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?!{letter})")
    expected = [(number, *one.span()) for number, text in enumerate(texts) for one in expression.finditer(text)]
    assert list(find_words(texts, WORDS)) == expected


@given(TEXTS)
def test_a_text_has_a_place_if_and_only_if_it_holds_a_literal(texts):
    places = list(find_literal_places(texts, WORDS))
    assert {number for number, *_ in places} == {n for n, text in enumerate(texts) if any(w in text for w in WORDS)}
    assert {texts[number][start:end] for number, start, end in places} <= WORDS


@given(st.lists(st.sampled_from(["a", "b", "", "é"])), st.sets(st.sampled_from(["a", "", "c"])))
def test_strings_are_told_to_be_among_others_as_pandas_tells(values, wanted):
    series = pd.Series(values, dtype="str")
    assert is_in(series, wanted).tolist() == series.isin(list(wanted)).tolist()
