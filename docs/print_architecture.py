"""Prints the table of rooms into docs/architecture.md.

What may import what is read from the contracts of import-linter in `pyproject.toml`, what a room holds from the first
paragraph of its own docstring. `python docs/print_architecture.py` writes what stands between the two marks of the
page; `tests/test_architecture.py` compares them.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
HOUSE = ROOT / "src" / "farfield"
BLOCK = re.compile(r"(<!-- printed: rooms -->\n).*?(<!-- end -->)", re.DOTALL)


def read_contracts() -> Sequence[Mapping[str, Any]]:
    """The contracts of import-linter, as `pyproject.toml` has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: Sequence[Mapping[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def read_layers(contracts: Sequence[Mapping[str, Any]]) -> list[dict[str, list[str]]]:
    """The rooms of each layer, the lowest first, and which of their own layer they may import.

    Rooms that stand apart by `|` import none of the other; those apart by `:` may.
    """
    (layers,) = (one["layers"] for one in contracts if one["type"] == "layers")
    found = []
    for layer in reversed(layers):
        rooms = re.split(r"\s*[|:]\s*", layer)
        found.append({room: [other for other in rooms if other != room and ":" in layer] for room in rooms})
    return found


def forbidden_to(contracts: Sequence[Mapping[str, Any]], room: str) -> list[str]:
    """What other contracts forbid a room besides."""
    found = [
        module.removeprefix("farfield.")
        for one in contracts
        if one["type"] == "forbidden" and f"farfield.{room}" in one["source_modules"]
        for module in one["forbidden_modules"]
    ]
    return list(dict.fromkeys(found))


def told_by(path: Path) -> str:
    """The first paragraph of a module's docstring, in one line. Raises ValueError where it has none."""
    told = ast.get_docstring(ast.parse(path.read_text()))
    if not told:
        raise ValueError(f"{path} does not say what it holds")
    return " ".join(told.partition("\n\n")[0].split()).replace("|", "\\|")


def file_of(room: str) -> Path:
    """The module, or the `__init__.py` of the package, that a room is."""
    folder = HOUSE / room
    return folder / "__init__.py" if folder.is_dir() else HOUSE / f"{room}.py"


def parts_of(room: str) -> list[Path]:
    """The packages within a room, sorted."""
    return sorted(path.parent for path in (HOUSE / room).rglob("__init__.py") if path.parent != HOUSE / room)


def print_rooms() -> str:
    """The table: from the ground up each room, its packages below it, and what it may import."""
    contracts = read_contracts()
    rows = ["| layer | room | holds | may import |", "|---|---|---|---|"]
    for number, layer in enumerate(read_layers(contracts), start=1):
        for room, beside in layer.items():
            rows.append(
                f"| {number} | {_named(file_of(room))} | {told_by(file_of(room))} | "
                f"{_may_import(number, beside, forbidden_to(contracts, room))} |"
            )
            rows += _parts(room)
    return "\n".join(rows)


def _parts(room: str) -> Iterator[str]:
    for part in parts_of(room):
        yield f"| | {_named(part / '__init__.py')} | {told_by(part / '__init__.py')} | |"


def _named(path: Path) -> str:
    name = path.relative_to(HOUSE).as_posix()
    return f"`{name.removesuffix('__init__.py')}`"


def _may_import(layer: int, beside: Sequence[str], forbidden: Sequence[str]) -> str:
    below = [] if layer == 1 else ["layer 1"] if layer == 2 else [f"layers 1 to {layer - 1}"]
    told = " and ".join([*below, *map(_code, beside)]) or "nothing here"
    return f"{told}, but not {', '.join(map(_code, forbidden))}" if forbidden else told


def _code(name: str) -> str:
    return f"`{name}`"


def print_page(text: str) -> str:
    """The page with its table made anew. Raises ValueError where it has no place for one."""
    if not BLOCK.search(text):
        raise ValueError("the page has no marks between which the rooms are printed")
    return BLOCK.sub(lambda block: f"{block[1]}\n{print_rooms()}\n\n{block[2]}", text)


if __name__ == "__main__":
    PAGE.write_text(print_page(PAGE.read_text()))
