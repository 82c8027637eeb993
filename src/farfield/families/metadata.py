"""What is kept of an item beside question and target: flat, so that each entry becomes a column of the item table."""

from __future__ import annotations

from farfield.families.axes import Axis, Level, hash_axes, parse_key, point_key
from farfield.families.family import CHECK, ITEM, Family, FamilyItem
from farfield.families.registry import get_family
from farfield.families.sets import SetFamily, title_of
from farfield.records import FarfieldError, Scalar


def item_metadata(family: Family, item: FamilyItem) -> dict[str, Scalar]:
    """`family`, `axes_hash`, `twin`, `chance`, `axis_NAME`, `nuisance_NAME`; where they apply `default_answer` and
    `probe`. Of a family of sets what `_set_metadata` says."""
    if isinstance(family, SetFamily):
        return _set_metadata(family, item)
    exercise = item.exercise
    found: dict[str, Scalar] = {
        "family": family.name,
        "axes_hash": hash_axes(family.axes),
        **{f"axis_{axis.name}": item.point[axis.name] for axis in family.axes},
        "twin": item.twin,
        "chance": exercise.floor,
        **{f"nuisance_{name}": value for name, value in exercise.nuisances.items()},
    }
    if exercise.default_answer is not None:
        found["default_answer"] = exercise.default_answer
    if item.condition == CHECK:
        found["probe"] = "comprehension"
    return found


def _set_metadata(family: SetFamily, item: FamilyItem) -> dict[str, Scalar]:
    """`kind`, `axis`, `level`, `distance` and `cluster`, by which a profile finds values; `at_NAME` for each axis, as
    items of several kinds have no one score by which the axes of a family could be told."""
    exercise, axis = item.exercise, item.axis or family.arms[0].name
    declared = next(one for one in family.axes if one.name == axis)
    kind = family.kinds.get(item.condition)
    return {
        **({"kind": kind, "grader": family.grader} if kind else {}),
        "axis": title_of(family, axis),
        "level": str(item.point[axis]),
        "distance": distance(declared, item.point[axis]),
        **({"cluster": f"{family.name}/{axis}/{item.seed}"} if kind else _tuple(family, item)),
        "chance": exercise.floor,
        "axes_hash": hash_axes(family.axes),
        **{f"at_{one.name}": item.point[one.name] for one in family.axes},
        **{f"nuisance_{name}": value for name, value in exercise.nuisances.items()},
        **exercise.noted,
    }


def _tuple(family: SetFamily, item: FamilyItem) -> dict[str, Scalar]:
    """What the questions of a set share that hang together at one point, and nowhere else."""
    key = f"{family.name}/{point_key(family.axes, item.point)}/{item.seed}"
    return {"tuple": key, "cluster": key}


def distance(axis: Axis, level: Level) -> float | None:
    """How far a level is: of an ordered axis its number; of another 0 at the usual level, and unknown elsewhere."""
    if axis.kind == "ordered":
        return float(level)
    return 0.0 if level == axis.default else None


def find_item(item_id: str) -> FamilyItem:
    """The item that an id names, generated again. Raises FarfieldError where it names none."""
    rest, _, last = item_id.rpartition("/")
    plain = last.removeprefix("-").isdecimal()
    key, condition = (item_id, ITEM) if plain else (rest, last)
    parts = key.rsplit("/", 2)
    if len(parts) != 3 or not parts[2].removeprefix("-").isdecimal():
        raise FarfieldError(
            f"{item_id!r} names no item of a family", remedy="Such ids look like addition/digits=2,base=10/0."
        )
    family, seed = get_family(parts[0]), int(parts[2])
    found = family.generate_as(condition, parse_key(family.axes, parts[1]), seed)
    if found is None:
        raise FarfieldError(f"{item_id!r}: {family.name} asks no {condition} there")
    return found
