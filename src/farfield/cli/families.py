"""`farfield families`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farfield.cli.app import app
from farfield.cli.arguments import AxisLevels, FamilyItems, FamilySeed
from farfield.cli.printing import print_table

if TYPE_CHECKING:
    from farfield.families import Family, FamilyItem, Level


@app.command("families")
def families_command(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Tell of this one.", show_default=False)
    ] = None,
    items: FamilyItems = 200,
    seed: FamilySeed = 0,
    axis: AxisLevels = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the family's items as JSON lines.")
    ] = None,
) -> None:
    """The families of tasks and their axes; of one family its levels, an example and its twin."""
    from farfield.families import get_family
    from farfield.records import FarfieldError
    from farfield.run.options import parse_axes

    if name is not None:
        family = get_family(name)
        levels = parse_axes(family, axis)
        if export is not None:
            _export(family, export, items, seed, levels)
        else:
            _tell(family, seed)
        return
    if export is not None:
        raise FarfieldError("--export needs a family", remedy="For example: farfield families addition.")
    _list()


def _list() -> None:
    from farfield.families import family_names, get_family

    families = [get_family(name) for name in family_names()]
    print_table(
        ("family", "what it asks", "axes"),
        [(family.name, family.title, ", ".join(axis.name for axis in family.axes)) for family in families],
    )
    print("\nOne of them:       farfield families NAME\nOn any model:      farfield run NAME --model MODEL")


def _tell(family: Family, seed: int) -> None:
    """Its axes, and an item off the usual world beside its twin in it."""
    from farfield.families.sampling import SampleOptions, sample_items

    print(f"{family.name}: {family.title}\n")
    rows = [
        (axis.name, axis.kind, ", ".join(map(str, axis.levels)), str(axis.default), axis.meaning)
        for axis in family.axes
    ]
    print_table(("axis", "kind", "levels", "usual", "meaning"), rows)
    items = sample_items(family, SampleOptions(items=60, seed=seed))
    example = next((item for item in items if item.point != family.home(item.point)), items[0])
    beside = [item for item in items if item.twin == example.twin and item is not example]
    for title, item in [("an item", example), *((_title(one), one) for one in beside)]:
        print(f"\n{title}, {_point(item)}")
        print(f"  {item.exercise.question}".replace("\n", "\n  "))
        recited = item.exercise.default_answer
        print(f"  → {item.exercise.target}" + (f"   (recited: {recited})" if recited is not None else ""))


def _title(item: FamilyItem) -> str:
    return "its comprehension check" if item.condition == "check" else "its twin"


def _point(item: FamilyItem) -> str:
    return ", ".join(f"{name} {level}" for name, level in item.point.items())


def _export(
    family: Family, path: Path, items: int, seed: int, levels: Mapping[str, tuple[Level, ...]]
) -> None:
    from farfield.families.sampling import SampleOptions, sample_items

    raise NotImplementedError((family, path, items, seed, levels, SampleOptions, sample_items))
