"""``muster halt`` and ``muster resume``: what they say is committed."""

import io

import pytest
from django.core.management import CommandError, call_command

from muster.audit.models import Entry
from muster.delivery.models import Halt, Stop


def said(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_one_broadcast_is_stopped_by_its_number(stages) -> None:
    broadcast = stages.sending()
    words = said("halt", str(broadcast.pk), "--reason", "wrong day")
    halted = Halt.objects.get()
    assert f"Broadcast {broadcast.pk} is stopped since {halted.at:%Y-%m-%d %H:%M:%S.%f}" in words
    assert (halted.by, halted.reason) == ("system:command-line", "wrong day")
    assert Entry.objects.filter(verb="broadcast.halted").exists()
    with pytest.raises(CommandError, match="nothing to stop"):
        said("halt", str(broadcast.pk))
    with pytest.raises(CommandError, match="no broadcast"):
        said("halt", "999999")


@pytest.mark.django_db
def test_everything_is_stopped_and_let_go_on() -> None:
    assert "Everything" in said("halt", "--everything")
    with pytest.raises(CommandError, match="already"):
        said("halt", "--everything")
    assert "goes on" in said("resume", "--everything")
    assert Stop.objects.get().lifted_by == "system:command-line"
    with pytest.raises(CommandError):
        said("resume", "--everything")
    with pytest.raises(CommandError):
        said("resume")
