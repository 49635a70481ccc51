"""Forms about roles and regions. They check dictionaries; the actions decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muster.accounts.roles import ROLES
from muster.places.countries import COUNTRIES
from muster.places.queries import regions

if TYPE_CHECKING:
    from muster.accounts.models import Staff

EVERY, SOME = "every", "some"


class RolesForm(forms.Form):
    """Which roles, and where."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    where = forms.ChoiceField(
        label=_("Where"),
        choices=[(EVERY, _("In every region")), (SOME, _("Only in these regions"))],
        widget=forms.RadioSelect,
    )
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        help_text=_("Hold Ctrl or ⌘ to choose several. None at all means: sees nobody."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.key, f"{role.name}: {role.words}") for role in ROLES.values()
        ]
        self.fields["regions"].choices = region_choices()  # type: ignore[attr-defined]

    @staticmethod
    def of(person: Staff) -> dict[str, Any]:
        """Return what somebody holds, as the form shows it."""
        return {
            "roles": [role.key for role in person.roles],
            "where": EVERY if person.every_region else SOME,
            "regions": [region.code for region in person.regions.all()],
        }

    def cleaned(self) -> dict[str, Any]:
        """Return what the actions take."""
        every = self.cleaned_data["where"] == EVERY
        return {
            "roles": sorted(self.cleaned_data["roles"]),
            "every_region": every,
            "regions": [] if every else sorted(self.cleaned_data["regions"]),
        }


class InvitationForm(RolesForm):
    """Whom, besides."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with it"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    field_order = ["name", "email", "language", "roles", "where", "regions"]

    def cleaned(self) -> dict[str, Any]:
        """Return what the action takes."""
        whom = {name: self.cleaned_data[name] for name in ("name", "email", "language")}
        return super().cleaned() | whom


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the regions under their countries, in the reader's language."""
    language = get_language() or "en"
    grouped: dict[str, list[tuple[str, str]]] = {}
    for region in regions():
        grouped.setdefault(region.country, []).append((region.code, region.name_in(language)))
    return [
        (str(COUNTRIES[code].name), sorted(found, key=lambda r: r[1]))
        for code, found in grouped.items()
    ]
