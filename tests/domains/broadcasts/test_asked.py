"""Audiences ask about broadcasts: what delivery told the log is what they count, by the name staff gave."""

from muster.audiences import queries, registry, sentence
from muster.audiences.definition import ANY, Broadcast, Group
from muster.kit.scope import Scope
from tests.domains.broadcasts.sending import claim, finish


def _count(how: str, which: str) -> int:
    return queries.count(Group("all", (Broadcast(how, which),)), Scope.EVERYONE)


def test_who_got_a_broadcast_is_who_a_provider_took_it_for(stages):
    made = stages.sending()
    number = str(made.pk)
    assert _count("received", number) == 0
    finish(claim(), ["accepted", "refused"])

    got = _count("received", number)
    assert got > 0
    assert _count("received", ANY) == got
    assert _count("replied", number) == _count("followed", ANY) == 0
    assert _count("received", str(made.pk + 1)) == 0


def test_a_broadcast_is_named_and_offered_as_staff_called_it(stages):
    made = stages.declared()
    asked = Group("all", (Broadcast("received", str(made.pk)),))

    assert sentence.in_words(asked, "en") == f"People who got the broadcast “{made.title}”"
    assert (made.pk, made.title) in registry.broadcasts(stages.cast.ana)
    assert queries.gaps_of(asked) == []
    gone = Group("none", (Broadcast("received", str(made.pk + 1)),))
    assert "there is no broadcast" in queries.gaps_of(gone)[0].words
    assert queries.count(gone, Scope.EVERYONE) == 0
