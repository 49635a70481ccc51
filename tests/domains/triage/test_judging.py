"""The judge as it comes: languages, kinds, reasons; what is certain, and what is left to people."""

import pytest

from muster.channels.kinds.sms import stops
from muster.proof.benches.triaging.stopping import TRAPS
from muster.triage import examples, judging, wording
from muster.triage.kinds import LANGUAGES, Kind
from muster.triage.learning import Example, learn


@pytest.fixture(scope="module")
def judge():
    return judging.untaught()


def test_every_language_has_examples_of_every_kind():
    assert {(language, kind) for language, kind, _text in examples.load()} == {
        (language, kind) for language in LANGUAGES for kind in Kind
    }


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Grazie di cuore, siete stati bravissimi", "it", Kind.THANKS),
        ("vorrei dare 30 euro", "it", Kind.GIVE),
        ("je veux aider samedi", "fr", Kind.HELP),
        ("kim jesteście?", "pl", Kind.QUESTION),
        ("sorry mate, wrong number", "en", Kind.WRONG),
        ("I am on leave until 5 June", "en", Kind.AWAY),
    ],
)
def test_messages_nobody_wrote_before_are_sorted(judge, text, language, kind):
    found = judge.judge([text])[0]
    assert (found.language, found.kind) == (language, kind)


def test_it_says_which_words_weighed(judge):
    found = judge.judge(["Where do I donate?"])[0]
    assert found.kind is Kind.GIVE
    assert found.words[0] == "donate"


def test_a_whole_word_for_stop_is_certain_in_every_language(judge):
    words = sorted(stops.WORDS["stop"])
    assert {(one.kind, one.certainty) for one in judge.judge(words)} == {(Kind.STOP, 1.0)}


def test_a_word_for_stop_inside_a_message_is_never_certain(judge):
    assert all(one.certainty < 1.0 for one in judge.judge(list(TRAPS)))


def test_who_is_in_doubt_says_other(judge):
    found = judge.judge(["xq zvw"])[0]
    assert (found.kind, found.words) == (Kind.OTHER, ())


def test_it_bears_whatever_is_written(judge):
    strange = [
        "",
        " ",
        "\x00",
        "🙃" * 3_000,
        "a" * 100_000,
        "﷽",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ]
    assert len(judge.judge(strange)) == len(strange)
    assert judge.judge([]) == []


def test_what_is_learnt_from_holds_no_address_and_no_number():
    said = wording.plain(
        "Write to ann@people.example or +1 202 555 0101, see https://people.example/x @ann"
    )
    assert not {"ann", "0101", "people"} & set(wording.words(said))
    assert not {"202", "@"} & set(said.replace("@", " @ ").split())


def test_the_same_examples_give_the_same_lines():
    some = [Example("yes please", "a"), Example("no thanks", "b")]
    assert (learn(some).weights == learn(some).weights).all()


def test_one_label_alone_is_nothing_to_tell_apart():
    with pytest.raises(ValueError, match="two labels"):
        learn([Example("yes", "a")])


def test_what_staff_say_weighs_more_than_what_came_with_the_product():
    text = "the blue parrot sings"
    assert judging.untaught().judge([text])[0].kind is not Kind.GIVE
    taught = judging.taught([("en", wording.plain(text), Kind.GIVE)] * 2)
    assert taught.judge(["the blue parrot sings again"])[0].kind is Kind.GIVE
