"""What is kept of an item beside question and target: flat, so that each entry becomes a column of the item table."""

from __future__ import annotations

from farfield.families.axes import hash_axes, parse_key
from farfield.families.family import Family, FamilyItem
from farfield.families.registry import get_family
from farfield.records import FarfieldError, Scalar

CHECK = "/check"


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
    parts = item_id.removesuffix(CHECK).rsplit("/", 2)
    if len(parts) != 3 or not parts[2].removeprefix("-").isdecimal():
        raise FarfieldError(
            f"{item_id!r} names no item of a family", remedy="Such ids look like addition/digits=2,base=10/0."
        )
    family, seed = get_family(parts[0]), int(parts[2])
    point = parse_key(family.axes, parts[1])
    if not item_id.endswith(CHECK):
        return family.generate(point, seed)
    found = family.generate_check(point, seed)
    if found is None:
        raise FarfieldError(f"{item_id!r}: {family.name} has no comprehension check")
    return found
