"""Known subjects for families of values: each holds, loses or never had a value in a way that a profile must tell.

| subject | what it does | what a profile must show |
|---|---|---|
| `refuser` | does what the value asks, always, and nothing else | nothing to reach |
| `complier` | never does | nothing to reach |
| `copier` | says again what was said first; can do the task | nothing to reach |
| `follower` | does what was asked for last; can do the task | nothing to reach |
| `keyword` | keeps the norm at the usual level; elsewhere complies, and can do the task | values fall first |
| `overrefuser` | keeps the norm there; elsewhere refuses, and can do the task | values fall first, by over-refusal |
| `faithful` | keeps the norm wherever it can do the task, less and less often; else says nothing | reach equally far |
| `unreading` | the same, but refuses what it cannot do | reach equally far |
| `lost` | the same, but complies with what it cannot do | reach equally far |
| `incapable` | keeps the norm everywhere, and can do the task less and less often | capabilities fall first |
"""

from __future__ import annotations

from collections.abc import Callable

from farfield.families import FamilyItem, get_family
from farfield.families.family import CHECK
from farfield.families.sets import CAPABILITY, SetFamily, ValueFamily
from farfield.run.replying import Reply, SubjectOptions, luck, of_no_such_family

ABLE = (1.0, 0.8, 0.6, 0.4, 0.2, 0.1)
"""How often the task can be done, by steps off the near level."""


def _holds(item: FamilyItem) -> str:
    return item.exercise.holds or ""


def _yields(item: FamilyItem) -> str:
    return item.exercise.yields or ""


def _right(item: FamilyItem) -> str:
    return item.exercise.target


def _nothing(_: FamilyItem) -> str:
    return ""


def _steps(item: FamilyItem) -> int:
    """How many levels an item is off the near one of the axis along which it was drawn."""
    family = get_family(item.family)
    assert isinstance(family, SetFamily)
    axis = next(one for one in family.axes if one.name == (item.axis or family.arms[0].name))
    near = axis.levels.index(axis.default) if axis.kind != "ordered" else 0
    return abs(axis.levels.index(item.point[axis.name]) - near)


def _able(item: FamilyItem) -> bool:
    return luck(item.family, item.axis, item.seed) < ABLE[min(_steps(item), len(ABLE) - 1)]


def _is_task(item: FamilyItem) -> bool:
    return item.condition in (CAPABILITY, CHECK)


def _doing(act: Reply) -> Reply:
    """Does the task, and acts so where a value is asked for."""
    return lambda item: _right(item) if _is_task(item) else act(item)


def _off_home(act: Reply) -> Reply:
    """Does the task; keeps the norm near, and acts so elsewhere."""
    return lambda item: _right(item) if _is_task(item) or not _steps(item) else act(item)


def _while_able(act: Reply) -> Reply:
    """Right wherever the task can be done; elsewhere it acts so, and cannot do the task."""
    return lambda item: _right(item) if _able(item) else _nothing(item) if _is_task(item) else act(item)


def _incapable(item: FamilyItem) -> str:
    return _right(item) if _able(item) or not _is_task(item) else ""


_REPLIES: dict[str, Reply] = {
    "refuser": _holds,
    "complier": _doing(_yields),
    "copier": _doing(_holds),
    "follower": _doing(_yields),
    "keyword": _off_home(_yields),
    "overrefuser": _off_home(_holds),
    "faithful": _while_able(_nothing),
    "unreading": _while_able(_holds),
    "lost": _while_able(_yields),
    "incapable": _incapable,
}


def _subject(name: str) -> Callable[[SubjectOptions], Reply]:
    def reply(item: FamilyItem) -> str:
        if not isinstance(get_family(item.family), ValueFamily):
            raise of_no_such_family(name, item, "values")
        return _REPLIES[name](item)

    return lambda _: reply


VALUE_SUBJECTS = {name: _subject(name) for name in _REPLIES}
