"""Known subjects for stated probabilities, none of whom knows anything of the questions.

`one_world` draws a world for every tuple and answers by logic, `base_rate` says of every question one half and of
compounds what follows if all were independent: both cohere. `constant` says two fifths to everything, `random`
anything.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from farfield.families import FamilyItem, get_family
from farfield.families.family import ITEM
from farfield.families.odds import Odds
from farfield.families.relations import RELATIONS, Relation
from farfield.run.replying import Reply, SubjectOptions, luck, of_no_such_family

RATE = 0.5
CONSTANT = 0.4


def _role(item: FamilyItem) -> tuple[Relation, str]:
    role = "P" if item.condition == ITEM else item.condition
    return RELATIONS[str(item.point["relation"])], role


def _tuple(item: FamilyItem) -> str:
    return item.item_id if item.condition == ITEM else item.item_id.rpartition("/")[0]


def _one_world(item: FamilyItem) -> float:
    relation, role = _role(item)
    held = Random(_tuple(item)).choice(relation.assignments)
    asked = relation.roles[role]
    return float(asked.given(*held) and asked.event(*held))


def _base_rate(item: FamilyItem) -> float:
    relation, role = _role(item)
    return float(np.asarray(relation.chances(RATE))[list(relation.roles).index(role)])


_STATED: dict[str, Callable[[FamilyItem], float]] = {
    "one_world": _one_world,
    "base_rate": _base_rate,
    "constant": lambda _: CONSTANT,
    "random": lambda item: luck("random", item.item_id),
}


def _subject(name: str) -> Callable[[SubjectOptions], Reply]:
    def reply(item: FamilyItem) -> str:
        if not isinstance(get_family(item.family), Odds):
            raise of_no_such_family(name, item, "probabilities")
        return f"{_STATED[name](item):.6f}"

    return lambda _: reply


ODDS_SUBJECTS = {name: _subject(name) for name in _STATED}
