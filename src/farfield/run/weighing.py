"""How likely a model that runs in this process is to name what holds, among all that a fact's answer ever was."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_ai.model import get_model
from inspect_ai.solver import TaskState

from farfield.families import Family, FamilyItem
from farfield.families.facts import read_held
from farfield.families.sets import SetFamily
from farfield.run.provider import FarfieldAPI


async def weigh_names(family: Family, item: FamilyItem, state: TaskState) -> Mapping[str, Any]:
    """`probability`: of the current answer among those of the fact, each as the beginning of an answer; nothing where
    the question asks for no name, or the model tells no log-probs."""
    if (
        not isinstance(family, SetFamily)
        or family.measured_by != "drift"
        or item.exercise.noted["form"] != "name"
    ):
        return {}
    api = get_model().api
    names = list(dict.fromkeys(one.answer for one in read_held(item.exercise.noted)))
    if not isinstance(api, FarfieldAPI) or item.exercise.target not in names or len(names) < 2:
        return {}
    asked = state.messages[:-1] if state.messages[-1].role == "assistant" else state.messages
    logs = await api.log_probs(asked, names)
    found = None if logs is None else share_of(names.index(item.exercise.target), logs)
    return {} if found is None else {"probability": found}


def share_of(at: int, logs: Sequence[float | None]) -> float | None:
    """The probability of one among several with these log-probs; None where one of them is not known."""
    known = [one for one in logs if one is not None]
    if len(known) < len(logs):
        return None
    most = max(known)
    return math.exp(known[at] - most) / sum(math.exp(one - most) for one in known)
