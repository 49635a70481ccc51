"""How a form tells what an action refused: beside the field it is about, else above all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django import forms

    from muster.kit.errors import Refused


def beside(form: forms.BaseForm, problem: Refused) -> None:
    """Put it where it belongs."""
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)
