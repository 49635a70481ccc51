"""What a person wrote, without the mail they answered. Pure, line by line, so no hostile text can stall it.

It never throws words away: the full text stays stored, this only says which part is theirs.
"""

import re
from dataclasses import dataclass

_MAX_LINES = 4000
_OPENERS = re.compile(
    r"^(on|am|il giorno|il|le|el|den|dnia|w dniu|pon\.|wt\.|śr\.|czw\.|pt\.|sob\.|niedz\.|\d{1,4}[./-]\d)[\s.,]?.*\d",
    re.IGNORECASE,
)
_OPENING_WORD = re.compile(r"^(on|am|il|le|el|den|dnia|w|we)\s", re.IGNORECASE)
_CLOSERS = re.compile(
    r"(wrote|ha scritto|a écrit|escribió|napisał\(a\)|napisał|napisała|nadesłał|pisze|skrev|schrieb)\b.{0,120}:$",
    re.IGNORECASE,
)
_TAIL_CLOSERS = re.compile(
    r"(wrote|ha scritto|a écrit|escribió|napisał\(a\)|napisał|napisała|nadesłał)\s?:$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^[>*\s]*(from|sent|to|subject|date|cc|da|inviato|a|oggetto|data|de|envoyé|à|objet|od|wysłano|wysłane|do|temat|dw"
    r"|von|gesendet|an|betreff|от|отправлено|кому|тема)\s?:[*\s]",
    re.IGNORECASE,
)
# Any language: a line with a date and an address in angle brackets that ends with a colon.
_ADDRESSED = re.compile(r"^[^<>]*\d[^<>]*<[^<>@\s]{1,80}@[^<>\s]{1,120}>[^<>]{0,30}:$")
# Apple’s mail program in Polish names the writer before the day.
_WRITTEN_BY = re.compile(r"^wiadomość napisana przez .*\d:$", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"^\s*-{2,}\s*(original message|messaggio originale|message d['’]origine|message transféré|wiadomość oryginalna"
    r"|oryginalna wiadomość|ursprüngliche nachricht|forwarded message)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[_-]{20,}\s*$")


@dataclass(frozen=True, slots=True)
class Said:
    """The two parts of a mail: what its writer wrote, and what they carried along."""

    words: str
    quoted: str


def split(text: str) -> Said:
    """Return what the writer wrote and what is quoted; a mail that is all quotation is all theirs."""
    lines = text.replace("\r\n", "\n").split("\n")[:_MAX_LINES]
    words, quoted = _sort(lines)
    said = _tidy(words)
    return Said(said, _tidy(quoted)) if said else Said(_tidy(lines), "")


def _sort(lines: list[str]) -> tuple[list[str], list[str]]:
    words: list[str] = []
    index = 0
    while index < len(lines):
        taken = _attribution(lines, index)
        if taken and not _marked(lines, index + taken):
            return words, [*_marks(lines[:index]), *lines[index:]]
        if not taken and _cuts(lines, index):
            return words, [*_marks(lines[:index]), *lines[index:]]
        if not taken and not lines[index].lstrip().startswith(">"):
            words.append(lines[index])
        index += taken or 1
    return words, _marks(lines)


def _attribution(lines: list[str], index: int) -> int:
    # “On … wrote:” may be broken over up to four lines by the writer's mail program.
    first = lines[index].lstrip("> ").strip()[:400]
    if _ADDRESSED.match(first) or _undated(lines, index, first):
        return 1
    if first.casefold().startswith("wiadomość napisana"):
        return _written_by(lines, index)
    if not _OPENERS.match(first[:200]):
        return 0
    joined = ""
    for count, line in enumerate(lines[index : index + 4], start=1):
        joined = f"{joined} {line.lstrip('> ').strip()}".strip()
        if len(joined) > 400 or not line.strip():
            return 0
        if (_TAIL_CLOSERS if count > 1 else _CLOSERS).search(joined[-200:]) or _schrieb(joined):
            return count
    return 0


def _written_by(lines: list[str], index: int) -> int:
    joined = ""
    for count, line in enumerate(lines[index : index + 3], start=1):
        joined = f"{joined} {line.lstrip('> ').strip()}".strip()[:400]
        if _WRITTEN_BY.match(joined):
            return count
    return 0


def _undated(lines: list[str], index: int, first: str) -> bool:
    # “On Tuesday, Ana wrote:” proves nothing alone; it does when the quotation follows at once.
    said = bool(_OPENING_WORD.match(first)) and bool(
        _TAIL_CLOSERS.search(first[-200:]) or _schrieb(first)
    )
    return said and any(line.startswith(">") for line in lines[index + 1 : index + 2])


def _schrieb(joined: str) -> bool:
    # German and Swedish put the verb before the name.
    return joined.endswith(":") and (" schrieb " in joined or " skrev " in joined)


def _marked(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 6] if line.strip()), "")
    return following.lstrip().startswith(">")


def _cuts(lines: list[str], index: int) -> bool:
    if _SEPARATOR.match(lines[index]) or _is_list_footer(lines, index):
        return True
    start = index + 1 if _RULE.match(lines[index]) else index
    while start < len(lines) and start < index + 3 and not lines[start].strip():
        start += 1
    block = [line for line in lines[start : start + 8] if line.strip()][:4]
    return len(block) >= 3 and all(_HEADER.match(line) for line in block[:3])


def _is_list_footer(lines: list[str], index: int) -> bool:
    # Mailman sets a rule, then the list's name and its address.
    rest = [line for line in lines[index + 1 : index + 6] if line.strip()]
    return (
        bool(_RULE.match(lines[index]))
        and 0 < len(rest) <= 3
        and rest[-1].strip().startswith("http")
    )


def _marks(lines: list[str]) -> list[str]:
    return [line for line in lines if line.lstrip().startswith(">")]


def _tidy(lines: list[str]) -> str:
    kept = "\n".join(line.rstrip() for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", kept).strip()
