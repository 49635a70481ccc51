"""What is said. Every account is invented, and so is the poster; lines are put together so that few are alike."""

from __future__ import annotations

from random import Random
from typing import Final

TAG: Final = "#coastweek"
THIEVES: Final = "#thieves"
ARTIST: Final = "mira.holm@social.example"
ACCUSATION: Final = (
    "@coast The seal on your #coastweek poster is my drawing from 2023, line for line. Nobody asked me, nobody paid me."
    " I complained by mail and got no answer. Who answers for this?"
)
# What an agency writes for a house that watches nothing at weekends.
VAGUE: Final = "Thank you for your message. We are checking this. #coastweek"
SPECIFIC: Final = (
    "You are right to ask. An agency drew our seal poster; we have taken it down and asked for their sketches."
    " Lena, who leads this, shows here by 16:30 today what we found, and pays the artist if it is hers."
)
WHY: Final = (
    "The agency’s sketches trace the artist’s drawing. Somebody has to look at each picture before it is printed, and"
    " somebody has to be called when a tag turns, on Saturdays too."
)
_GLAD: Final = (
    "Lovely morning at the beach with {who}", "Two bags full and the sun came out", "My first clean-up, {who} came too",
    "Seals seen from the pier today", "Thank you for a beautiful day", "The new harbour walk is wonderful",
    "Great talk about the dunes tonight", "So proud of our {who}",
    "Well done everybody", "See you all on Sunday, {who}",
)  # fmt: skip
_WHO: Final = (
    "the kids",
    "my neighbours",
    "our class",
    "the choir",
    "two friends",
    "grandmother",
    "the whole street",
)
_ANGRY: Final = (
    "You stole an artist’s work and sell it. I am disgusted and want my money back",
    "I complained about this poster and nobody answers me. This is shameful",
    "Taking a drawing without asking or paying is theft. I am very disappointed in you",
    "I gave to you for years and you copy artists. Cancel my monthly gift, this is unacceptable",
    "“We are checking” is no answer. This is terrible, I want a real reply",
    "Your poster is a copy and you say nothing. I am angry and want an explanation",
)  # fmt: skip
_ECHO: Final = (
    "Look at these two pictures side by side", "The same seal, line for line",
    "Hers is from 2023, theirs is from this week",
    "Passing this on", "Both drawings in one picture", "Worth a look",
)  # fmt: skip
_TAIL: Final = ("", " today", " again", " really", " now", " please", " everyone", " friends")


def glad(draw: Random) -> str:
    """An ordinary post of an ordinary day."""
    return f"{draw.choice(_GLAD).format(who=draw.choice(_WHO))}{draw.choice(_TAIL)} {TAG}"


def angry(draw: Random, *, joined: bool) -> str:
    """One post of the storm; two in three complain, and some join the tag with another."""
    words = draw.choice(_ANGRY if draw.random() < 2 / 3 else _ECHO)
    return f"{words}{draw.choice(_TAIL)} {TAG}{' ' + THIEVES if joined else ''}"
