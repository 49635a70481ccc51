"""Words and numbers as people read them, and keys to sort and compare names by."""

import unicodedata

# Letters that do not fall apart into a base letter and a mark.
SPECIAL = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}
)


def fold(text: str) -> str:
    """Return ``text`` without marks, case and double spaces, for comparing."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.translate(SPECIAL))
    bare = "".join([c for c in plain if c.isascii() or not unicodedata.combining(c)])
    return " ".join(bare.casefold().split())


def sort_key(text: str) -> str:
    """Return what a list of names is ordered by; the database has no collation for it."""
    return fold(text)


def clean(text: str) -> str:
    """Return one line without control and direction characters, which hostile names carry."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " " for c in text
    )
    return " ".join(kept.split())


def number_in_words(number: int, language: str) -> str:
    """Return 4120 as "four thousand one hundred and twenty", in en, it, pl or fr."""
    # Sixty languages come with it; what only sends mail has no use for one.
    from num2words import num2words

    words = str(num2words(number, lang=language if language in {"en", "it", "pl", "fr"} else "en"))
    return words.replace(",", "")


def holds(text: str, wanted: str) -> bool:
    """Tell whether every word of ``wanted`` stands in ``text``; marks and capitals apart."""
    there = fold(text)
    words = fold(wanted).split()
    return bool(words) and all(word in there for word in words)
