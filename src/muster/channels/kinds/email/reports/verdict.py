"""Whether a failure is for good: nobody lives at this address, or its house is gone. Everything else may pass.

The words of the server that refused come first, because many give one number for every refusal; then its
enhanced status (RFC 3463). When in doubt it is not for good: a soft bounce that is one after all comes
again, a person suppressed by mistake does not.
"""

from __future__ import annotations

import re
from typing import Final

_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
# Wordings of one provider each, known to mean that nobody has this address.
_KNOWN: Final = re.compile(
    r"5\.4\.1 .{0,80}recipient address rejected: access denied"
    r"|550 (?:5\.\d\.\d )?requested action not taken: mailbox unavailable"
    r"|malformed or unexpected name server reply|inactive email address",
    re.IGNORECASE,
)
# Refused before anybody was named or after the text had been read: about the mail, not the address.
_NOT_THE_ADDRESS: Final = re.compile(
    r">>> ?mail from|(?:in reply to|after) (?:the )?(?:end of data|data\b|mail from|pipelined data)"
    r"|\b5\d\d:? ?: user unknown"
    r"|domain of sender|sender.{0,40}(?:reject|verif|denied|does not exist|unknown|invalid)|(?:invalid|bad) sender",
    re.IGNORECASE,
)
# A transcript that ends after the text was sent; some servers print it for whatever they refused.
_AFTER_DATA: Final = re.compile(r">>> ?(?:data|\.)\s*\n\s*<<< ?5", re.IGNORECASE)
# The mailbox is there, or somebody keeps a rule.
_PASSING: Final = re.compile(
    r"(?:mail ?box|inbox|folder)\b.{0,30}\b(?:full|too large|size|exceed)|full mailbox|\bquota\b"
    r"|(?:insufficient|not enough|out of) .{0,20}(?:storage|space|disk)|storage (?:allocation|limit)"
    r"|(?:message|mail|size|limit)\b.{0,20}(?:too (?:large|big)|exceed)|exceed\w* .{0,30}(?:size|limit)"
    r"|\bspam|unsolicited|black ?-?list|block ?list|\bblocked|deny ?list|reputation|\brbl\b|dnsbl|banned|prohibited"
    r"|\b(?:spf|dkim|dmarc)\b|authenticat|(?:not |un)authori[sz]ed"
    r"|virus|malware|message content|content (?:reject|filter)"
    r"|\bpolic(?:y|ies)\b|suspend|deactivat|disabled|\binactive\b|frozen|\blocked\b"
    r"|terminated|discontinued|not (?:currently )?accepting|grey ?-?list"
    r"|too many|rate.?limit|over limit"
    r"|try (?:again )?later|not found, try again|temporar|time(?:d|d-| )?-?out|expired"
    r"|connection (?:was )?(?:refused|timed|reset|lost|dropped|closed|died)|lost connection|unable to connect"
    r"|relaying|relay (?:denied|not|access)|(?:not|unable to|cannot|open|may not) relay"
    r"|reverse (?:dns|name|lookup|address)|\bptr\b|rdns|helo|access denied"
    r"|permission|\bloop|too many hops|not (?:a )?member"
    r"|casella .{0,20}pien|skrzynk.{0,30}(?:pe[lł]n|przepe[lł])|bo[iî]te .{0,30}pleine|przekrocz",
    re.IGNORECASE,
)
_WHO: Final = r"(?:user|recipient|mail ?box|address|account|alias|userid|customer)"
_NOWHERE: Final = (
    r"(?:unknown|not found|(?:does|did) ?(?:n.t|not) (?:exist|have)|not exist|no such|not known|invalid"
    r"|not listed|not (?:a )?valid|undeliverable|unroutable|wasn.t found|could ?n.t be found"
    r"|no longer|has (?:moved|changed))"
)
_NOBODY: Final = re.compile(
    rf"{_WHO}s?\b.{{0,60}}\b{_NOWHERE}"
    rf"|(?:unknown|no such|invalid|non-?existent|bad|not a valid|unrouteable|no valid|not our|is not a)"
    rf" (?:local |destination |e-?mail )?{_WHO}"
    rf"|no (?:mailbox|(?:local )?user|account|recipient)s? (?:here|found|by|with)|no such person"
    r"|check if address is correct"
    r"|utente .{0,30}(?:sconosciut|inesistent|non (?:esiste|trovat))"
    r"|indirizzo .{0,40}(?:inesistente|non (?:esiste|valido|trovat|[eè] stato trovat))"
    r"|destinatario .{0,30}(?:sconosciut|inesistent)|casella .{0,40}(?:inesistente|non esiste)"
    r"|(?:adres|u[zż]ytkownik|odbiorc|skrzynk|konto).{0,40}(?:nie istnieje|nieznan|nie (?:zosta[lł] )?znalezi)"
    r"|(?:adresse|destinataire|utilisateur|bo[iî]te).{0,40}(?:inconnu|n.existe pas|introuvable|inexistant)",
    re.IGNORECASE,
)
_NO_HOUSE: Final = re.compile(
    r"(?:host|domain)\b.{0,60}\b(?:unknown|not found|does ?(?:n.t|not) exist|non-?existent|lookup failure)"
    r"|(?:unknown|no such|illegal) (?:mail )?(?:host|domain)|find any host|no mx |no smtp service|null ?mx"
    r"|does ?(?:n.t|not) (?:accept|receive) (?:e-?)?mail",
    re.IGNORECASE,
)
_LASTING_STATUS: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# The server says itself that it is about the sender, the mailbox that is there, the text or a rule.
_PASSING_STATUS: Final = re.compile(r"5\.(?:1\.[78]|2\.[02-9]|3\.4|6\.\d|7\.\d+)$")


def is_hard(status: str, told: str, words: str) -> bool:
    """Whether ``told`` (what the other server said), else ``words``, else ``status`` says: for good."""
    given = status or status_in(told)
    if given.startswith("4"):
        # The server gave up on what it called passing; only “nobody here” in so many words counts.
        return bool(_NOBODY.search(told)) and not _PASSING.search(told)
    whole = f"{told}\n{words}"
    if _KNOWN.search(whole):
        return True
    if _is_about_the_mail(given, whole) or (not told and _AFTER_DATA.search(words)):
        return False
    said = _says(told)
    if said is None and not (given in _LASTING_STATUS and not told):
        # The words around a report are a server’s habit; a status that is clear counts before them.
        said = _says(words)
    return given in _LASTING_STATUS if said is None else said


def _is_about_the_mail(status: str, whole: str) -> bool:
    return bool(_PASSING_STATUS.match(status) or _NOT_THE_ADDRESS.search(whole))


def _says(text: str) -> bool | None:
    """Whether these words mean for good; None if they say nothing either way."""
    if _PASSING.search(text):
        return False
    return True if _NOBODY.search(text) or _NO_HOUSE.search(text) else None


def status_in(text: str) -> str:
    """The first enhanced status code in a text."""
    found = _STATUS.search(text)
    return found[1] if found else ""


def reply_in(text: str) -> str:
    """The first reply code of a server in a text."""
    found = _REPLY.search(text)
    return found[1] if found else ""
