"""Small tables on standard output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> None:
    """Print rows under their titles; the columns in `numbers` stand right."""
    from rich.table import Table
    from rich.text import Text

    from farfield.records import printable
    from farfield.terminal.screen import standard_output

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in titles:
        table.add_column(title, overflow="fold", justify="right" if title in numbers else "left")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    standard_output().print(table)
