"""What happens in the story of the first message, step by step; each step returns the figures it saw."""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import io
import json
import re
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from muster.proof.browser import Browser, Page
from muster.proof.stage import Stage
from muster.proof.stories.desks import House
from muster.proof.witness import log

READ_A_FORM = 2.2  # seconds that a person needs at least; the form refuses whoever is faster
TEXT = """\
Dear {{ first_name | default: "friend" }},

On Saturday we clean the beach in {{ region }}. [Tell us that you come](https://coast.example/clean).
"""
Figures = dict[str, Any]


@dataclass(slots=True)
class Story:
    """The stage, how large the story is, and who sits at which browser."""

    stage: Stage
    options: argparse.Namespace
    house: House = field(init=False)
    stream: str = ""
    broadcast: str = ""
    audience: int = 0

    def open_house(self) -> None:
        """An empty live installation with five staff, who sign in with password and code."""
        self.house = House(self.stage)
        self.house.found()
        self.stage.start()
        self.house.sign_in()

    def people_join(self) -> Figures:
        """E-mail and postcode, then the button in the mail. Everybody has a browser of their own."""
        people = [Browser(self.stage.address) for _ in range(self.options.signups)]
        forms = [person.get("/") for person in people]
        time.sleep(READ_A_FORM)
        for number, (person, form) in enumerate(zip(people, forms, strict=True)):
            values = {
                "email": f"join{number}@people.example",
                "postcode": "90-001",
                "country": "PL",
            }
            page = person.send(
                form, having="postcode", **values, given_name=f"Ola{number}", news="on"
            )
            assert page.path == "/joined/", page.words
        links = [self._letter_link(f"join{number}@people.example") for number in range(len(people))]
        done = [self._confirm(person, link) for person, link in zip(people, links, strict=True)]
        return {"signed_up": sum(done)}

    def a_file_comes_in(self) -> Figures:
        """A list with its preview, then yes; the file says how each person agreed."""
        words = "Yes, Coast may write to me by e-mail"
        return {"imported": self.house.olga.import_file("list.csv", self._list(), words)}

    def a_website_sends_events(self) -> Figures:
        """The vendor's own client, pointed at us; events of known and unknown people."""
        self.stream, key = self.house.olga.new_stream("Our website")
        self.house.ada.agree()
        self._send_events(key)
        return {"events": self.stage.wait("the events", self._events_seen)}

    def staff_choose(self) -> Figures:
        """A sentence, saved; its page says how many."""
        sentence = {
            "all": [
                {"is": "lives", "regions": ["PL-10"]},
                {"is": "said_yes", "channel": "email", "purpose": "news"},
            ]
        }
        self.audience, count = self.house.ana.save_audience(
            "Łódzkie, said yes", json.dumps(sentence)
        )
        return {"audience": count}

    def somebody_writes(self) -> None:
        """Declared first, then the audience, then the words, then submitted."""
        size = self.options.signups + self.options.rows
        self.broadcast = self.house.ana.declare("Beach clean", "people in Łódzkie", size)
        self.house.ana.choose(self.broadcast, self.audience)
        self.house.ana.all_at_once(self.broadcast)
        self.house.ana.write(self.broadcast, subject="On Saturday", body=TEXT)
        self.house.ana.submit(self.broadcast)

    def others_refuse_and_agree(self) -> Figures:
        """The author may not approve; who read an older text may not either; then Bo and Cleo read and agree."""
        own = self.house.ana.approve(self.house.ana.read(self.broadcast))
        read_before = self.house.bo.read(self.broadcast)
        self.house.ana.write(self.broadcast, subject="On Saturday at nine", body=TEXT)
        self.house.ana.submit(self.broadcast)
        stale = self.house.bo.approve(read_before)
        agreed = self.house.bo.approve(self.house.bo.read(self.broadcast))
        # All at once takes one more.
        agreed_too = self.house.cleo.approve(self.house.cleo.read(self.broadcast))
        return {
            "refused_author": own.status in {403, 422},
            "refused_stale": stale.status == 409,
            "approved": all(
                one.status == 200 and "approved" in one.words.lower()
                for one in (agreed, agreed_too)
            ),
        }

    def it_leaves(self) -> Figures:
        """Released; the witness counts what arrives, the results page must say the same."""
        self.house.ana.release(self.broadcast)
        expected = self.options.signups + self.options.rows
        self.stage.wait("the broadcast", lambda: len(self._sent()) >= expected)
        return {"accepted": len(self._sent())}

    def people_answer(self) -> Figures:
        """Replies come in by the mail door, show in the inbox, and one of us answers each."""
        for line in self._sent()[: self.options.replies]:
            done = self.stage.run("receive", stdin=self._reply(line))
            assert done.returncode == 0, done.stderr.decode()
        threads = self.house.dario.open_conversations()
        before = len(self._lines())
        for thread in threads:
            self.house.dario.answer(thread, "Thank you, see you on Saturday!")
        self.stage.wait("the answers", lambda: len(self._lines()) >= before + len(threads))
        return {"replies": len(threads), "answered": len(self._lines()) - before}

    def went_well(self, figures: Figures) -> bool:
        """Everything that was asked for happened, and nothing more."""
        wanted = self.options.signups + self.options.rows
        assert self.stage.witness is not None
        return (
            figures["signed_up"] == self.options.signups
            and figures["imported"] == self.options.rows
            and figures["events"] == self.options.events
            and figures["audience"] == figures["accepted"] == wanted
            and figures["refused_author"]
            and figures["refused_stale"]
            and figures["approved"]
            and figures["replies"] == figures["answered"] == self.options.replies
            and not self.stage.witness.duplicates()
        )

    def _list(self) -> bytes:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["Email", "First name", "Last name", "Postcode", "Country"])
        for number in range(self.options.rows):
            rows.writerow([f"list{number}@people.example", f"Jan{number}", "Nowak", "90-002", "PL"])
        return out.getvalue().encode()

    def _send_events(self, key: str) -> None:
        import segment.analytics as client

        client.write_key, client.host, client.sync_mode = key, self.stage.address, False
        for number in range(self.options.events):
            user = f"user-{number % 50}"
            if number < 50:
                traits = {"email": f"list{number}@people.example"}
                client.identify(user_id=user, traits=traits)
            else:
                client.track(user_id=user, event="Watched a film", properties={"film": "Seals"})
        client.flush()
        client.join()

    def _events_seen(self) -> int:
        seen = self.house.olga.stream_count(self.stream)
        return seen if seen >= self.options.events else 0

    def _lines(self) -> list[dict[str, object]]:
        assert self.stage.witness is not None
        return self.stage.witness.accepted()

    def _sent(self) -> list[dict[str, object]]:
        return [line for line in self._lines() if b"\nX-Muster-Broadcast:" in log.raw(line)]

    def _letter_link(self, address: str) -> str:
        def arrived() -> str:
            for line in self._lines():
                if line["to"] == address:
                    found = re.search(r"https?://\S+?(/confirm/[\w-]+/)", _text(log.raw(line)))
                    return found[1] if found else ""
            return ""

        return str(self.stage.wait(f"the letter to {address}", arrived))

    def _confirm(self, person: Browser, link: str) -> bool:
        page: Page = person.get(link)
        return person.send(page).status == 200

    def _reply(self, line: dict[str, object]) -> bytes:
        original = email.message_from_bytes(log.raw(line), policy=email.policy.default)
        reply = EmailMessage()
        reply["From"], reply["To"] = str(line["to"]), str(original["Reply-To"] or original["From"])
        reply["Subject"] = f"Re: {original['Subject']}"
        reply["Message-ID"] = f"<{time.time_ns()}@people.example>"
        reply["In-Reply-To"] = reply["References"] = str(original["Message-ID"])
        reply.set_content("I will come, and bring my neighbour.\n")
        return reply.as_bytes()


def _text(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part is not None else ""
