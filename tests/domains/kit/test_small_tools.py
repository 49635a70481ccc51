"""The kit's small tools: money, telephone numbers, words, secrets, faults."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from muster.kit import faults, health, ids, phone, secrets, text
from muster.kit.money import Money
from muster.kit.phone import e164


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("10", "EUR", 1000),
        ("10.50", "EUR", 1050),
        ("10,50", "EUR", 1050),
        ("1,234.50", "USD", 123450),
        ("1.234,50", "EUR", 123450),
        ("1 234,50 zł", "PLN", 123450),
        ("1,000", "USD", 100000),
        ("€10", "EUR", 1000),
        ("500", "JPY", 500),
        ("-3.20", "GBP", -320),
    ],
)
def test_money_is_read_as_people_write_it(written: str, currency: str, minor: int) -> None:
    assert Money.parse(written, currency) == Money(minor, currency)


def test_money_that_is_none_says_so() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse("free", "EUR")


def test_money_of_two_currencies_is_never_added() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        Money(1, "EUR") + Money(1, "PLN")


def test_money_speaks_four_languages() -> None:
    assert [Money(1050, "EUR").words(language) for language in ("en", "it", "pl", "fr")] == [
        "€10.50",
        "10,50\xa0€",
        "10,50\xa0€",
        "10,50\xa0€",
    ]


def test_phone_numbers_become_one_form() -> None:
    assert e164("07700 900123", "GB") == "+447700900123"
    assert e164("+48 512 345 678", "IT") == "+48512345678"
    with pytest.raises(ValueError, match="not a telephone number"):
        e164("call me", "GB")
    with pytest.raises(ValueError, match="digits"):
        e164("123", "GB")


DIGITS = st.text("0123456789", min_size=4, max_size=15)
PREFIXES = st.sampled_from(("", "", "0", "+", "00", "+48", "+44", "+440", "+1", "+39", "+33", "48"))


@given(DIGITS, PREFIXES, st.sampled_from(("PL", "GB", "FR", "IT", "US", "CA", "")))
def test_plain_digits_are_read_as_the_judge_reads_them(
    rest: str, prefix: str, country: str
) -> None:
    quick = phone._at_once(prefix + rest, country)
    assert quick is None or quick == phone._judged(prefix + rest, country)


def test_names_compare_without_marks() -> None:
    assert text.fold("  Łukasz   Żak ") == "lukasz zak"
    assert text.sort_key("Éva") < text.sort_key("Zoe")


@given(st.text(max_size=200))
def test_clean_leaves_one_harmless_line(raw: str) -> None:
    cleaned = text.clean(raw)
    assert "\n" not in cleaned
    assert "\u202e" not in cleaned
    assert text.clean(cleaned) == cleaned


def test_numbers_in_words() -> None:
    assert text.number_in_words(4120, "en") == "four thousand one hundred and twenty"
    assert text.number_in_words(4120, "pl") == "cztery tysiące sto dwadzieścia"
    assert text.number_in_words(2, "xx") == "two"


@given(st.binary(max_size=500))
def test_what_is_sealed_opens_for_its_purpose_only(plain: bytes) -> None:
    sealed = secrets.seal(plain, "one")
    assert secrets.unseal(sealed, "one") == plain
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(sealed, "other")
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "one")


def test_fingerprints_differ_by_purpose_and_by_where_parts_end() -> None:
    assert secrets.mac("a", "x", "yz") == secrets.mac("a", "x", "yz")
    assert (
        len({secrets.mac("a", "x", "yz"), secrets.mac("b", "x", "yz"), secrets.mac("a", "xy", "z")})
        == 3
    )
    assert not secrets.same(secrets.mac("a", 1), secrets.mac("a", 2))


def test_tokens_never_repeat() -> None:
    assert len({ids.token() for _ in range(1000)}) == 1000


def test_an_armed_fault_strikes_at_its_nth_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "ARMED", "point:2:raise")
    monkeypatch.setattr(faults, "_seen", {})
    faults.fault("point")
    faults.fault("elsewhere")
    with pytest.raises(faults.InjectedFault):
        faults.fault("point")


def test_a_check_that_breaks_is_a_failing_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_questions", {})

    def broken() -> health.Finding:
        raise OSError("disk gone")

    health.declare("disk", broken)
    [finding] = health.ask_all()
    assert not finding.ok
    assert "disk gone" in finding.words


@given(st.text(min_size=1, max_size=40))
def test_a_key_is_derived_as_rfc_5869_says(purpose: str) -> None:
    theirs = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    assert secrets.key(purpose) == theirs.derive(settings.MUSTER_MASTER_KEY)
