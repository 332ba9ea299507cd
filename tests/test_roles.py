import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import TableError
from corpus.lexicons import read_lexicon
from corpus.roles import resolve_roles, tell_roles
from corpus.surnames import bind_surnames, refused_surnames
from corpus.tables import check, complete, empty
from corpus.tagging import tag
from corpus.terms import NO_DATE, Term, When, settle


def texts(*sentences, article="a", role="body"):
    ids = [f"{article}:{number:04d}" for number in range(1, len(sentences) + 1)]
    frame = pd.DataFrame({"sentence_id": ids, "article_id": article, "role": role, "text": list(sentences)})
    return complete(frame, "sentences")


def lexicon(*rows, name="mine"):
    """A lexicon frame from rows of entry, kind, pattern, code, since and until."""
    columns = ["entry", "kind", "pattern", "code", "since", "until"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=False)) for row in rows], columns=columns)
    frame = frame.assign(label=frame["entry"], lexicon=name, row=range(2, len(rows) + 2))
    return complete(frame, "lexicon")


KHANS = lexicon(
    ("Omar Khan", "person", "Omar Khan"),
    ("Omar Khan", "surname", "Khan"),
    ("Bilal Khan", "person", "Bilal Khan"),
    ("Bilal Khan", "surname", "Khan"),
    ("Sara Baloch", "person", "Sara Baloch"),
    ("Sara Baloch", "surname", "Baloch"),
)


def bound(sentences, words=KHANS):
    tags = tag(sentences, words)
    kept = bind_surnames(tags, sentences)
    check(kept, "tags")
    surnames = kept[kept["kind"] == "surname"]
    return [(one, entry) for one, entry in surnames[["sentence_id", "entry"]].itertuples(index=False)]


def reasons(sentences, words=KHANS):
    return sorted(set(refused_surnames(tag(sentences, words), sentences)["reason"]))


def test_a_surname_is_the_persons_named_in_full_before():
    sentences = texts("Omar Khan came.", "Then Khan left.")
    assert bound(sentences) == [("a:0002", "Omar Khan")]
    kept = bind_surnames(tag(sentences, KHANS), sentences)
    assert kept["rule"].tolist() == ["fixed", "fixed, surname of a:0001"]


def test_a_surname_may_follow_in_the_same_sentence():
    assert bound(texts("Omar Khan came and Khan left.")) == [("a:0001", "Omar Khan")]


def test_a_surname_before_the_full_name_is_refused():
    assert bound(texts("Khan left.", "Omar Khan came.")) == []
    assert reasons(texts("Khan left, and Omar Khan came.")) == ["not named in full before"]


def test_a_surname_never_binds_across_articles():
    both = pd.concat([texts("Omar Khan came."), texts("Khan left.", article="b")], ignore_index=True)
    assert bound(both) == []


def test_two_persons_who_share_a_surname_have_neither():
    sentences = texts("Omar Khan met Bilal Khan.", "Khan left.")
    assert bound(sentences) == []
    assert reasons(sentences) == ["shared in this article with Bilal Khan", "shared in this article with Omar Khan"]


def test_a_person_whom_no_lexicon_knows_may_share_the_surname():
    sentences = texts("Omar Khan met his brother Aziz Khan.", "Khan left.")
    assert bound(sentences) == []
    assert "part of another name: Aziz Khan" in reasons(sentences)


@pytest.mark.parametrize("before", ["Minister ", "Mr. ", "On Friday ", "Yesterday ", "Foreign Secretary ", "Iran’s "])
def test_titles_days_and_owners_are_no_first_names(before):
    assert bound(texts("Omar Khan came.", f"{before}Khan left.")) == [("a:0002", "Omar Khan")]


@pytest.mark.parametrize("text", ["Baloch militants fled.", "The Baloch separatists fled.", "It is an ethnic Baloch."])
def test_a_people_is_no_person(text):
    sentences = texts("Sara Baloch came.", text, "Baloch left.")
    assert bound(sentences) == [("a:0003", "Sara Baloch")]
    assert reasons(sentences)[0].startswith("name of a people")


def test_kept_and_refused_are_all_the_tags_and_their_spans_stay():
    sentences = texts("Omar Khan met Sara Baloch.", "Khan spoke of Baloch people.", "Baloch agreed with Khan.")
    tags = tag(sentences, KHANS)
    kept, refused = bind_surnames(tags, sentences), refused_surnames(tags, sentences)
    columns = ["sentence_id", "start", "end", "surface", "row"]
    both = pd.concat([kept, refused])[columns].sort_values(columns).values.tolist()
    assert both == tags[columns].sort_values(columns).values.tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Omar Khan", "Khan", "Bilal Khan", "Baloch", "Sara Baloch", "Baloch tribes", "spoke"]))
)
def test_no_tag_is_invented(words):
    sentences = texts(" and ".join(words) + ".", ", ".join(reversed(words)))
    tags = tag(sentences, KHANS)
    kept = bind_surnames(tags, sentences)
    assert len(kept) + len(refused_surnames(tags, sentences)) == len(tags)
    rows = set(map(tuple, tags[["sentence_id", "start", "end", "entry"]].values.tolist()))
    assert set(map(tuple, kept[["sentence_id", "start", "end", "entry"]].values.tolist())) <= rows


# --- roles

ROLES = lexicon(
    ("Ann Hill", "person", "Ann Hill", "PAK.PTY", "", "2020-05"),
    ("Ann Hill", "person", "Ann Hill", "PAK.GOV", "2020-06-01", "2022-03-31"),
    ("Ann Hill", "person", "Ann Hill", "PAK.OPP", "2022-04-01", ""),
    ("Bo Lake", "person", "Bo Lake", "PAK.GOV", "2020", "2021"),
    ("Army", "organisation", "the army", "PAK.MIL"),
)


def dated(published, **more):
    return complete(pd.DataFrame([{"article_id": "a", "text": "", "published": published, **more}]), "articles")


def resolved(text, published, words=ROLES, **more):
    tags = tag(texts(text), words)
    found = resolve_roles(tags, dated(published), lexicon=words, **more)
    check(found, "tags")
    same = ["sentence_id", "lexicon", "entry", "label", "kind", "start", "end", "surface"]
    assert found[same].equals(tags[same])
    return found[["code", "rule"]].values.tolist()


@pytest.mark.parametrize(
    ("published", "code", "rule"),
    [
        ("2019-01-01", "PAK.PTY", "role on 2019-01-01"),
        ("2020-05-31", "PAK.PTY", "role on 2020-05-31"),
        ("2020-06-01", "PAK.GOV", "role on 2020-06-01"),
        ("2022-03-31", "PAK.GOV", "role on 2022-03-31"),
        ("2022-04-01", "PAK.OPP", "role on 2022-04-01"),
        ("2020-05-30/2020-06-02", "PAK.PTY|PAK.GOV", "role-undated"),
        ("2021", "PAK.GOV", "role on 2021"),
        ("2022-04-01/..", "PAK.OPP", "role-undated"),
        ("", "PAK.PTY|PAK.GOV|PAK.OPP", "role-undated"),
    ],
)
def test_the_role_is_that_of_the_articles_date(published, code, rule):
    assert resolved("Ann Hill came.", published) == [[code, rule]]


@pytest.mark.parametrize(
    ("published", "row"), [("2019-01-01", 2), ("2021", 3), ("2023-01-01", 4), ("", 2), ("2020-05-30/2020-06-02", 2)]
)
def test_the_row_is_that_of_the_role_that_held(published, row):
    tags = tag(texts("Ann Hill came."), ROLES)
    once = resolve_roles(tags, dated(published), lexicon=ROLES)
    assert once["row"].tolist() == [row]
    pd.testing.assert_frame_equal(resolve_roles(once, dated(published), lexicon=ROLES), once)


@pytest.mark.parametrize(
    ("published", "code", "rule"),
    [
        ("2019-12-31", "", "role unknown on 2019-12-31"),
        ("2020-01-01", "PAK.GOV", "role on 2020-01-01"),
        ("2022-01-01", "", "role unknown on 2022-01-01"),
        ("2021-12", "PAK.GOV", "role on 2021-12"),
        ("2021-12/2022-01", "PAK.GOV", "role-undated"),
    ],
)
def test_outside_the_terms_listed_a_role_is_unknown(published, code, rule):
    assert resolved("Bo Lake came.", published) == [[code, rule]]


def test_what_has_no_dates_stays_as_it_is():
    assert resolved("It was the army.", "2021-01-01") == [["PAK.MIL", "fixed"]]


def test_hand_made_tags_stay_as_they_are():
    tag_row = {"sentence_id": "a:0001", "label": "x", "start": 0, "end": 1, "surface": "x", "code": "AFG.REB"}
    tags = complete(pd.DataFrame([tag_row]), "tags")
    found = resolve_roles(tags, dated("2023-01-01"))
    assert found[["code", "rule", "holder"]].values.tolist() == [["AFG.REB", "", ""]]


def packaged(text, published, **more):
    found = resolve_roles(tag(texts(text), "actors"), dated(published), **more)
    return found[["code", "holder", "rule"]].values.tolist()


@pytest.mark.parametrize(
    ("published", "de_facto", "expected"),
    [
        ("2021-08-14", True, ["AFG.REB", "", "role on 2021-08-14"]),
        ("2021-08-15", True, ["AFG.GOV", "", "role on 2021-08-15, de facto"]),
        ("", True, ["AFG.REB|AFG.GOV", "", "role-undated"]),
        ("2021-08-14", False, ["AFG.REB", "", "role on 2021-08-14"]),
        ("2023-07-21", False, ["AFG.REB", "", "de facto role not coded"]),
        ("", False, ["AFG.REB", "", "de facto role not coded"]),
    ],
)
def test_the_taliban_are_a_government_only_from_august_2021_and_only_if_so_asked(published, de_facto, expected):
    assert packaged("The Taliban came.", published, de_facto=de_facto) == [expected]


def test_beyond_the_lexicons_date_an_open_role_is_not_taken_as_known():
    assert packaged("The Taliban came.", "2027-01-01") == [["", "", "role unknown since 2025-12 (then AFG.GOV)"]]
    assert packaged("The Taliban came.", "2025-12-31") == [["AFG.GOV", "", "role on 2025-12-31, de facto"]]
    assert packaged("The Taliban came.", "2025-11/2026-02") == [["", "", "role unknown since 2025-12 (then AFG.GOV)"]]
    assert packaged("The Taliban came.", "2026-02/..") == [["", "", "role unknown since 2025-12 (then AFG.GOV)"]]


def test_beyond_the_lexicons_date_label_and_a_code_without_dates_stay():
    found = resolve_roles(tag(texts("The Taliban met Pakistan’s foreign minister."), "actors"), dated("2027-01-01"))
    assert found["label"].tolist() == ["Taliban", "Foreign Minister of Pakistan"]
    assert found["code"].tolist() == ["", "PAK.GOV"]


def test_a_role_that_ended_is_known_beyond_the_lexicons_date():
    rows = lexicon(("Ann Hill", "person", "Ann Hill", "PAK.GOV", "2020", "2027")).assign(as_of="2025")
    assert resolved("Ann Hill came.", "2026-05-01", rows) == [["PAK.GOV", "role on 2026-05-01"]]


@pytest.mark.parametrize("how", ["path", "frame"])
def test_the_date_of_a_lexicon_of_ones_own_counts_by_path_and_as_a_frame(tmp_path, how):
    path = tmp_path / "mine.csv"
    path.write_text("# as_of: 2022-06\nlabel,pattern,code,since,until\nAnn,Ann Hill,PAK.GOV,2020,\n", encoding="utf-8")
    given = path if how == "path" else read_lexicon(path)
    assert resolved("Ann Hill came.", "2022-06-30", given) == [["PAK.GOV", "role on 2022-06-30"]]
    assert resolved("Ann Hill came.", "2022-07-01", given) == [["", "role unknown since 2022-06 (then PAK.GOV)"]]


def test_several_lexicons_each_have_a_date_of_their_own(tmp_path):
    given = []
    for name, as_of in (("early", "2022"), ("late", "2024")):
        given.append(tmp_path / f"{name}.csv")
        text = f"# as_of: {as_of}\nlabel,pattern,code,since,until\n{name},Ann Hill,PAK.GOV,2020,\n"
        given[-1].write_text(text, encoding="utf-8")
    rules = [rule for _, rule in resolved("Ann Hill came.", "2023-01-01", given)]
    assert rules == ["role unknown since 2022 (then PAK.GOV)", "role on 2023-01-01"]


def test_what_is_told_of_roles_counts_what_dates_leave_open():
    both = pd.concat([dated("2023-07-21"), dated("2027-01-01").assign(article_id="b")], ignore_index=True)
    both = pd.concat([both, dated("").assign(article_id="c")], ignore_index=True)
    sentences = pd.concat([texts("The Taliban came.", article=one) for one in "abc"], ignore_index=True)
    found = resolve_roles(tag(sentences, "actors"), both)
    assert tell_roles(found) == (
        "Taliban: coded as the de facto authority (AFG.GOV) from 2021-08-15 on, as AFG.REB before. "
        "Tags of several roles at once, because no date decides: 1. "
        "Tags without code, because their role is known up to 2025-12 only: 1; where roles still hold, "
        "tag with a copy of the lexicon under the same file name and a later as_of."
    )
    rebels = resolve_roles(tag(sentences, "actors"), both, de_facto=False)
    assert tell_roles(rebels, de_facto=False) == "Taliban: coded as AFG.REB, not as the de facto authority (AFG.GOV)."
    assert tell_roles(empty("tags")) == ""


def test_a_holder_that_no_later_lexicon_can_tell_is_counted_apart():
    sentences = texts("Pakistan’s foreign minister came.", "Ishaq Dar came.")
    found = resolve_roles(tag(sentences, "actors"), dated("2030-04-19"))
    role, holder = tell_roles(found).split("as_of. ")
    assert role.startswith("Tags without code, because their role is known up to 2025-12 only: 1; ")
    assert holder == "Tags of offices without holder, because holders are known up to 2025-12 only: 1."


@pytest.mark.parametrize(
    ("published", "holder", "rule"),
    [
        ("2021-11-09", "Shah Mehmood Qureshi", "holder on 2021-11-09"),
        ("2023-01-15", "Bilawal Bhutto Zardari", "holder on 2023-01-15"),
        ("2025-04-19", "Ishaq Dar", "holder on 2025-04-19"),
        ("2030-04-19", "", "holder unknown since 2025-12 (then Ishaq Dar)"),
        ("1999-04-19", "", "holder unknown on 1999-04-19"),
        ("", "Shah Mehmood Qureshi|Bilawal Bhutto Zardari|Jalil Abbas Jilani|Ishaq Dar", "role-undated"),
    ],
)
def test_an_office_has_its_holder_on_the_articles_date(published, holder, rule):
    assert packaged("Pakistan’s foreign minister came.", published) == [["PAK.GOV", holder, rule]]


def test_the_sentence_that_names_a_person_stays_in_the_rule():
    sentences = texts("Ishaq Dar came.", "Dar left.")
    found = resolve_roles(bind_surnames(tag(sentences, "actors"), sentences), dated("2025-04-19"))
    assert found["rule"].tolist() == ["role on 2025-04-19", "role on 2025-04-19, surname of a:0001"]
    assert found["code"].tolist() == ["PAK.GOV", "PAK.GOV"]


def test_resolving_twice_changes_nothing():
    sentences = texts("The Taliban and Pakistan’s foreign minister met Ishaq Dar.", "Dar left.")
    once = resolve_roles(bind_surnames(tag(sentences, "actors"), sentences), dated("2025-04-19"))
    pd.testing.assert_frame_equal(resolve_roles(once, dated("2025-04-19")), once)


def test_no_tags_give_no_rows():
    found = resolve_roles(empty("tags"), empty("articles"))
    assert (len(found), found.columns[-1]) == (0, "holder")
    assert len(bind_surnames(empty("tags"), empty("sentences"))) == 0


def test_a_table_that_breaks_the_contract_is_refused():
    with pytest.raises(TableError, match="column sentence_id"):
        bind_surnames(empty("tags").drop(columns="sentence_id"), empty("sentences"))


DAYS = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.tuples(st.sampled_from("XYZ"), DAYS, DAYS), max_size=4), DAYS)
def test_a_value_holds_on_a_day_when_the_day_lies_in_its_term(rows, day):
    terms = [Term(value, *sorted(ends)) for value, *ends in rows]
    values, _, _ = settle(terms, When(day, day, day), "")
    assert set(values) == {term.value for term in terms if term.first <= day <= term.last}
    assert set(settle(terms, NO_DATE, "")[0]) == {term.value for term in terms}
