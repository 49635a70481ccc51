"""What is forked from a nursery is the very command: its own environment, its own faults, its own end."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from django.conf import settings

from muster.kit.faults import fault
from tests import processes

pytestmark = pytest.mark.django_db(transaction=True)


def tell() -> None:
    fault("render.after")
    role = settings.DATABASES["default"]["OPTIONS"]["application_name"]
    sys.stdout.write(f"{settings.MUSTER_SMTP_URL} {role}")


def leave(code: str) -> None:
    raise SystemExit(int(code))


def wait() -> None:
    sys.stdout.write("here")
    sys.stdout.flush()
    time.sleep(60)


def test_each_reads_its_own_environment() -> None:
    told = []
    for role in ("machine", "web"):
        url = f"smtp://{role}.example"
        child = processes.start(
            f"{__name__}:tell", MUSTER_SMTP_URL=url, MUSTER_DATABASE_ROLE=role, MUSTER_FAULT=""
        )
        assert child.wait() == 0
        told.append(child.words.read_text())
    assert told == ["smtp://machine.example muster machine", "smtp://web.example muster web"]


def test_each_has_faults_of_its_own() -> None:
    raised = processes.start(f"{__name__}:tell", MUSTER_FAULT="render.after:1:raise")
    killed = processes.start(f"{__name__}:tell", MUSTER_FAULT="render.after:1:kill9")
    unhurt = processes.start(f"{__name__}:tell", MUSTER_FAULT="render.after:2:kill9")
    assert [one.wait() for one in (raised, killed, unhurt)] == [1, -signal.SIGKILL, 0]
    assert "InjectedFault: render.after" in raised.words.read_text()


def test_how_it_ended_is_told() -> None:
    assert processes.start(f"{__name__}:leave", "75").wait() == 75
    assert processes.start("receive", "--imap", MUSTER_IMAP_URL="nowhere").wait() == 1
    for number in (signal.SIGTERM, signal.SIGKILL):
        child = processes.start(f"{__name__}:wait")
        until = time.monotonic() + 30
        while not (child.words.exists() and child.words.read_text()):
            assert time.monotonic() < until
            time.sleep(0.01)
        assert child.poll() is None
        child.send_signal(number)
        assert child.wait() == -number
        with pytest.raises(ProcessLookupError):
            os.kill(child.pid, 0)
