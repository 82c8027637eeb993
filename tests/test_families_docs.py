"""docs/families.md is what the families are."""

from __future__ import annotations

import importlib.metadata
import json
import re
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from farfield import registry
from farfield.families import family_names, get_family
from farfield.families.metadata import find_item
from farfield.families.sampling import SampleOptions, sample_items
from naive_families import SOLVERS

PAGE = (Path(__file__).parents[1] / "docs" / "families.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows() -> list[list[str]]:
    """The cells of every table's rows, those of an empty first cell under the name above it."""
    found: list[list[str]] = []
    for line in PAGE.splitlines():
        if line.startswith("| "):
            cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split(" | ")]
            cells[0] = cells[0].strip() or (found[-1][0] if found else "")
            found.append(cells)
    return found


SETS = ("keeping", "odds", "ownership", "pressure")


@pytest.mark.parametrize("name", [*sorted(SOLVERS), *SETS])
def test_axes_and_levels_are_in_the_table(name: str) -> None:
    told = {row[1]: row for row in rows() if row[0] == f"`{name}`" and len(row) == 4}
    for axis in get_family(name).axes:
        row = told[f"`{axis.name}`"]
        assert row[3] == axis.kind
        assert f"**{axis.default}**" in row[2]
        if axis.kind != "compositional":
            assert row[2].replace("**", "") == ", ".join(map(str, axis.levels))


@pytest.mark.parametrize("name", sorted(set(SOLVERS) - {"code_completion"}))
def test_examples_are_right(name: str) -> None:
    examples = [row for row in rows() if row[0] == f"`{name}`" and row[1].endswith("?")]
    assert len(examples) == 1
    _, question, answer, *default = examples[0]
    assert SOLVERS[name](question) == answer
    assert default != [answer]


SHOWN = (
    "ownership/transfers=2,world=everyday,order=first/0",
    "pressure/turns=1,digits=2,source=friend/2",
    "keeping/asking=backwards,turns=0,channel=chat/0",
    "odds/colours=3,world=urn,horizon=10,relation=Neg/2",
)


@pytest.mark.parametrize("item_id", SHOWN)
def test_what_is_shown_of_sets_is_what_they_ask(item_id: str) -> None:
    exercise = find_item(item_id).exercise
    told = " ".join(PAGE.split())
    assert " ".join(exercise.question.split()) in told
    for turn in exercise.turns:
        assert f"{turn.role}: {turn.text}" in told


def test_the_export_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(BLOCKS[0], {})
    lines = Path("addition.jsonl").read_text().splitlines()
    assert sum("probe" not in json.loads(line) for line in lines) == 500
    assert Path("addition.yaml").read_text().startswith('task: "farfield_addition"')


def test_the_family_of_the_page_is_one() -> None:
    scope: dict[str, Any] = {"__name__": "my_package"}
    exec(BLOCKS[1], scope)
    family = scope["Remainders"]()
    drawn = sample_items(family, SampleOptions(items=100))
    assert len(drawn) == 100
    for item in drawn:
        dividend, divisor = map(int, re.findall(r"-?\d+", item.exercise.question)[1:])
        assert (dividend - int(item.exercise.target)) % divisor == 0
        assert 0 <= int(item.exercise.target) < divisor
    match = family.witnesses[0].pattern.search(family.witnesses[0].example)
    assert match
    assert family.witnesses[0].read(match) == {"digits": 2}


def test_an_installed_package_makes_its_families_known(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("remainders", "farfield.families.digits:Addition", "farfield.families")
    registry.installed.cache_clear()
    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda group: [entry] if group == entry.group else []
    )
    assert "remainders" in family_names()
    assert get_family("remainders").name == "addition"
    registry.installed.cache_clear()
