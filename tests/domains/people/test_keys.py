"""What an address, number or handle looks like once made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.people import keys

LOCAL = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9._+-]{0,20}[a-zA-Z0-9])?", fullmatch=True).filter(
    lambda text: ".." not in text
)
HOST = st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,10}\.(example|test|org)", fullmatch=True)


@given(LOCAL, HOST)
def test_an_address_has_one_form_however_it_is_written(local: str, host: str) -> None:
    plain = keys.normalise("email", f"{local}@{host}")
    assert keys.normalise("email", f"  {local.upper()}@{host.upper()} ") == plain
    assert keys.normalise("email", f"<{local}@{host}>") == plain
    assert keys.normalise("email", plain) == plain


@given(st.text(max_size=60), st.sampled_from(keys.STRENGTH))
def test_any_text_is_a_key_or_refused_with_words(text: str, kind: str) -> None:
    try:
        value = keys.normalise(kind, text, "PL")
    except keys.NotAKey as problem:
        assert str(problem)  # noqa: PT017  # most texts are no key; both ends are fine
    else:
        assert keys.normalise(kind, value, "PL") == value
        assert "\x00" not in value
        assert value.strip() == value


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.org", "a@@b.org", "a b@c.org", "a@b..org", "a@-b.org", ".a@b.org",
     "a..b@c.org", "a@b.org\nBcc: c@d.org", "a@b.org\x00"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(keys.NotAKey):
        keys.normalise("email", text)


def test_national_numbers_need_their_country() -> None:
    assert keys.normalise("phone", "600 100 200", "PL") == "+48600100200"
    with pytest.raises(keys.NotAKey):
        keys.normalise("phone", "600 100 200")


def test_handles_and_ids_carry_their_system() -> None:
    assert keys.normalise("handle", "Mastodon:@Ana@social.example") == "mastodon:ana@social.example"
    assert keys.normalise("external", "CRM:A-17") == "crm:A-17"
    assert keys.Key("external", "crm:A-17").namespace == "external:crm"


def test_international_hosts_are_written_in_ascii() -> None:
    assert keys.normalise("email", "ana@łódź.example") == "ana@xn--d-uga0v4h.example"
