"""The walk over many texts at once against a plain loop over patterns, in composed and decomposed Unicode."""

import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.literals import find_literals
from corpus.signs import fold, places_in
from corpus.tables import complete
from corpus.tagging import tag

PATTERNS = [
    "US", "us", "Türkiye", "Türkiye's party", "trade", "trade deal", "deal e-e", "e-e", "U.S.", "Côte d'Ivoire",
    "é", "C++", "(US)", "7", "US 7", "Kurdî", "\u0928\u0947\u092a\u093e\u0932",
]  # fmt: skip
PIECES = [
    "US", "us", "Türkiye", "Turkiye", "trade", "Trade", "deal", "e", "é", "E", "U.S.", "Côte", "d", "Ivoire",
    "party", "C++", "(", ")", "7", "s", "Kurdî", "\u0928\u0947\u092a\u093e\u0932", "\u0928\u0947\u092a",
    " ", " ", " ", " ", "  ", "\t", "\u00a0",
    "-", "–", "'", "’", "ʼ", ".", "=", "\u0301", "\u0323", "\u0302", "\u093f", "_", "🙂",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
FORMS = st.sampled_from(["NFC", "NFD"])


def sentences(texts):
    ids = [f"a:{number:04d}" for number in range(len(texts))]
    return complete(pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts)}), "sentences")


def lexicon(patterns):
    rows = [{"lexicon": "mine", "label": f"l{number}", "pattern": one} for number, one in enumerate(patterns)]
    frame = pd.DataFrame(rows).assign(row=range(2, len(rows) + 2))
    return complete(frame.assign(entry=frame["label"]), "lexicon")


def plain(text, any_case):
    """A text with one kind of apostrophe, hyphen and blank, composed."""
    text = re.sub(r"\s+", " ", re.sub("[‐‑–]", "-", re.sub("[’‘ʼ]", "'", text)))
    text = unicodedata.normalize("NFC", text)
    return text.casefold() if any_case else text


def is_mark(sign):
    return unicodedata.category(sign).startswith("M")


def is_of_word(sign):
    return (sign.isalnum() or sign == "_") and sign != "ʼ"


def begins_a_word(text, at):
    """Whether a word or a sign may begin there: the sign before, its marks apart, is of no word."""
    if is_mark(text[at]) or text[at].isspace():
        return False
    before = text[:at].rstrip("".join(sign for sign in text if is_mark(sign)))
    return not (is_of_word(text[at]) and before and is_of_word(before[-1]))


def ends_a_word(text, at):
    if text[at - 1].isspace():
        return False
    if at == len(text):
        return True
    bare = text[:at].rstrip("".join(sign for sign in text if is_mark(sign)))
    return not is_mark(text[at]) and not (is_of_word(text[at]) and is_of_word(bare[-1]))


def all_matches(text, patterns):
    for number, pattern in enumerate(patterns):
        any_case = pattern == pattern.lower()
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                is_same = plain(text[start:end], any_case) == plain(pattern, any_case)
                if is_same and begins_a_word(text, start) and ends_a_word(text, end):
                    yield start, end, f"l{number}"


def reference(text, patterns):
    """The longest match wins, the earlier on a tie; of what is left the same."""
    kept = []
    for start, end, label in sorted(all_matches(text, patterns), key=lambda one: (one[0] - one[1], one)):
        if all(end <= first or last <= start or (start, end) == (first, last) for first, last, _ in kept):
            kept.append((start, end, label))
    return sorted(kept)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(TEXTS, min_size=1, max_size=5), st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=8, unique=True)
)
@example(["Tu\u0308rkiyeʼs party", "US\u0301 US"], ["US", "Türkiye's party"])
@example(["trade deal e-e", "=\u0301US"], ["trade deal", "deal e-e", "trade", "US"])
def test_tags_are_those_of_a_plain_loop_over_patterns(texts, patterns):
    texts = ["x " + unicodedata.normalize("NFC", text) for text in texts]
    found = tag(sentences(texts), lexicon(patterns))
    expected = [(f"a:{number:04d}", *one) for number, text in enumerate(texts) for one in reference(text, patterns)]
    assert list(found[["sentence_id", "start", "end", "label"]].itertuples(index=False, name=None)) == expected


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), FORMS)
@example(["Tu\u0308rkiye’s", "Kurdi\u0302", "US\u0301", "C\u0302ôte d’Ivoire"], "NFC")
def test_decomposed_texts_and_patterns_are_tagged_as_composed_ones(texts, form):
    composed = [unicodedata.normalize("NFC", text) for text in texts]
    decomposed = [unicodedata.normalize("NFD", text) for text in texts]
    want = tag(sentences(composed), lexicon(PATTERNS))
    found = tag(sentences(decomposed), lexicon([unicodedata.normalize(form, one) for one in PATTERNS]))
    assert found[["sentence_id", "label"]].values.tolist() == want[["sentence_id", "label"]].values.tolist()
    assert [unicodedata.normalize("NFC", one) for one in found["surface"]] == want["surface"].tolist()
    for sentence_id, start, end, surface in found[["sentence_id", "start", "end", "surface"]].itertuples(index=False):
        text = decomposed[int(sentence_id[-4:])]
        assert text[start:end] == surface
        assert end == len(text) or not unicodedata.combining(text[end])


def test_decomposed_names_of_the_packaged_lexicons_are_found():
    texts = ["Türkiye, the Côte d’Ivoire and São Tomé and Príncipe met in Bogotá.", "Recep Tayyip Erdoğan came."]
    want = tag(sentences(texts), ["countries", "actors"])
    found = tag(sentences([unicodedata.normalize("NFD", one) for one in texts]), ["countries", "actors"])
    assert {"Türkiye", "Côte d’Ivoire", "Bogotá", "Recep Tayyip Erdoğan"} <= set(want["surface"])
    assert found["row"].tolist() == want["row"].tolist()
    assert [unicodedata.normalize("NFC", one) for one in found["surface"]] == want["surface"].tolist()


def test_a_regular_expression_is_searched_in_the_composed_text():
    rows = pd.DataFrame({"lexicon": ["m"], "row": [2], "entry": ["a"], "label": ["a"], "pattern": ["caf[ée]s"]})
    frame = complete(rows.assign(match="regex"), "lexicon")
    found = tag(sentences([unicodedata.normalize("NFD", "Old cafés, Türkiye.")]), frame)
    assert found[["start", "end", "surface"]].values.tolist() == [[4, 10, "cafe\u0301s"]]


def test_names_end_where_their_word_ends_in_any_script():
    patterns = ["पाकिस्तान", "افغانستان", "Пакистан"]
    texts = ["पाकिस्तान पाकिस्तानी", "افغانستان افغانستانی", "Пакистан Пакистанский"]
    found = tag(sentences(texts), lexicon(patterns))
    assert found[["start", "surface"]].values.tolist() == [[0, one] for one in patterns]


def test_a_name_in_turkish_capitals_is_that_name():
    found = tag(sentences(["TÜRKİYE VE PAKİSTAN"]), lexicon(["Türkiye", "Pakistan"]))
    assert found["surface"].tolist() == ["TÜRKİYE", "PAKİSTAN"]


@pytest.mark.parametrize("apostrophe", list("'’‘ʼ"))
def test_every_apostrophe_ends_a_name(apostrophe):
    found = tag(sentences([f"Pakistan{apostrophe}s envoy"]), lexicon(["Pakistan"]))
    assert found["surface"].tolist() == ["Pakistan"]


@given(st.one_of(st.text(max_size=30), TEXTS, TEXTS.map(lambda text: unicodedata.normalize("NFD", text))))
def test_places_in_a_composed_text_are_places_in_the_text_as_it_is(text):
    firsts, lasts = places_in(text)
    composed = unicodedata.normalize("NFC", text)
    assert len(firsts) == len(lasts) == len(composed)
    clusters = list(dict.fromkeys(zip(firsts, lasts, strict=True)))
    assert "".join(text[first:last] for first, last in clusters) == text
    assert "".join(unicodedata.normalize("NFC", text[first:last]) for first, last in clusters) == composed


@given(st.one_of(st.text(max_size=40), TEXTS))
@example("İIıßΣς\u0130\u1e9e\ufb03")
def test_folding_keeps_every_sign_at_its_place(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert [sign.isspace() for sign in folded] == [sign.isspace() for sign in text]
    assert all(sign == " " for sign in folded if sign.isspace())


@pytest.mark.parametrize("blanks", [" ", "  ", "\n", " \n\t ", "\u00a0", "\u2028", "\u3000 \x85"])
def test_any_blanks_may_stand_within_a_name_and_places_after_them_hold(blanks):
    text = f"Saudi{blanks}Arabia,{blanks}{blanks}Oman{blanks}"
    found = tag(sentences([text, text]), lexicon(["Saudi Arabia", "Oman"]))
    assert found["surface"].tolist() == [f"Saudi{blanks}Arabia", "Oman"] * 2
    assert [text[start:end] for start, end in zip(found["start"], found["end"], strict=True)] == found[
        "surface"
    ].tolist()


def test_a_star_stands_for_the_letters_of_its_word_and_their_marks():
    rows = [
        {"label": "a", "pattern": "silenc* dissent"},
        {"label": "b", "pattern": "*terror*"},
        {"label": "c", "pattern": "Kurd*"},
    ]
    frame = pd.DataFrame(rows).assign(lexicon="m", row=[2, 3, 4], match="glob", entry=["a", "b", "c"])
    text = "Silencing dissent; counter-terrorism, counterterrorisme\u0323s; Kurdi\u0323, kurds"
    assert tag(sentences([text]), complete(frame, "lexicon"))["surface"].tolist() == [
        "Silencing dissent", "terrorism", "counterterrorisme\u0323s", "Kurdi\u0323",
    ]  # fmt: skip


REGEXES = {
    r"\b[A-Z]\w+ descent\b": ["Afghan descent"],
    r"(?:Texas|Ohio),? Georgia": ["Texas, Georgia", "Ohio Georgia"],
    r"\w+-(?:led|backed)\b": ["US-led", "UN-backed"],
    r"a|b": ["a", "b"],
    r"(?:a(?:bc|cd))?x": ["x", "abcx"],
    r"(?i)pact": ["PACT"],
    r"U\.S\.\s?\$": ["U.S.$", "U.S. $"],
    r"(?:north|south){0,2} gate": [" gate", "south gate"],
    r"(?!no|nor)way(?:s|lay)?": ["way", "waylay"],
    r"colou?r": ["color", "colour"],
    r"x*y+z{2}": ["yzz", "xyyzz"],
    r"[\]a]b\\c": [r"]b\c"],
    r"(?:New|Old) (?:Delhi|Town)": ["New Delhi", "Old Town"],
    r"\d+b?": ["12"],
}


@pytest.mark.parametrize("regex", REGEXES)
def test_every_match_of_an_expression_holds_one_of_its_literals(regex):
    for text in REGEXES[regex]:
        assert re.fullmatch(regex, text)
        assert any(literal in text for literal in find_literals(regex))


@pytest.mark.parametrize(("regex", "literals"), [(r"\w+-(?:led|backed)\b", ("-led", "-backed")), (r"\d+", ("",))])
def test_the_longest_literals_are_taken(regex, literals):
    assert find_literals(regex) == literals


def test_expressions_are_found_in_the_sentences_that_hold_them_and_no_other():
    rows = [{"label": "led", "pattern": r"\b\w+-(?:led|backed)\b"}, {"label": "digit", "pattern": r"\d"}]
    frame = pd.DataFrame(rows).assign(lexicon="m", row=[2, 3], match="regex")
    frame = complete(frame.assign(entry=frame["label"]), "lexicon")
    found = tag(sentences(["A UN-led talk.", "None", "", "Ill-led, led; 7", "-led"]), frame)
    assert found[["sentence_id", "label", "surface"]].values.tolist() == [
        ["a:0000", "led", "UN-led"],
        ["a:0003", "led", "Ill-led"],
        ["a:0003", "digit", "7"],
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=6), st.integers(1, 5))
def test_tags_do_not_depend_on_which_texts_are_looked_through_together(texts, size):
    mine = lexicon(PATTERNS)
    together = tag(sentences(texts), mine)
    given_sentences = sentences(texts)
    parts = [tag(given_sentences.iloc[at : at + size], mine) for at in range(0, len(texts), size)]
    pd.testing.assert_frame_equal(pd.concat([together.iloc[:0], *parts], ignore_index=True), together)
