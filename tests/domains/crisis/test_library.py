"""The library: closed rooms, complaints and five stories, found by words, read alike, taken along as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.crisis import actions, library, markdown, resemblance, stories
from muster.crisis.models import Room
from muster.inbox.models import Case
from muster.kit.errors import NotFound
from tests.domains.crisis.rooms import AT, minutes, opened, promised
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make


@pytest.fixture
def closed(db: None, cast: Cast) -> Room:
    room = opened(cast.olga)
    promised(room, cast.olga, cast.bo)
    running = room.promises.get()
    actions.keep(promise=running, words="Here are the sketches", by=cast.olga, at=minutes(200))
    return actions.close(
        room=room,
        outcome="The poster is gone",
        lesson="Ask an agency for its sketches before it is printed. Zażółć.",
        by=cast.olga,
        at=minutes(300),
    )


def refs(cast: Cast, words: str = "") -> list[str]:
    return [one.ref for one in library.cases(by=cast.vera, words=words)]


def test_the_five_stories_are_there_from_the_first_day(db: None, cast: Cast) -> None:
    assert refs(cast) == [f"story-{one.slug}" for one in stories.STORIES]
    assert {one.slug for one in stories.STORIES} == {"slip", "ceo", "tag", "drive", "dashboard"}
    for one in stories.STORIES:
        case = library.case(f"story-{one.slug}", by=cast.vera)
        assert case.lesson
        assert case.timeline
        assert case.figures


def test_a_closed_room_is_a_case_with_timeline_figures_and_lesson(closed: Room, cast: Cast) -> None:
    assert refs(cast)[0] == f"room-{closed.pk}"
    case = library.case(f"room-{closed.pk}", by=cast.vera)
    assert next(one.who for one in case.timeline) == "Olga"
    assert ("Promises kept", "1") in case.figures
    assert case.lesson.startswith("Ask an agency")


@pytest.mark.parametrize("words", ["agency sketches", "ZAZOLC", "poster"])
def test_words_are_found_folded(closed: Room, cast: Cast, words: str) -> None:
    assert f"room-{closed.pk}" in refs(cast, words)
    assert refs(cast, words + " nowhere") == []


def test_an_open_room_and_what_is_absent_are_no_cases(db: None, cast: Cast) -> None:
    room = opened(cast.olga)
    for ref in (f"room-{room.pk}", "room-999999", "story-none", "room-x", "nothing", "complaint-7"):
        with pytest.raises(NotFound):
            library.case(ref, by=cast.olga)
    with pytest.raises(NotFound):
        library.case("story-slip", by=cast.nobody)


def test_a_complaint_is_found_by_whoever_may_see_it(make: Make, cast: Cast) -> None:
    house()
    thread = mailed(ingrid(make), message_id="<q@mail.example>")
    case = Case.objects.create(
        title="Ingrid is cross", opened_at=AT, closed_at=minutes(60), outcome="Called", lesson="Call sooner",
    )  # fmt: skip
    thread.case = case
    thread.save(update_fields=["case"])
    ref = f"complaint-{case.pk}"
    assert ref in refs(cast, "sooner")
    told = markdown.of(library.case(ref, by=cast.vera))
    assert "Call sooner" in told
    assert "Ingrid" not in told
    with pytest.raises(NotFound):
        library.case(ref, by=cast.nobody)


def test_markdown_says_everything_and_nothing_in_it_means_anything(
    closed: Room, cast: Cast
) -> None:
    Room.objects.filter(pk=closed.pk).update(
        title="# <b>Poster</b> [x](http://y)", what="- one\n1. two"
    )
    told = markdown.of(library.case(f"room-{closed.pk}", by=cast.vera))
    assert told.startswith("# \\# \\<b\\>Poster\\</b\\> \\[x\\](http://y)\n")
    assert "\\- one\n\\1. two" in told
    assert "## What was learned" in told
    assert "| Promises kept | 1 |" in told
    assert told == markdown.of(library.case(f"room-{closed.pk}", by=cast.vera))


def test_like_finds_like_and_says_by_which_words(closed: Room, cast: Cast) -> None:
    room = opened(
        cast.bo,
        title="A fashion brand says we copied its piece",
        what="Followers leave, the tag is joined",
    )
    found = library.resembling(room, by=cast.bo)
    assert found[0][0].ref == "story-tag"
    assert {"followers", "brand"} & set(found[0][1])


def test_one_shared_word_is_chance() -> None:
    cases = {"a": "The seal is on the beach", "b": "Nothing here"}
    assert resemblance.alike("A seal came", cases) == []
    assert [one.key for one in resemblance.alike("Seal on a beach", cases)] == ["a"]
