"""The first five cases of the library: true stories, told in our words, from which Muster was built.

Their titles are translated; what happened is told in English, the language in which others have told it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Story:
    """``steps`` are moments with what happened, ``figures`` what was counted, ``lesson`` what to do next time."""

    slug: str
    title: str | Promise
    when: str
    what: str
    steps: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    lesson: str


LANGUAGE: Final = "en"
STORIES: Final = (
    Story(
        slug="slip",
        title=_("One text to two million people"),
        when="December 2014",
        what="A youth organisation in the United States wanted to text about 4,000 of its members. The text went to"
        " everybody on its list.",
        steps=(
            ("The slip", "One person chooses the wrong list and presses send. Nobody else has to agree."),
            ("Within minutes", "2.1 million telephones show a text that was meant for 4,000."),
            ("The same day", "11,543 people write back: puzzled, amused, angry, some with hate."),
            ("First", "Staff talk with those who wrote hatefully, one by one, before anybody is removed."),
            ("Then", "An apology goes to exactly those who had replied, and to nobody else."),
            ("Afterwards", "No single person can send to many any more: several look before anything leaves."),
        ),
        figures=(
            ("Meant for", "4,000"),
            ("Reached", "2,100,000"),
            ("Wrote back", "11,543"),
            ("Opened the link in the apology", "one in three, their best ever"),
        ),
        lesson="Let nobody send to many alone. Show how many people it is in words, before and beside the button."
        " Apologise to exactly those who were hit, answer the angriest first, and delete nobody for being angry.",
    ),
    Story(
        slug="ceo",
        title=_("The customer who was threatened by telephone"),
        when="June 2010",
        what="A customer of a large telephone company wrote twice to its chief executive, politely and by name.",
        steps=(
            ("Two mails", "He gets no written answer to either."),
            ("A call", "Somebody from the company rings him and threatens him with a lawyer if he writes again."),
            ("The same day", "He writes about it in public and puts the recording beside it."),
            ("Within hours", "Trade pages pick it up, then national papers and television."),
            ("The next day", "The company apologises in public. The recording stays."),
        ),
        figures=(("Mails without an answer", "2"), ("From the call to national news", "hours")),
        lesson="Before you answer, look up who is speaking: how far their voice carries, what lies between you,"
        " and what they asked that nobody answered, on any channel. An apology does not erase. Keep the case, so"
        " that the next person learns from it.",
    ),
    Story(
        slug="tag",
        title=_("“We are checking”, and 17,000 were gone"),
        when="2010s",
        what="An artist shows that a fashion brand’s new piece looks much like hers. The brand says it is checking.",
        steps=(
            ("The accusation", "Pictures side by side; people share them under the brand’s own tag."),
            ("The answer", "“We are checking.” Nobody is named, no time is given."),
            ("One hour", "The brand’s tag is joined with the word for thieves."),
            ("Three hours", "17,000 followers have left. It is a weekend, and nobody watches."),
        ),
        figures=(
            ("Followers lost in three hours", "17,000"),
            ("Complaints that ten studied brands answered", "13 %"),
            ("How long their answers took", "from 20 minutes to over 50 hours"),
        ),
        lesson="Say what you know, who looks into it and at what hour you will write again, and keep that hour."
        " Watch what your name is joined with, and watch it on Saturday night. Let those answer who know the matter.",
    ),
    Story(
        slug="drive",
        title=_("Ten dollars each, in ninety minutes"),
        when="2008",
        what="From the stage of a conference somebody asks 250 people for ten dollars each, at once.",
        steps=(
            ("Two years before", "800 dollars took three weeks."),
            ("The year before", "The same sum as this time took a day."),
            ("The call", "One person asks from the stage; people in the room pass it on to theirs."),
            ("Ninety minutes", "2,657 dollars."),
            ("The hat", "It goes round in the room and brings another 900, counted apart."),
        ),
        figures=(("Raised in 90 minutes", "$2,657"), ("In the hat", "$900"), ("Asked for", "250 × $10")),
        lesson="Not all of it is the medium’s merit: who asks, why, and whom they know carries it. Show who passed it"
        " on to whom before anybody copies the recipe. Count cash with two people, and apart.",
    ),
    Story(
        slug="dashboard",
        title=_("An e-mail address and a postcode"),
        when="2012",
        what="A presidential campaign asks volunteers for an e-mail address and a postcode, nothing more.",
        steps=(
            ("Signing up", "Two fields. To the volunteer it is an ordinary site with news and groups."),
            ("Behind it", "The address is the key under which everything known from all sources meets."),
            ("Every day", "The system names the volunteers who fit a task, and staff write to exactly those."),
            ("Between regions", "Everybody sees what the best have done; the others follow."),
        ),
        figures=(("Fields asked for", "2"),),
        lesson="Ask for little, and put what you know together where people can see it and say no. Write to exactly the"
        " people it concerns. Let groups compete with their own past first.",
    ),
)  # fmt: skip
BY_SLUG: Final = {one.slug: one for one in STORIES}
