"""Who works at Havsvakt. The cast signs in with a password or one click, in training mode only."""

from dataclasses import dataclass

PASSWORD = "look-after-the-coast"  # noqa: S105 - printed for everybody; works in training mode only


@dataclass(frozen=True, slots=True)
class Member:
    """One invented staff member."""

    email: str
    name: str
    role: str
    regions: tuple[str, ...] = ()
    language: str = "en"


CAST = (
    Member("maja@havsvakt.example", "Maja Nyberg", "approver"),
    Member("ana@havsvakt.example", "Ana Reis", "author"),
    Member("bo@havsvakt.example", "Bo Lindqvist", "organiser"),
    Member("elin@havsvakt.example", "Elin Dahl", "author"),
    Member("chiara@havsvakt.example", "Chiara Parodi", "approver", ("IT-42", "IT-72"), "it"),
    Member("piotr@havsvakt.example", "Piotr Kaszuba", "organiser", ("PL-22", "PL-32"), "pl"),
    Member("gwen@havsvakt.example", "Gwenaëlle Jaouen", "carer", (), "fr"),
    Member("tove@havsvakt.example", "Tove Berg", "administrator"),
    Member("samir@havsvakt.example", "Samir Patel", "finance"),
    Member("vera@havsvakt.example", "Vera Quayle", "viewer"),
)


def sign_in_lines() -> list[str]:
    """Return one line for each member, as ``make demo`` prints them."""
    width = max(len(member.email) for member in CAST)
    lines = [f"  {member.email:<{width}}  {member.role:<14} {member.name}" for member in CAST]
    return [*lines, f"  password for all of them: {PASSWORD}"]
