"""`farfield families`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Levels
from farfield.cli.completing import family_names
from farfield.cli.printing import print_table
from farfield.options.asking import TaskOptions
from farfield.options.typed import OUTPUT, Typed
from farfield.text.nouns import number_of

if TYPE_CHECKING:
    from farfield.families import Family, FamilyItem


@command("families")
def families_command(
    options: TaskOptions,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="Tell of this one.", show_default=False, autocompletion=family_names
        ),
    ] = None,
    levels: Levels = (),
    export: Annotated[
        Path | None,
        Typed(
            OUTPUT,
            "FILE",
            "Write the family's items as JSON lines.",
            "`item_id`, `prompt`, `question`, `target` and the metadata that a profile reads",
        ),
    ] = None,
    lm_eval: Annotated[
        Path | None,
        Typed(OUTPUT, "FILE", "With --export: the task by which lm_eval asks them.", "The task's YAML"),
    ] = None,
) -> None:
    """The families of tasks and their axes; of one family its levels, an example and its twin."""
    from farfield.families import get_family
    from farfield.records import FarfieldError
    from farfield.run.asked_levels import parse_axes

    if export is not None and name is None:
        raise FarfieldError("--export needs a family", remedy="For example: farfield families addition.")
    if lm_eval is not None and export is None:
        raise FarfieldError("--lm-eval needs the items", remedy="Write them with --export FILE.")
    if name is None:
        _list()
        return
    family = get_family(name)
    options = replace(options, axes=parse_axes(family, levels))
    if export is None:
        _tell(family, options)
    else:
        _export(family, options, export, lm_eval)


def _list() -> None:
    from farfield.families import family_names, get_family

    families = [get_family(name) for name in family_names()]
    print_table(
        ("family", "what it asks", "axes"),
        [(family.name, family.title, ", ".join(axis.name for axis in family.axes)) for family in families],
    )
    print("\nOne of them:       farfield families NAME\nOn any model:      farfield run NAME --model MODEL")


def _tell(family: Family, options: TaskOptions) -> None:
    """Its axes, and an item off the usual world with its twin in it; of a family of sets all that is asked with it."""
    from farfield.families.family import ITEM
    from farfield.run.drawing import draw_items

    print(f"{family.name}: {family.title}\n")
    rows = [
        (axis.name, axis.kind, ", ".join(map(str, axis.levels)), str(axis.default), axis.meaning)
        for axis in family.axes
    ]
    print_table(("axis", "kind", "levels", "usual", "meaning"), rows)
    items, _ = draw_items(family, options)
    example = next(
        (one for one in items if one.point != family.home(one.point) and one.condition == ITEM), items[0]
    )
    beside = [item for item in items if _beside(item, example, family) and item is not example]
    for title, item in [("an item", example), *((_title(one), one) for one in beside)]:
        print(f"\n{title}, {_point(item)}")
        for turn in item.exercise.turns:
            print(f"  {turn.role}: {turn.text}")
        said = f"user: {item.exercise.question}" if item.exercise.turns else item.exercise.question
        print(f"  {said}".replace("\n", "\n  "))
        recited = item.exercise.default_answer
        print(f"  → {item.exercise.target}" + (f"   (recited: {recited})" if recited is not None else ""))


def _beside(item: FamilyItem, example: FamilyItem, family: Family) -> bool:
    """Whether it belongs with the example: its twin in the usual world, or of the same set."""
    from farfield.families.sets import SetFamily

    if isinstance(family, SetFamily):
        return (item.point, item.seed) == (example.point, example.seed)
    return item.twin == example.twin


def _title(item: FamilyItem) -> str:
    from farfield.families.family import CHECK, ITEM
    from farfield.families.sets import CAPABILITY, FLIPPED

    titles = {
        ITEM: "its twin", CHECK: "its comprehension check", FLIPPED: "its twin with the norm flipped",
        CAPABILITY: "the capability",
    }  # fmt: skip
    return titles.get(item.condition, item.condition)


def _point(item: FamilyItem) -> str:
    return ", ".join(f"{name} {level}" for name, level in item.point.items())


def _export(family: Family, options: TaskOptions, path: Path, task: Path | None) -> None:
    import msgspec

    from farfield.families.export import export_items, lm_eval_task
    from farfield.families.sets import SetFamily
    from farfield.records import FarfieldError
    from farfield.run.drawing import draw_items, style_of
    from farfield.storage import write_text

    if task is not None and isinstance(family, SetFamily):
        raise FarfieldError(
            f"{family.name} is not scored by exact matches alone, as lm_eval would",
            where="--lm-eval",
            remedy=f"Ask it with: farfield run {family.name} --model MODEL",
        )
    items, examples = draw_items(family, options)
    style = style_of(options, family)
    records = export_items(family, items, style, examples)
    write_text(path, "".join(msgspec.json.encode(record).decode() + "\n" for record in records))
    print(f"{number_of(len(records), 'item')}: {path}")
    if task is not None:
        write_text(task, lm_eval_task(family, str(path), style))
        print(f"their task for lm_eval: {task}")
