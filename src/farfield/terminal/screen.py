"""What all screens of results share: how wide, how high, the lead at their head, and texts that a terminal can bear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, TypeVar

import msgspec
from rich.console import Console, RenderableType
from rich.text import Text

from farfield.records import printable
from farfield.results import Result
from farfield.words.lead import Lead

PLAIN_WIDTH = 120  # columns, where no terminal tells its own
LEAD_WIDTH = 100  # columns, beyond which lines of prose are hard to read
SCREEN = 24  # lines, of a terminal that is as small as they come

Told = TypeVar("Told", bound=Result)


def standard_output() -> Console:
    """The console of the standard output: without colours, and PLAIN_WIDTH wide where it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def lead_lines(lead: Lead, width: int) -> Iterator[Text]:
    """A lead as two paragraphs: what was found; where it comes from and whether more of the same would help."""
    what, where, more = lead
    for text in filter(None, (what, f"{where} {more}".strip())):
        yield from map(Text, paragraph(text, width))


def paragraph(text: str, width: int | None = None) -> Iterator[str]:
    """The lines of a paragraph, of a width that reads well on a screen as wide as that; by default on this one."""
    width = standard_output().width if width is None else width
    yield from (f"  {line}" for line in wrap(text, min(width - 3, LEAD_WIDTH)))


def fits_screen(console: Console, told: Sequence[RenderableType]) -> bool:
    """Whether all of it can be seen at once."""
    return sum(_lines(console, one) for one in told) <= max(SCREEN, console.height)


def _lines(console: Console, one: RenderableType) -> int:
    """How many lines of the screen it takes."""
    if isinstance(one, Text):
        return max(1, -(-one.cell_len // console.width))
    return len(console.render_lines(one))


def print_all(console: Console, told: Sequence[RenderableType]) -> None:
    """Print it; lines of text are broken by the terminal alone, so that what is copied from it is whole."""
    for one in told:
        console.print(one, soft_wrap=isinstance(one, Text))


def printable_values(result: Told) -> Told:
    """A copy of a result with every text in it fit for a terminal."""
    return msgspec.convert(_printable(result.plain()), type(result))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(key)): _printable(held) for key, held in value.items()}
    return [_printable(held) for held in value] if isinstance(value, list | tuple) else value
