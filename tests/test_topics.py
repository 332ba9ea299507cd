import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from corpus import vectors
from corpus.errors import ParameterError, TableError
from corpus.tables import complete, empty
from corpus.topic_checks import compare_topics, draw_intruders, score_intruders, show_topics
from corpus.topics import find_topics, measure_coherence

SUBJECTS = {
    "sea": "harbour vessel anchor sailor cargo tide captain fleet wharf pilot rudder mast",
    "court": "judge verdict lawyer trial witness appeal jury statute plaintiff bench ruling motion",
    "farm": "wheat harvest tractor barley orchard cattle plough seed irrigation meadow grain soil",
}


def corpus_of(count, subjects=tuple(SUBJECTS)):
    """Articles of twelve words, each eight of one subject and four of any: whose is whose is known."""
    draw = np.random.default_rng(3)
    words = {name: SUBJECTS[name].split() for name in subjects}
    anything = " ".join(SUBJECTS[name] for name in subjects).split()
    rows = []
    for number in range(count):
        name = subjects[number % len(subjects)]
        text = " ".join([*draw.choice(words[name], 8, replace=False), *draw.choice(anything, 4)])
        rows.append((f"{name}-{number:03d}:0001", f"{name}-{number:03d}", text))
    return complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")


GIVEN = corpus_of(90)


def test_articles_of_one_subject_come_into_one_topic():
    topics, weights = find_topics(GIVEN, 3, seed=1)
    best = weights.sort_values("weight").groupby("article_id")["topic"].last()
    subject = best.index.str.partition("-").get_level_values(0)
    assert pd.crosstab(subject, best).gt(0).sum(axis=1).tolist() == [1, 1, 1]
    assert topics["articles"].tolist() == [30, 30, 30]
    for told in topics["words"]:
        assert any({*told.split(", ")} <= {*words.split()} for words in SUBJECTS.values())


def test_weights_of_an_article_sum_to_one():
    _, weights = find_topics(GIVEN, 4, seed=1)
    assert len(weights) == 4 * 90
    assert weights["weight"].between(0, 1).all()
    assert weights.groupby("article_id")["weight"].sum().to_numpy() == pytest.approx(np.ones(90))


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_articles():
    turned = GIVEN.iloc[::-1].reset_index(drop=True)
    made = [find_topics(given, 3, seed=5) for given in (GIVEN, GIVEN, turned)]
    written = {tuple(table.to_csv(index=False) for table in tables) for tables in made}
    assert len(written) == 1


@pytest.mark.parametrize(
    "call", [lambda given: find_topics(given, 2, seed=1), lambda given: compare_topics(given, [2], 1)]
)
def test_few_articles_are_refused_with_the_reason(call):
    with pytest.raises(ParameterError, match=r"expected at least 50 articles with text, found 49; .* by chance"):
        call(corpus_of(49))
    with pytest.raises(TableError, match="table sentences, column"):
        call(pd.DataFrame())


@pytest.mark.parametrize("k", [0, 1, 10, -3, 2.0, True, "3"])
def test_numbers_of_topics_that_the_articles_cannot_carry_are_refused(k):
    with pytest.raises(ParameterError, match=r"^k: expected a whole number of topics from 2 to 9"):
        find_topics(GIVEN, k, seed=1)


def test_articles_that_all_say_the_same_are_refused():
    same = GIVEN.assign(text=pd.array(["harbour vessel"] * len(GIVEN), dtype="str"))
    with pytest.raises(ParameterError, match=r"^k: expected more words than topics, found 0 words for 2 topics"):
        find_topics(same, 2, seed=1)


def test_there_is_no_default_number_of_topics():
    with pytest.raises(TypeError, match="'k'"):
        find_topics(GIVEN, seed=1)


def test_articles_of_words_that_tell_nothing_stay_in_the_weights():
    blank = complete(pd.DataFrame({"sentence_id": ["z:1"], "article_id": ["z"], "text": ["unheard"]}), "sentences")
    _, weights = find_topics(pd.concat([GIVEN, blank], ignore_index=True), 3, seed=1)
    assert sorted(weights.loc[weights["article_id"] == "z", "weight"]) == [0.0, 0.0, 1.0]


def test_coherence_is_the_mean_npmi_counted_by_hand():
    counts = csr_matrix(np.array([[2, 1, 0], [1, 3, 0], [0, 1, 0], [0, 0, 1]], dtype=float))
    found = vectors.Vectors(np.array(list("abcd")), np.array(["oil", "gas", "cup"], dtype=object), counts, counts)
    together = np.log((2 / 4) / ((2 / 4) * (3 / 4))) / -np.log(2 / 4)
    assert measure_coherence(found, np.array([[0.5, 0.4, 0.0]])).tolist() == pytest.approx([together])
    assert measure_coherence(found, np.array([[0.5, 0.4, 0.3]])).tolist() == pytest.approx([(together - 2) / 3])


def test_comparing_numbers_of_topics_shows_that_the_true_one_is_stable():
    compared = compare_topics(GIVEN, [2, 3, 6], seed=1).set_index("k")
    assert compared["stability"].idxmax() == 3
    assert compared.loc[3, "stability"] == pytest.approx(1.0)
    assert compared["least_stability"].le(compared["stability"]).all()
    assert compared.loc[3, ["smallest", "largest"]].tolist() == [30, 30]


def test_topics_of_noise_are_much_less_stable_than_those_of_subjects():
    draw = np.random.default_rng(1)
    anything = " ".join(SUBJECTS.values()).split()
    texts = [" ".join(draw.choice(anything, 12)) for _ in range(90)]
    noise = GIVEN.assign(text=pd.array(texts, dtype="str"))
    of_noise, of_subjects = (compare_topics(given, [3], seed=1)["stability"].iloc[0] for given in (noise, GIVEN))
    assert of_noise < 0.7 < of_subjects


def test_a_number_that_a_sample_cannot_carry_is_refused():
    with pytest.raises(
        ParameterError, match=r"^k: expected a whole number of topics from 2 to 7 for 72 articles, found 8"
    ):
        compare_topics(GIVEN, [3, 8], seed=1)


TOPICS = pd.DataFrame({"topic": [1, 2], "words": ["oil, price, market, barrel, crude", "cup, match, coach, oil, goal"]})


def test_an_intruder_stands_among_four_words_of_a_topic_and_is_none_of_it():
    tasks, key = draw_intruders(TOPICS, seed=4, sets=5)
    assert tasks["task"].tolist() == list(range(1, 11))
    assert tasks["intruder"].tolist() == [""] * 10
    own = {topic: {*words.split(", ")} for topic, words in TOPICS.values.tolist()}
    for shown, (_, topic, intruder) in zip(
        tasks.filter(like="word_").values.tolist(), key.values.tolist(), strict=True
    ):
        assert len({*shown}) == 5
        assert {*shown} - own[topic] == {intruder}


def test_intruders_are_the_same_for_the_same_seed_and_not_always_in_the_same_place():
    tasks, key = draw_intruders(TOPICS, seed=4, sets=10)
    again, _ = draw_intruders(TOPICS, seed=4, sets=10)
    pd.testing.assert_frame_equal(tasks, again)
    places = {
        row.index(one) for row, one in zip(tasks.filter(like="word_").values.tolist(), key["intruder"], strict=True)
    }
    assert len(places) > 2


def test_topics_told_by_the_same_words_give_no_intruder():
    with pytest.raises(ParameterError, match=r"^topics: expected two topics or more"):
        draw_intruders(TOPICS.head(1), seed=1)


def test_answers_of_several_readers_are_counted_by_topic():
    tasks, key = draw_intruders(TOPICS, seed=4, sets=2)
    right = tasks.assign(intruder=key["intruder"])
    wrong = tasks.assign(intruder=["", *["other"] * 3])
    scored = score_intruders(pd.concat([right, wrong]), key).set_index("topic")
    assert scored["right"].tolist() == [2, 2]
    assert sorted(scored["answers"]) == [3, 4]


def test_a_sentence_table_of_no_rows_is_refused_like_a_small_one():
    with pytest.raises(ParameterError, match="found 0"):
        find_topics(empty("sentences"), 2, seed=1)


def test_too_few_articles_are_told_and_a_wrong_number_is_refused():
    assert show_topics(corpus_of(49), 0, seed=1) == "No topics: they want 50 articles with text, and there are 49."
    with pytest.raises(ParameterError, match="from 2 to 9 for 90 articles, found 10"):
        show_topics(GIVEN, 10, seed=1)


def test_without_a_number_several_are_compared():
    assert show_topics(GIVEN, 0, seed=1)["k"].tolist() == [2, 3, 4, 5, 7]
    assert show_topics(GIVEN, 3, seed=1)["topic"].tolist() == [1, 2, 3]
