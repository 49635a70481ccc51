"""What somebody writes down of a drive: time by the clock of a place, money in its currency."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.accounts.queries import organisation
from muster.drives import access
from muster.drives.actions import Told
from muster.drives.models import Drive
from muster.gifts.giving import house_currency
from muster.kit.money import Money
from muster.places.queries import regions, usual_zone, zones

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.places.models import Region

MOMENT: Final = "%Y-%m-%dT%H:%M"
CURRENCIES: Final = ("EUR", "PLN", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "CZK")
MOST_PEOPLE: Final = 1_000_000


class DriveForm(forms.Form):
    """A drive. ``told`` is what it says, once it is valid."""

    title = forms.CharField(label=gettext_lazy("Name of the drive"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Its address"), max_length=60, required=False,
        help_text=gettext_lazy("Short, since it is read from a wall. Left empty, it is made from the name."),
    )  # fmt: skip
    people = forms.IntegerField(
        label=gettext_lazy("How many people"), min_value=1, max_value=MOST_PEOPLE
    )
    each = forms.CharField(label=gettext_lazy("How much each"), max_length=20)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    starts = forms.DateTimeField(
        label=gettext_lazy("Starts"), input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    ends = forms.DateTimeField(
        label=gettext_lazy("Ends"), input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    zone = forms.ChoiceField(label=gettext_lazy("Where the clock shows that time"))
    story = forms.CharField(
        label=gettext_lazy("What it is for"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Say why, and how the money is used."),
    )  # fmt: skip
    suggested = forms.CharField(
        label=gettext_lazy("Amounts on the form"), required=False, max_length=100,
        help_text=gettext_lazy("With blanks between them, such as: 10 20 50"),
    )  # fmt: skip
    parent = forms.ChoiceField(label=gettext_lazy("Part of"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    names = forms.ChoiceField(
        label=gettext_lazy("Names on the wall"), widget=forms.RadioSelect,
        choices=[
            ("held", gettext_lazy("Held until somebody of ours shows each")),
            ("shown", gettext_lazy("Shown at once; somebody of ours hides what should not stand there")),
        ],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: Staff, drive: Drive | None = None) -> None:
        initial = _of(drive) if drive else _fresh()
        super().__init__(data, initial=initial)
        self.by, self.drive = by, drive
        here = initial["currency"]
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (code, code) for code in dict.fromkeys([here, *CURRENCIES])
        ]
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones()]  # type: ignore[attr-defined]
        self.parents = {
            str(one.pk): one
            for one in access.drives(by=by).filter(earlier=False).order_by("-starts_at")[:100]
            if drive is None or one.pk != drive.pk
        }
        self.regions = _regions(by)
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", _("Nothing; it stands alone")), *((key, one.title) for key, one in self.parents.items())
        ]  # fmt: skip
        nowhere = [("", _("Every region"))] if by.scope.everyone else []
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            *nowhere, *((one.pk, str(one)) for one in self.regions.values())
        ]  # fmt: skip

    def clean_slug(self) -> str:
        """An address; one made of the name where none was written."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:60]
        if not slug:
            raise forms.ValidationError(_("Write an address of letters, digits and dashes."))
        return slug.lower()

    def clean(self) -> dict[str, Any]:
        """Money in the currency that was chosen."""
        said = super().clean() or {}
        currency = said.get("currency")
        if currency:
            said["each_minor"] = self._minor("each", said.get("each", ""), currency)
            parts = re.split(r"[\s;]+", said.get("suggested", "").strip())
            said["amounts"] = tuple(
                minor
                for minor in (self._minor("suggested", part, currency) for part in parts if part)
                if minor
            )
        return said

    def _minor(self, field: str, text: str, currency: str) -> int:
        try:
            minor = Money.parse(text, currency).minor
        except ValueError:
            minor = 0
        if text and not 0 < minor <= 10**11:
            self.add_error(field, _("Write an amount above nought in digits, such as 10."))
        return minor

    @property
    def told(self) -> Told:
        """What was said, for the action."""
        said = self.cleaned_data
        return Told(
            slug=said["slug"],
            title=said["title"],
            currency=said["currency"],
            people=said["people"],
            each_minor=said["each_minor"],
            starts_at=_at(said["starts"], said["zone"]),
            ends_at=_at(said["ends"], said["zone"]),
            zone=said["zone"],
            story=said.get("story", ""),
            suggested=said["amounts"][:6],
            parent=self.parents.get(said.get("parent", "")),
            region=self.regions.get(said.get("region", "")),
            names=said["names"],
        )


class EarlierForm(DriveForm):
    """A drive of an earlier year: the same goal, its time from the file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Comma-separated, one gift in each row, with columns “at” and “amount”."
        ),
    )
    field_order = ("title", "slug", "people", "each", "currency", "starts", "ends", "zone", "file")

    def __init__(self, data: Any = None, files: Any = None, *, by: Staff) -> None:
        super().__init__(data, by=by)
        self.files = files if files is not None else MultiValueDict()
        for name in ("story", "suggested", "parent", "names"):
            del self.fields[name]
        for name in ("starts", "ends"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Left empty, the file says it.")
            self.initial.pop(name, None)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Where no time is said, the file’s own is taken."""
        said = super().clean()
        said["starts"] = said.get("starts") or datetime(9999, 1, 1)  # noqa: DTZ001 - given a zone below
        said["ends"] = said.get("ends") or datetime(1970, 1, 2)  # noqa: DTZ001
        said["names"] = Drive.Names.HELD
        return said


def decimal(minor: int, currency: str) -> str:
    """An amount as it is typed."""
    places = get_currency_precision(currency)
    text = f"{minor / 10**places:.{places}f}"
    return text.removesuffix("." + "0" * places) if places else text


def _at(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _of(drive: Drive) -> dict[str, Any]:
    zone = ZoneInfo(drive.zone)
    return {
        "title": drive.title, "slug": drive.slug, "people": drive.people,
        "each": decimal(drive.each_minor, drive.currency), "currency": drive.currency,
        "starts": drive.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends": drive.ends_at.astimezone(zone).replace(tzinfo=None), "zone": drive.zone,
        "story": drive.story,
        "suggested": " ".join(decimal(one, drive.currency) for one in drive.suggested),
        "parent": str(drive.parent_id or ""), "region": drive.region_id or "", "names": drive.names,
    }  # fmt: skip


def _fresh() -> dict[str, Any]:
    zone = usual_zone(organisation().country)
    return {
        "people": 250,
        "each": "10",
        "currency": house_currency(),
        "zone": zone,
        "names": "held",
    }


def _regions(by: Staff) -> dict[str, Region]:
    found = regions()
    if by.scope.everyone:
        country = organisation().country
        found = found.filter(country=country) if country else found
    else:
        found = found.filter(pk__in=by.scope.regions)
    return {one.pk: one for one in found}
