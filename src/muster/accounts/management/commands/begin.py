"""``muster begin``: prints where the first administrator makes an account, while nobody has one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from muster.accounts.models import Staff
from muster.accounts.queries import key_to_begin, site_url


class Command(BaseCommand):
    help = "Print the address at which the first administrator makes an account."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        if Staff.objects.exists():
            self.stdout.write("Somebody has an account already; administrators invite the others.")
            return
        self.stdout.write(
            "Nobody has an account yet. Make the first administrator at\n"
            f"  {site_url()}{reverse('begin', args=[key_to_begin()])}"
        )
