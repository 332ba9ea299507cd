import pytest

from corpus.capitals import judge_capital


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        ("[Jakarta] forced the agency to leave.", "government", "capital acts: forced"),
        ("[Kabul] and New Delhi have signed.", "government", "capital acts: have"),
        ("There was no response from [Kabul].", "government", "capital acts: response from"),
        ("They came from [Kabul].", "capital", "capital is a place: from"),
        ("Ties with [Moscow] are cold.", "government", "capital acts: ties with"),
        ("The [Kabul] government said so.", "government", "capital acts: government"),
        ("He asked the [Rome] police captain.", "capital", "capital is a place: police"),
        ("A memorandum with the [Abuja] Chamber of Commerce.", "capital", "capital is a place: chamber"),
        ("The mission of [Nairobi] said so.", "capital", "capital is a place: of"),
        ("It was proof of [Washington]'s wish.", "government", "capital acts: possessive"),
        ("[Ouagadougou]'s mayor spoke.", "capital", "capital is a place: mayor"),
        ("Flights between [London] and Harare were stopped.", "capital", "capital is a place: flights between"),
        ("The ambassador to [Moscow] said so.", "capital", "capital is a place: ambassador to"),
        ("A suburb east of [Harare], told by radio.", "capital", "capital is a place: of"),
        ("[MANILA] SAID TO OFFER BONDS", "government", "capital acts: said"),
        ("[Kabul].", "capital", ""),
    ],
)
def test_the_words_beside_a_capital_tell_whether_it_acts(text, kind, rule):
    start, end = text.index("["), text.index("]") - 1
    assert judge_capital(text.replace("[", "").replace("]", ""), start, end) == (kind, rule)
