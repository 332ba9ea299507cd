import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from corpus.articles import load_source
from corpus.build import LEXICONS, build
from corpus.cli import main
from corpus.explain import explain_tags
from corpus.explanation import explain_html, explain_terminal
from corpus.sentences import split_sentences
from corpus.tables import complete
from corpus.tagging import tag

SEEDS = Path(__file__).parents[1] / "seeds"
DATA = Path(__file__).parents[1] / "src" / "corpus" / "data"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def sentences(*texts):
    ids = [f"a:{number:04d}" for number in range(1, len(texts) + 1)]
    return complete(pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts)}), "sentences")


def lexicon(*rows):
    """A lexicon frame from rows of label, pattern and any further columns."""
    made = [{"label": label, "pattern": pattern, "entry": label, **more} for label, pattern, more in rows]
    return complete(pd.DataFrame(made).assign(lexicon="mine", row=range(2, len(made) + 2)), "lexicon")


def row(label, pattern, **more):
    return label, pattern, more


def explained(text, *rows, tags=None):
    frame = explain_tags(sentences(text), lexicon(*rows), tags)
    return frame[["surface", "label", "verdict", "reason"]].values.tolist()


def test_a_tag_is_told_with_its_rule():
    assert explained("The TTP left.", row("group", "TTP")) == [["TTP", "group", "tagged", "fixed"]]


@pytest.mark.parametrize(
    ("text", "rows", "expected"),
    [
        (
            "In New Delhi.",
            [row("Delhi", "Delhi"), row("New Delhi", "New Delhi")],
            ["Delhi", "Delhi", "refused", "inside a longer name: 'New Delhi' (New Delhi, mine, row 3)"],
        ),
        (
            "border trade route",
            [row("one", "border trade"), row("two", "trade route")],
            ["trade route", "two", "refused", "overlaps a longer name: 'border trade' (one, mine, row 2)"],
        ),
        (
            "New Mexico.",
            [row("Mexico", "Mexico"), row("Mexico", "New Mexico", kind="veto")],
            ["Mexico", "Mexico", "refused", "veto: 'New Mexico' (mine, row 3)"],
        ),
        ("It told us.", [row("USA", "US")], ["us", "USA", "refused", "case: the pattern is written 'US'"]),
        ("Iranian oil.", [row("Iran", "Iran")], ["Iran", "Iran", "refused", "word boundary: inside 'Iranian'"]),
        ("@QaharBalkhi", [row("B", "Balkhi")], ["Balkhi", "B", "refused", "word boundary: inside 'QaharBalkhi'"]),
        ("He deported.", [row("out", "deport")], ["deport", "out", "refused", "word boundary: inside 'deported'"]),
        (
            "Dar left.",
            [row("Ishaq Dar", "Ishaq Dar", kind="person"), row("Ishaq Dar", "Dar", kind="surname")],
            ["Dar", "Ishaq Dar", "refused", "surname: not named in full before"],
        ),
    ],
)
def test_a_refused_candidate_is_told_with_the_reason(text, rows, expected):
    assert expected in explained(text, *rows)


@pytest.mark.parametrize(
    ("text", "pattern"), [("He said.", "aid"), ("a house", "US"), ("the talks", "is"), ("A romanian.", "Oman")]
)
def test_letters_that_only_happen_to_stand_there_are_no_candidates(text, pattern):
    assert explained(text, row("x", pattern)) == []


def test_nothing_is_told_of_a_looser_match_where_the_lexicon_has_a_better_one():
    assert explained("Iranians.", row("Iran", "Iran"), row("Iran", "Iranians")) == [
        ["Iranians", "Iran", "tagged", "fixed"]
    ]


def test_a_role_outside_its_dates_is_refused_when_the_tag_has_another():
    rows = [row("him", "Doe", code="OPP", until="2018"), row("him", "Doe", code="GOV", since="2019")]
    made = tag(sentences("Doe spoke."), lexicon(*rows))
    assert explained("Doe spoke.", *rows) == [["Doe", "him", "tagged", "role-undated"]]
    dated = made.assign(code="GOV", rule="role on 2020-01-01")
    assert explained("Doe spoke.", *rows, tags=dated) == [
        ["Doe", "him", "tagged", "role on 2020-01-01"],
        ["Doe", "him", "refused", "outside its dates: ../2018"],
    ]


@pytest.mark.parametrize("rule", ["role unknown since 2025-12 (then GOV)", "de facto role not coded"])
def test_an_open_role_that_was_not_taken_is_told_with_the_rule_that_left_it(rule):
    rows = [row("him", "Doe", code="OPP", until="2018"), row("him", "Doe", code="GOV", since="2019")]
    made = tag(sentences("Doe spoke."), lexicon(*rows)).assign(code="", rule=rule)
    assert explained("Doe spoke.", *rows, tags=made) == [
        ["Doe", "him", "tagged", rule],
        ["Doe", "him", "refused", "outside its dates: ../2018"],
        ["Doe", "him", "refused", rule],
    ]


def test_every_refused_surname_is_told_with_its_reason():
    people = [
        row("Omar Khan", "Omar Khan", kind="person"), row("Omar Khan", "Khan", kind="surname"),
        row("Bilal Khan", "Bilal Khan", kind="person"), row("Bilal Khan", "Khan", kind="surname"),
        row("Sara Baloch", "Sara Baloch", kind="person"), row("Sara Baloch", "Baloch", kind="surname"),
    ]  # fmt: skip
    given = sentences(
        "Baloch spoke.", "Omar Khan met Bilal Khan and Sara Baloch.", "Khan left.", "Baloch militants ran."
    )
    found = explain_tags(given, lexicon(*people))
    refused = found[(found["kind"] == "surname") & ~found["reason"].str.startswith("inside a longer name")]
    assert refused[["sentence_id", "entry", "verdict", "reason"]].values.tolist() == [
        ["a:0001", "Sara Baloch", "refused", "surname: not named in full before"],
        ["a:0003", "Omar Khan", "refused", "surname: shared in this article with Bilal Khan"],
        ["a:0003", "Bilal Khan", "refused", "surname: shared in this article with Omar Khan"],
        ["a:0004", "Sara Baloch", "refused", "surname: name of a people: Baloch militants"],
    ]


def test_a_tag_taken_out_later_is_told():
    made = tag(sentences("The TTP left."), lexicon(row("group", "TTP")))
    ((surface, _, verdict, reason),) = explained("The TTP left.", row("group", "TTP"), tags=made.head(0))
    assert (surface, verdict) == ("TTP", "refused")
    assert reason.startswith("taken out after tagging")


def articles(place=""):
    return complete(pd.DataFrame({"article_id": ["a"], "text": ["x"], "place": [place]}), "articles")


def of_nouns(found):
    """What is told of nouns of institutions: surface, verdict and reason, without the numbers of rows."""
    rows = found[found["lexicon"].isin(["institutions", "actors"])]
    told = rows[["surface", "verdict", "reason"]].values.tolist()
    return [(surface, verdict, re.sub(r" row \d+", " row N", reason)) for surface, verdict, reason in told]


def test_a_noun_of_an_institution_is_told_with_its_country_or_why_it_has_none():
    given = sentences("The military left.", "The Turkish army denied it.", "The government met riot police.")
    found = explain_tags(given, ["countries", "actors"], articles=articles())
    assert of_nouns(found) == [
        ("military", "refused", "institution: no country is told"),
        ("Turkish army", "tagged", "institution-qualified: Turkey, institutions row N"),
        ("government", "tagged", "institution-before: Turkey in a:0002, institutions row N"),
        ("police", "refused", "institution: another word tells it apart: riot"),
    ]
    refused = found[found["lexicon"] == "institutions"].iloc[0]
    assert (refused["label"], refused["kind"]) == ("military", "organisation")
    noun = (DATA / "institutions.csv").read_text(encoding="utf-8").splitlines()[refused["row"] - 1]
    assert noun.startswith("military,")


def test_the_dateline_tells_whose_an_institution_is():
    found = explain_tags(sentences("Police said so."), ["actors"], articles=articles("Kathmandu"))
    assert of_nouns(found) == [("Police", "tagged", "institution-dateline: Nepal, institutions row N")]


@pytest.mark.parametrize("lexicons", ["countries", ["countries"]])
def test_without_the_lexicon_of_actors_no_institution_is_a_candidate(lexicons):
    assert explain_tags(sentences("The military left."), lexicons, articles=articles()).empty


def corrections(action, lexicon=""):
    row = {"file": "corrections.csv", "line": 4, "action": action, "sentence_id": "a:0001", "lexicon": lexicon}
    return complete(pd.DataFrame([row | {"surface": "Turkish army", "tags": 1}]), "corrections")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (corrections("strike"), "struck out by hand, corrections.csv line 4"),
        (corrections("strike", "actors"), "struck out by hand, corrections.csv line 4"),
        (corrections("strike", "themes"), "taken out after tagging"),
        (corrections("strike").assign(tags=0), "taken out after tagging"),
        (corrections("strike").assign(surface="army"), "taken out after tagging"),
        (None, "taken out after tagging"),
    ],
)
def test_an_institution_taken_out_by_hand_is_told_with_the_line_that_did_it(given, reason):
    text = sentences("The Turkish army denied it.")
    made = tag(text, "countries")
    found = explain_tags(text, ["countries", "actors"], made, articles=articles(), corrections=given)
    assert of_nouns(found) == [("Turkish army", "refused", reason)]


def test_a_tag_changed_by_hand_to_another_label_leaves_the_row_refused_with_the_line():
    text = sentences("The Turkish army denied it.")
    rows = lexicon(row("army", "Turkish army"))
    changed = tag(text, rows).assign(label="guard", entry="guard", rule="corrected by hand, corrections.csv line 4")
    found = explain_tags(text, rows, changed, corrections=corrections("change"))
    assert found[["label", "verdict", "reason"]].values.tolist() == [
        ["guard", "tagged", "corrected by hand, corrections.csv line 4"],
        ["army", "refused", "changed by hand, corrections.csv line 4"],
    ]


def test_a_dated_tag_struck_out_by_hand_is_not_said_to_be_outside_its_dates():
    text = sentences("The Turkish army denied it.")
    rows = lexicon(row("army", "Turkish army", code="GOV", since="2019"))
    found = explain_tags(text, rows, tag(text, rows).head(0), corrections=corrections("strike"))
    assert found["reason"].tolist() == ["struck out by hand, corrections.csv line 4"]


def test_who_held_an_office_is_told():
    text = sentences("The minister spoke.")
    rows = lexicon(row("Minister", "minister", kind="office"))
    made = tag(text, rows).assign(holder="Doe|Roe", rule="role-undated")
    found = explain_tags(text, rows, made)
    assert found["holder"].tolist() == ["Doe|Roe"]
    assert "role-undated; held by Doe or Roe" in explain_terminal(text, found)
    assert "role-undated; held by Doe or Roe" in explain_html(text, found)


def test_a_tag_added_by_hand_is_told():
    made = tag(sentences("The TTP left."), lexicon(row("group", "TTP"))).assign(rule="corrected by hand, c.csv line 2")
    assert explained("The TTP left.", row("group", "TTP"), tags=made)[0][3] == "corrected by hand, c.csv line 2"


@pytest.fixture(scope="module")
def seeds():
    loaded = load_source(SEEDS)
    return split_sentences(loaded.articles, loaded.lines)


def test_on_the_seeds_what_is_tagged_are_the_tags_and_every_surface_is_in_the_text(seeds):
    lexicons = ["countries", "actors"]
    made = tag(seeds, lexicons)
    frame = explain_tags(seeds, lexicons, made)
    keys = ["sentence_id", "start", "end", "surface", "lexicon", "row", "entry", "label", "kind", "code"]
    tagged = frame.loc[frame["verdict"] == "tagged", keys]
    assert sorted(tagged.values.tolist()) == sorted(made[keys].values.tolist())
    texts = dict(zip(seeds["sentence_id"], seeds["text"], strict=True))
    for sentence_id, start, end, surface in frame[["sentence_id", "start", "end", "surface"]].itertuples(index=False):
        assert texts[sentence_id][start:end] == surface
    assert (frame["reason"] != "").all()


def test_on_the_seeds_every_tag_points_to_a_row_and_every_candidate_to_a_reason():
    t = build(SEEDS, methods=())
    frame = explain_tags(t.sentences, LEXICONS, t.tags, articles=t.articles, corrections=t.corrections)
    tagged = frame[frame["verdict"] == "tagged"]
    assert len(tagged) == len(t.tags)
    assert ((tagged["row"] > 0) | tagged["reason"].str.contains(r"\w row \d+$")).all()
    assert (frame["reason"] != "").all()
    assert (frame.loc[frame["verdict"] == "refused", "row"] > 0).all()
    nouns = frame[frame["lexicon"] == "institutions"]
    assert "part of a longer name: station" in nouns["reason"].str.cat(sep=" ")


def test_no_candidates_give_a_frame_of_no_rows_and_texts_that_say_so():
    nothing = explain_tags(sentences("None."), lexicon(row("group", "TTP")))
    assert nothing.empty
    assert explain_terminal(sentences("None."), nothing) == ""
    assert "None." in explain_html(sentences("None."), nothing)


# --- the terminal and the page


def test_the_terminal_shows_the_sentence_and_its_candidates_in_colour():
    found = sentences("New Delhi told us.")
    shown = explain_terminal(
        found, explain_tags(found, lexicon(row("USA", "US", code="USA"), row("India", "New Delhi")))
    )
    assert ANSI.sub("", shown).splitlines() == [
        "+ tagged, - refused: place, words, label (entry), kind, code; row of its lexicon; rule or reason",
        "",
        "a:0001  New Delhi told us.",
        "  + 0-9    'New Delhi'  India     mine row 3  fixed",
        "  - 15-17  'us'         USA, USA  mine row 2  refused: case: the pattern is written 'US'",
    ]
    assert "\x1b[30;46mNew Delhi\x1b[0m" in shown


def test_no_text_steers_the_terminal():
    found = sentences("TTP\x1b[2J\x07 \u202eleft")
    shown = ANSI.sub("", explain_terminal(found, explain_tags(found, lexicon(row("group", "TTP")))))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", shown)


class Text(HTMLParser):
    """Collects the text, the tags and the tooltips of a page."""

    def __init__(self, page):
        super().__init__()
        self.text, self.elements, self.titles = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.titles += [value for name, value in attrs if name == "title"]

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_holds_the_text_as_it_is_and_the_reasons_as_tooltips():
    hostile = "<script>alert('TTP')</script> & TTP \"x\" TTPs"
    found = sentences(hostile)
    rows = lexicon(row("<b>'group\"", "TTP", code="PAK.REB"))
    names = pd.DataFrame({"pattern": ["<i>Rasul"], "mentions": [1]})
    page = Text(explain_html(found, explain_tags(found, rows), names, title="</title><script>"))
    assert hostile in "".join(page.text)
    assert {"script", "b", "i", "img", "link"} & set(page.elements) == set()
    assert page.titles[0] == "<b>'group\", PAK.REB; mine row 2; fixed"
    assert page.titles[-1] == "<b>'group\", PAK.REB; mine row 2; refused: word boundary: inside 'TTPs'"
    assert "<i>Rasul" in page.text


def test_a_tag_that_no_row_of_the_lexicon_made_names_no_row():
    found = explain_tags(sentences("The Turkish army denied it."), ["countries", "actors"], articles=articles())
    shown = ANSI.sub("", explain_terminal(sentences("The Turkish army denied it."), found))
    assert re.search(r"TUR.MIL +actors +institution-qualified: Turkey, institutions row \d+$", shown)
    assert not re.search(r"\brow 0\b", shown)


def test_the_page_leads_from_each_candidate_to_its_sentence_and_colours_only_lexicons_with_tags():
    found = sentences("Nothing.", "The military left Oman.")
    page = explain_html(found, explain_tags(found, ["countries", "actors"], articles=articles()))
    assert re.findall(r"<a href='#(\w+)'>", page) == ["s2", "s2"]
    assert "<p id='s2'><span class='id'>a:0002</span>The <mark class='refused' title=" in page
    legend = page.partition("class='legend'>")[2].partition("</p>")[0]
    assert ("countries" in legend, "institutions" in legend) == (True, False)


def test_tags_of_two_lexicons_over_one_another_are_both_in_the_tooltip():
    found = sentences("border trade")
    one, two = lexicon(row("a", "border trade")), lexicon(row("b", "trade")).assign(lexicon="other")
    page = Text(explain_html(found, explain_tags(found, [one, two])))
    assert page.titles == ["a; mine row 2; fixed", "a; mine row 2; fixed\nb; other row 2; fixed"]


# --- the command


def call(*arguments):
    return CliRunner().invoke(main, ["explain", *map(str, arguments)])


def test_the_command_tells_tags_refusals_and_untagged_names(tmp_path):
    page = tmp_path / "why" / "page.html"
    done = call(SEEDS / "001_3310fa91af6500f2.txt", "--lexicon", "countries", "--html", page)
    assert done.exit_code == 0, done.output
    assert "veto: 'Doha Agreement' (countries, row" in done.output
    assert re.search(r"\+ 0-8 +'Pakistan' +Pakistan, name, PAK +countries row \d+ +fixed\n", done.output)
    assert "Abdul Qahar Balkhi" in done.output.partition("names in no lexicon")[2]
    assert "\x1b" not in done.output
    assert "Doha" in page.read_text(encoding="utf-8")


def test_the_command_codes_a_de_facto_authority_or_not(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Kabul, 9 November 2021 (AFP): The Taliban spoke to the police.\n", encoding="utf-8"
    )
    coded, otherwise = call(tmp_path / "a.txt"), call(tmp_path / "a.txt", "--no-de-facto")
    assert re.search(r"'Taliban' +Taliban, group, AFG.GOV .*role on 2021-11-09, de facto\n", coded.output)
    assert re.search(r"'Taliban' +Taliban, group, AFG.REB .*de facto role not coded\n", otherwise.output)
    assert "Taliban: coded as the de facto authority (AFG.GOV)" in coded.output
    assert "Taliban: coded as AFG.REB, not as the de facto authority" in otherwise.output
    assert "institution-dateline: Afghanistan" in coded.output


def test_the_command_takes_a_lexicon_of_one_s_own(tmp_path):
    (tmp_path / "a.txt").write_text("The envoy came to the river.\n", encoding="utf-8")
    (tmp_path / "rivers.csv").write_text("label,pattern\nwater,river\n", encoding="utf-8")
    done = call(tmp_path / "a.txt", "--lexicon", tmp_path / "rivers.csv")
    assert re.search(r"'river' +water +rivers row 2 +fixed", done.output)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nowhere.txt"], "nowhere.txt: no such file"), ([SEEDS, "--lexicon", "county"], "did you mean 'countries'?")],
)
def test_what_is_wrong_is_said_in_one_line(arguments, message):
    done = call(*arguments)
    assert done.exit_code == 1
    assert message in done.output
    assert "Traceback" not in done.output
