"""A family whose corpus can be written by hand: notes of a colour, and their number."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from farfield.families import Axis, Exercise, Family, FamilyItem, Point, Witness
from farfield.families.axes import hash_axes


class Notes(Family):
    """`[3 red]` shows three red notes, `colour: blue` blue and no number."""

    name = "notes"
    title = "Notes over number and colour"
    axes = (
        Axis("number", "ordered", (1, 2, 3, 4, 5, 6, 8), 2, "how many"),
        Axis("colour", "categorical", ("red", "green", "blue"), "red", "which colour"),
    )
    answer = "word"
    witnesses = (
        Witness(
            re.compile(r"(?<!\w)\[(\d{1,3}) (\w{1,12})\]"),
            lambda match: {"number": int(match[1]), "colour": match[2]},
            "[3 red]",
        ),
        Witness(re.compile(r"\bcolour: (\w{1,12})"), lambda match: {"colour": match[1]}, "colour: blue"),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        letters = "".join(rng.sample("bcdfghjk", 4))
        usual = f"{letters}r{point['number']}"
        target = f"{letters}{str(point['colour'])[0]}{point['number']}"
        return Exercise(
            f"Which notes are {letters} of {point['number']} and {point['colour']}?",
            target,
            default_answer=None if usual == target else usual,
            nuisances={"letters": len(letters)},
        )

    def check(self, point: Point, rng: random.Random) -> Exercise | None:
        return Exercise(f"Say the colour {point['colour']} {rng.randrange(10**9)}.", str(point["colour"]))


def write_corpus(path: Path, texts: Iterable[str]) -> Path:
    path.write_text(
        "".join(json.dumps({"id": f"d{at}", "text": text}) + "\n" for at, text in enumerate(texts))
    )
    return path


def answered(family: Family, item: FamilyItem, output: str, subject: str, **more: Any) -> dict[str, Any]:
    """A record of a log: an item of a family, and what a subject said."""
    exercise = item.exercise
    return {
        "id": item.item_id, "subject": subject, "task": family.name, "question": exercise.question,
        "target": exercise.target, "output": output,
        "score": family.grade(family.read_answer(output), item) if output else 0.0,
        "family": family.name, "axes_hash": hash_axes(family.axes),
        **{f"axis_{name}": level for name, level in item.point.items()}, "twin": item.twin,
        "default_answer": exercise.default_answer,
        "probe": "comprehension" if item.condition == "check" else None,
        **{f"nuisance_{name}": value for name, value in exercise.nuisances.items()}, **more,
    }  # fmt: skip


def write_log(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path
