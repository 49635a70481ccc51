"""What an operator sets is read once, typed, and a slip is named by its variable."""

from datetime import date
from pathlib import Path

import pytest

from muster.config.env import Environment, read


def test_what_is_not_set_has_its_default() -> None:
    assert read({"PATH": "/bin", "MUSTER_NOBODY_KNOWS": "x"}) == Environment()
    assert Environment().home == Path("var")


def test_each_kind_of_value_is_read() -> None:
    found = read(
        {
            "MUSTER_HOME": "/srv/muster",
            "MUSTER_LAKE": "/srv/lake",
            "MUSTER_SMTP_CONNECTIONS": "48",
            "MUSTER_IMAP_SINCE": "2026-11-28",
            "MUSTER_DATABASE_ROLE": "web",
            "MUSTER_SMS_PRICES": "EUR 48=4.5",
            "MUSTER_MASTER_KEY": "00" * 32,
        }
    )
    assert (found.home, found.lake) == (Path("/srv/muster"), Path("/srv/lake"))
    assert (found.smtp_connections, found.imap_since) == (48, date(2026, 11, 28))
    assert (found.database_role, found.sms_prices) == ("web", "EUR 48=4.5")
    assert found.master_key == "00" * 32


@pytest.mark.parametrize("yes", ["1", "true", "True", "yes", "on"])
@pytest.mark.parametrize("no", ["0", "false", "FALSE", "no", "off", ""])
def test_yes_and_no_as_people_write_them(yes: str, no: str) -> None:
    found = read({"MUSTER_DEMO": yes, "MUSTER_DEBUG": no})
    assert (found.demo, found.debug) == (True, False)


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = [f"MUSTER_{name.upper()}" for name in ("lake", "imap_since", "sms_budget", "smtp_url")]
    assert read(dict.fromkeys(names, "")) == Environment()
    # Words may be empty on purpose.
    assert read({"MUSTER_HOSTS": ""}).hosts == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MUSTER_SMTP_CONNECTIONS", "many"),
        ("MUSTER_WEEKLY_CAP_EMAIL", "-1"),
        ("MUSTER_IMAP_SINCE", "yesterday"),
        ("MUSTER_DATABASE_ROLE", "root"),
        ("MUSTER_DEBUG", "perhaps"),
    ],
)
def test_a_slip_is_named_by_its_variable(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        read({name: value})
