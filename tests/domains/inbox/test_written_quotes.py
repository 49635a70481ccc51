"""How mail programs quote in our four languages, written by us after their shapes: what is left is their words."""

from __future__ import annotations

import pytest

from muster.inbox import quotes

# The program and its language, the mail, and what its writer wrote.
MAILS = {
    "gmail it": (
        "Sì, vengo.\n\nIl giorno sab 28 nov 2026 alle ore 10:15 Havsvakt <hello@news.example>\nha scritto:\n\n> Ciao Anna,\n> vieni?\n",
        "Sì, vengo.",
    ),
    "outlook it": (
        "Grazie!\n\nDa: Havsvakt <hello@news.example>\nInviato: sabato 28 novembre 2026 10:15\nA: anna@people.example\nOggetto: Pulizia della spiaggia\n\nCiao Anna,",
        "Grazie!",
    ),
    "outlook it rule": (
        "Grazie!\n\n________________________________\nDa: Havsvakt <hello@news.example>\nInviato: sabato 28 novembre 2026 10:15\nA: anna@people.example\nOggetto: Pulizia\n\nCiao Anna,",
        "Grazie!",
    ),
    "apple it": (
        "Perfetto\n\nInviato da iPhone\n\n> Il giorno 28 nov 2026, alle ore 10:15, Havsvakt <hello@news.example> ha scritto:\n> \n> Ciao Anna",
        "Perfetto\n\nInviato da iPhone",
    ),
    "thunderbird it": (
        "Ci sarò\n\nIl 28/11/2026 10:15, Havsvakt ha scritto:\n> Ciao Anna",
        "Ci sarò",
    ),
    "yahoo it": (
        "Va bene\n\n    In data sabato 28 novembre 2026 alle ore 10:15:12 CET, Havsvakt <hello@news.example> ha scritto:  \n \n Ciao Anna",
        "Va bene",
    ),
    "libero it": (
        "Ok\n\n----- Messaggio originale -----\nDa: Havsvakt\nA: Anna\nInviato: sabato\nOggetto: x\n\nCiao",
        "Ok",
    ),
    "gmail fr": (
        "Oui, je viens.\n\nLe sam. 28 nov. 2026 à 10:15, Havsvakt <hello@news.example> a écrit :\n\n> Bonjour",
        "Oui, je viens.",
    ),
    "gmail fr broken": (
        "Oui.\n\nLe sam. 28 nov. 2026 à 10:15, Havsvakt <hello@news.example> a\nécrit :\n\n> Bonjour",
        "Oui.",
    ),
    "thunderbird fr": ("Oui.\n\nLe 28/11/2026 à 10:15, Havsvakt a écrit :\n> Bonjour", "Oui."),
    "outlook fr": (
        "Merci\n\nDe : Havsvakt <hello@news.example>\nEnvoyé : samedi 28 novembre 2026 10:15\nÀ : anne@people.example\nObjet : Plage\n\nBonjour",
        "Merci",
    ),
    "outlook fr nbsp": (
        "Merci\n\nDe\xa0: Havsvakt <hello@news.example>\nEnvoyé\xa0: samedi 28 novembre 2026 10:15\nÀ\xa0: anne@people.example\nObjet\xa0: Plage\n\nBonjour",
        "Merci",
    ),
    "orange fr": (
        'Merci\n\n> Message du 28/11/26 10:15\n> De : "Havsvakt" <hello@news.example>\n> A : anne@people.example\n> Copie à : \n> Objet : Plage\n>\n> Bonjour',
        "Merci",
    ),
    "message d'origine": (
        "Merci\n\n-----Message d'origine-----\nDe : Havsvakt\nEnvoyé : samedi\nÀ : Anne\nObjet : Plage\n\nBonjour",
        "Merci",
    ),
    "gmail nbsp fr": (
        "Oui.\n\nLe sam. 28 nov. 2026 à 10:15, Havsvakt <hello@news.example> a écrit\xa0:\n\nBonjour sans marques",
        "Oui.",
    ),
    "gmail pl": (
        "Tak, będę.\n\nsob., 28 lis 2026 o 10:15 Havsvakt <hello@news.example> napisał(a):\n\n> Cześć",
        "Tak, będę.",
    ),
    "gmail pl2": (
        "Tak.\n\nW dniu sob., 28 lis 2026 o 10:15 Havsvakt <hello@news.example>\nnapisał(a):\n\n> Cześć",
        "Tak.",
    ),
    "thunderbird pl": ("Tak.\n\nW dniu 28.11.2026 o 10:15, Havsvakt pisze:\n> Cześć", "Tak."),
    "outlook pl": (
        "Dziękuję\n\nOd: Havsvakt <hello@news.example>\nWysłano: sobota, 28 listopada 2026 10:15\nDo: anna@people.example\nTemat: Plaża\n\nCześć",
        "Dziękuję",
    ),
    "outlook pl2": (
        "Dziękuję\n\nFrom: Havsvakt\nData: sobota\nDo: Anna\nDW: Ola\nTemat: Plaża\n\nCześć",
        "Dziękuję",
    ),
    "onet pl": (
        "Super\n\nDnia 28 listopada 2026 10:15 Havsvakt <hello@news.example> napisał(a):\n\nCześć",
        "Super",
    ),
    "wp pl": (
        "Super\n\nDnia 28 listopada 2026 10:15 Havsvakt <hello@news.example> napisał:\n\nCześć",
        "Super",
    ),
    "o2 pl": (
        "Super\n\n---- Wiadomość oryginalna ----\nOd: Havsvakt\nDo: Anna\nData: sobota\nTemat: Plaża\n\nCześć",
        "Super",
    ),
    "interia pl": (
        'Super\n\nOd: "Havsvakt" <hello@news.example>\nDo: anna@people.example;\nWysłane: 10:15 Sobota 2026-11-28\nTemat: Plaża\n\nCześć',
        "Super",
    ),
    "apple pl": (
        "Super\n\nWiadomość napisana przez Havsvakt <hello@news.example> w dniu 28 lis 2026, o godz. 10:15:\n\n> Cześć",
        "Super",
    ),
    "gmail en": (
        "Yes.\n\nOn Sat, 28 Nov 2026 at 10:15, Havsvakt <hello@news.example> wrote:\n\n> Hi",
        "Yes.",
    ),
    "apple en": (
        "Yes.\n\nSent from my iPhone\n\n> On 28 Nov 2026, at 10:15, Havsvakt <hello@news.example> wrote:\n> \n> Hi",
        "Yes.\n\nSent from my iPhone",
    ),
    "outlook en": (
        "Thanks\n\nFrom: Havsvakt <hello@news.example>\nSent: Saturday, November 28, 2026 10:15 AM\nTo: Ann <ann@people.example>\nSubject: Beach\n\nHi",
        "Thanks",
    ),
    "outlook mobile en": (
        "Thanks\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Havsvakt <hello@news.example>\nSent: Saturday\nTo: Ann\nSubject: Beach\n\nHi",
        "Thanks\n\nGet Outlook for iOS<https://aka.ms/o0ukef>",
    ),
    "outlook bold": (
        "Thanks\n\n*From:* Havsvakt <hello@news.example>\n*Sent:* Saturday\n*To:* Ann\n*Subject:* Beach\n\nHi",
        "Thanks",
    ),
    "proton en": (
        "Thanks\n\n------- Original Message -------\nOn Saturday, November 28th, 2026 at 10:15 AM, Havsvakt <hello@news.example> wrote:\n\n> Hi",
        "Thanks",
    ),
    "yahoo en": (
        "Thanks\n\n    On Saturday, November 28, 2026 at 10:15:12 AM GMT, Havsvakt <hello@news.example> wrote:  \n \n Hi",
        "Thanks",
    ),
    "our own": ("Yes\n\nOn 2026-11-28 10:15 UTC you wrote:\n> When?", "Yes"),
    "forward it": (
        "Guarda\n\n---------- Forwarded message ---------\nDa: Havsvakt <hello@news.example>\nDate: sab 28 nov 2026 alle ore 10:15\nSubject: Spiaggia\nTo: <anna@people.example>\n\nCiao",
        "Guarda",
    ),
}


@pytest.mark.parametrize("program", sorted(MAILS))
def test_only_their_words_are_left(program: str) -> None:
    mail, words = MAILS[program]
    said = quotes.split(mail)
    assert said.words == words
    assert said.quoted


@pytest.mark.parametrize("program", sorted(MAILS))
def test_with_the_line_ends_of_mail_as_well(program: str) -> None:
    mail, words = MAILS[program]
    assert quotes.split(mail.replace("\n", "\r\n")).words == words


@pytest.mark.parametrize(
    "words",
    [
        "Od: poniedziałku do piątku jestem wolna.\nDo: soboty nie.",
        "Da: oggi in poi vengo io.\nA: domani!",
        "Wiadomość napisana przez Annę była miła.",
        "Il 28 novembre vengo con due amici:\nAnna e Piero.",
        "Le 28 novembre à 10 h, je viens avec :\nAnne et Pierre.",
        "Dnia 28 listopada przyjdę z:\nAnną i Piotrem.",
        "On 28 November I come with:\nAnn and Peter.",
    ],
)
def test_what_only_looks_like_a_quotation_is_kept(words: str) -> None:
    assert quotes.split(words).words == words
