"""What is kept of an item beside question and target: flat, so that each entry becomes a column of the item table."""

from __future__ import annotations

from farfield.families.axes import Level, hash_axes, parse_level
from farfield.families.family import Family, FamilyItem
from farfield.families.registry import get_family
from farfield.records import FarfieldError, Scalar


def item_metadata(family: Family, item: FamilyItem) -> dict[str, Scalar]:
    """`family`, `axes_hash`, `twin`, `chance`, `axis_NAME`, `nuisance_NAME`; where they apply `default_answer` and
    `probe`."""
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
    if item.condition == "check":
        found["probe"] = "comprehension"
    return found


def find_item(item_id: str) -> FamilyItem:
    """The item that an id names, generated again. Raises FarfieldError where it names none."""
    key, _, check = item_id.partition("/check")
    parts = key.rsplit("/", 2)
    if len(parts) != 3 or check or not parts[2].removeprefix("-").isdigit():
        raise FarfieldError(
            f"{item_id!r} names no item of a family", remedy="Ids look like addition/digits=2,base=10/0."
        )
    family = get_family(parts[0])
    point: dict[str, Level] = {}
    for axis, (name, _, level) in zip(
        family.axes, (one.partition("=") for one in parts[1].split(",")), strict=False
    ):
        point[name] = parse_level(axis, level)
    found = (
        family.generate_check(point, int(parts[2]))
        if item_id.endswith("/check")
        else family.generate(point, int(parts[2]))
    )
    if found is None:
        raise FarfieldError(f"{family.name} has no comprehension check")
    return found
