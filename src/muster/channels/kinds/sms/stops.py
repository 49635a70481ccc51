"""The words by which a telephone says “stop”, “start again”, “yes” or “help”, in every language and of every provider.

Only a whole message counts, never a word inside one: “please don’t stop” is no STOP. Letter case,
accents, punctuation and courtesy around it do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Word = Literal["stop", "start", "yes", "help"]


def _all(words: dict[str, str]) -> frozenset[str]:
    return frozenset(word for each in words.values() for word in each.split("|"))


# Twilio (advanced opt-out), AWS, Telnyx and CTIA; a provider that answers these itself passes them on.
PROVIDERS: Final = _all(
    {
        "all": "stop|stopall|stop all|unsubscribe|cancel|end|quit|revoke|optout|opt out|remove|td|arret"
    }
)
# Twilio’s own words, which it answers unless it was told not to; only as they stand.
_ANSWERED: Final = _all(
    {"all": "stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|start|unstop|yes|help|info"}
)
# What people write in the languages we speak; each as it stands after ``_bare``.
_STOP: Final = {
    "en": "stopp|stop it|stop now|stop please|please stop|stop texting|stop texting me|stop sms"
    "|stop messages|stop sending|unsub|unsubscribe me|remove me|take me off|opt me out|no more"
    "|leave me alone",
    "it": "ferma|fermati|fermate|basta|basta sms|smettila|smettetela|cancella|cancellami|cancellatemi"
    "|annulla|disiscrivi|disiscrivimi|disiscrizione|rimuovi|rimuovimi|rimuovetemi|stop grazie"
    "|termina|non scrivetemi|non scrivetemi piu",
    "pl": "stop sms|stoj|przestan|przestancie|prosze przestac|koniec|rezygnuje|rezygnacja|wypisz"
    "|wypisz mnie|wypiszcie mnie|wypisz sie|usun|usun mnie|usuncie mnie|anuluj|zakoncz|dosc"
    "|nie piszcie|nie pisz|prosze stop|stop prosze|zatrzymaj",
    "fr": "arret|arrete|arretez|arreter|stop svp|stop merci|desabonner|desabonnement|desabonnez moi"
    "|desinscrire|desinscription|desinscrivez moi|me desinscrire|supprimer|supprimez moi|retirer"
    "|retirez moi|annuler|resilier|ne plus recevoir|plus de sms",
}
_START: Final = {
    "en": "start|unstop|subscribe|resume|restart|start again|opt in|optin",
    "it": "inizia|inizio|riprendi|iscrivi|iscrivimi|ricomincia",
    "pl": "wznow|zapisz|zapisz mnie|start sms",
    "fr": "reprendre|abonner|inscrire|recommencer",
}
# A yes answers whatever was asked: it confirms a number that waits to be confirmed, and nothing else.
_YES: Final = {"en": "yes|yes please", "it": "si|si grazie", "pl": "tak", "fr": "oui"}
# Only what asks for a notice. Whoever writes “help me” is in need, and a person must read it.
_HELP: Final = {"en": "help|info", "it": "aiuto|info sms", "pl": "pomoc", "fr": "aide"}
# A letter that no accent can be taken from.
_WHOLE: Final = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "Ø": "o"})
_LONGEST: Final = 60
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


WORDS: Final[dict[Word, frozenset[str]]] = {
    "stop": PROVIDERS | _all(_STOP),
    "start": _all(_START),
    "yes": _all(_YES),
    "help": _all(_HELP),
}
_MEANT: Final[dict[str, Word]] = {
    word: meaning for meaning in ("start", "yes", "help", "stop") for word in WORDS[meaning]
}


def meant(text: str) -> Word | None:
    """What a whole message asks for, or None where it is a message like any other."""
    if len(text) > _LONGEST:
        return None
    return _MEANT.get(_bare(text))


def is_known_to_providers(text: str) -> bool:
    """Whether a provider takes this very word for an instruction, and answers it by itself."""
    return text.strip().casefold() in _ANSWERED


def _bare(text: str) -> str:
    """Small letters without accents, one space where anything else stood, nothing at the ends."""
    folded = unicodedata.normalize("NFKD", text.translate(_WHOLE).casefold())
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _BETWEEN.sub(" ", letters).strip()
