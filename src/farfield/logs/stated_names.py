"""The usual names of the columns of stated probabilities, and of choices between options."""

from __future__ import annotations

from collections.abc import Iterable

from farfield.logs.formats.table_names import plain_name

STATED_NAMES: dict[str, tuple[str, ...]] = {
    "tuple": ("tuple", "tuple_id"),
    "check": ("check", "relation", "checker"),
    "role": ("role",),
    "prob": ("prob", "probability", "stated", "forecast"),
    "subject": ("subject", "model", "forecaster", "model_name"),
    "resolution": ("resolution", "resolved", "came_true"),
    "question": ("question_id", "qid", "question"),
    "first": ("first", "option_a", "left"),
    "second": ("second", "option_b", "right"),
    "preferred": ("preferred", "chosen", "choice"),
    "dominant": ("dominant",),
}
"""For each field the columns that fill it unasked, best first."""
NEEDED = ("tuple", "check", "role", "prob")
CHOICE = ("first", "second", "preferred")


def usual_columns(names: Iterable[str]) -> dict[str, str]:
    """For each field the column that fills it, of these names; fields that have none have no key."""
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(plain_name(name), name)
    return {
        field: plain[usual[0]]
        for field, known in STATED_NAMES.items()
        if (usual := [one for one in known if one in plain])
    }


def states_probabilities(names: Iterable[str]) -> bool:
    """Whether columns of these names hold probabilities of questions that hang together."""
    return set(NEEDED) <= set(usual_columns(names))
