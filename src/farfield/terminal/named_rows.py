"""Tables whose names have lines of their own, where a name and its numbers don't fit beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from farfield.words.numbers import FIXED


def named_rows(
    titles: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], *, stacked: bool
) -> RenderableType:
    """Below each name its cells, in columns. `stacked`: what stands behind a number gets a line of its own too."""
    head = [title.replace(", ", "\n") for title in titles] if stacked else list(titles)
    cells = [[_stacked(cell) for cell in row] if stacked else list(row) for _, row in rows]
    widths = _widths([head, *cells])
    told = [Text(line, style="dim") for line in _side_by_side(head, widths)]
    for (name, _), row in zip(rows, cells, strict=True):
        told += [Text(name, overflow="fold", style="bold"), *map(Text, _side_by_side(row, widths))]
    return Group(*told)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(len(line) for cell in column for line in cell.split("\n")) for column in zip(*rows, strict=True)
    ]


def _side_by_side(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """A row of cells of several lines as lines of text."""
    cells = [cell.split("\n") for cell in row]
    height = max(map(len, cells))
    filled = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in zip(*filled, strict=True)]


def _stacked(cell: str) -> str:
    """Its interval, or what else stands behind a number, on a line of its own."""
    number, bracket, rest = cell.replace(FIXED + "[", " [").partition(" [")
    if bracket:
        return f"{number}\n[{rest}"
    return cell.replace(": ", ":\n")
