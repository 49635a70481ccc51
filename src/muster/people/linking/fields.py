"""How two records are compared, field by field: the steps from “same” to “other”, and what each weighs.

The weights given here are those of a house too small to learn from; a larger one learns its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator


@dataclass(frozen=True, slots=True)
class Step:
    """One way two values can stand to each other.

    ``when`` is SQL over ``{c}_l`` and ``{c}_r``; ``yes`` is how often records of one person stand so,
    ``by_chance`` how often two strangers do.
    """

    word: str
    when: str
    yes: float
    by_chance: float


@dataclass(frozen=True, slots=True)
class Field:
    """One column and its steps, closest first; the last step is whatever is left.

    ``rare`` is whether a rare value counts for more than a common one; ``unknown`` is when nothing can
    be said.
    """

    name: str
    steps: Sequence[Step]
    rare: bool = False
    unknown: str = "{c}_l IS NULL OR {c}_r IS NULL"

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the steps as the engine numbers them: from “other” upwards."""
        return tuple(step.word for step in reversed(self.steps))


def _same(yes: float, by_chance: float) -> Step:
    return Step("same", "{c}_l = {c}_r", yes, by_chance)


def _alike(least: float, yes: float, by_chance: float, word: str = "alike") -> Step:
    return Step(word, f"jaro_winkler_similarity({{c}}_l, {{c}}_r) >= {least}", yes, by_chance)


def _typed(signs: int, yes: float, by_chance: float, word: str = "alike") -> Step:
    return Step(word, f"damerau_levenshtein({{c}}_l, {{c}}_r) <= {signs}", yes, by_chance)


def _other(yes: float, by_chance: float) -> Step:
    return Step("other", "", yes, by_chance)


FIELDS: Final = (
    Field(
        "given",
        (_same(0.80, 0.01), _alike(0.92, 0.08, 0.01), _alike(0.8, 0.04, 0.03, "near"),
         _other(0.08, 0.95)),
        rare=True,
    ),
    Field(
        "family",
        (_same(0.85, 0.002), _alike(0.92, 0.07, 0.003), _alike(0.8, 0.03, 0.02, "near"),
         _other(0.05, 0.975)),
        rare=True,
    ),
    Field(
        "birth",
        (_same(0.90, 0.0001), _typed(1, 0.05, 0.001), _typed(2, 0.02, 0.005, "near"),
         Step("year", "substr({c}_l, 1, 4) = substr({c}_r, 1, 4)", 0.01, 0.02),
         _other(0.02, 0.9739)),
        rare=True,
    ),
    Field(
        "postcode",
        (_same(0.70, 0.001), _typed(1, 0.04, 0.01),
         Step("near", "substr({c}_l, 1, 3) = substr({c}_r, 1, 3)", 0.06, 0.03),
         _other(0.20, 0.959)),
        rare=True,
    ),
    Field("place", (_same(0.80, 0.05), _alike(0.88, 0.05, 0.01), _other(0.15, 0.94)), rare=True),
    Field("street", (_same(0.70, 0.0005), _alike(0.9, 0.15, 0.002), _other(0.15, 0.9975))),
    # Two records that share an address were one already, so what is left here are its cousins. Only
    # what the name before the @ says beyond the person’s own name is news: ``own``, made by ``blocks``.
    Field(
        "email",
        (_same(0.10, 0.00001), Step("alike", "own_l = own_r", 0.25, 0.0005),
         Step("near", "least(length(own_l), length(own_r)) >= 6"
              " AND jaro_winkler_similarity(own_l, own_r) >= 0.93", 0.10, 0.0005),
         _other(0.55, 0.99899)),
        unknown="{c}_l IS NULL OR {c}_r IS NULL OR"
                " ({c}_l <> {c}_r AND (length(own_l) < 2 OR length(own_r) < 2))",
    ),
    Field("phone", (_same(0.10, 0.00001), _typed(1, 0.15, 0.0001), _other(0.75, 0.99989))),
    Field("number", (_same(0.90, 0.00001), _typed(1, 0.06, 0.0001), _other(0.04, 0.99989))),
)  # fmt: skip
BY_NAME: Final = {field.name: field for field in FIELDS}

# What counts as one field when two must agree: the parts of a name are one, and so is a home.
# A family name and a home are a household, so a name agrees only with both its parts.
INDEPENDENT: Final = {
    "name": ("given", "family"),
    "birth": ("birth",),
    "home": ("postcode",),
    "street": ("street",),
    "email": ("email",),
    "phone": ("phone",),
    "number": ("number",),
}


def agreeing(steps: dict[str, str]) -> list[str]:
    """The independent fields on which two records say the very same."""
    found = [
        name
        for name, parts in INDEPENDENT.items()
        if all(steps.get(part) == "same" for part in parts)
    ]
    # A street and a postcode are one home.
    return [name for name in found if name != "street" or "home" not in found]


def comparisons(
    having: Collection[str], *, count_values: bool
) -> list[ComparisonCreator | dict[str, Any]]:
    """The comparisons of the fields anybody said anything about.

    ``count_values`` is whether there are records enough to tell a rare value from a common one.
    """
    return [
        _comparison(field, count_values=count_values) for field in FIELDS if field.name in having
    ]


def _comparison(field: Field, *, count_values: bool) -> ComparisonCreator:
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    c = field.name
    unknown = levels.CustomLevel(field.unknown.format(c=c), "unknown")
    made: list[Any] = [unknown.configure(is_null_level=True)]
    for step in field.steps:
        level: Any = (
            levels.CustomLevel(step.when.format(c=c), step.word)
            if step.when
            else levels.ElseLevel()
        )
        level.configure(m_probability=step.yes, u_probability=step.by_chance)
        if count_values and field.rare and step.word == "same":
            level.configure(tf_adjustment_column=c)
        made.append(level)
    return library.CustomComparison(made, output_column_name=c)
