"""Kinds of novelty in the terminal: authors by kind, and the ideas to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.results.novelty import Novelty
from farfield.terminal.screen import printable_values, standard_output
from farfield.words import numbers
from farfield.words.novelty import (
    KINDS,
    answer_sentences,
    kind_name,
    kind_sentence,
    left_out_sentences,
    median_distance,
    share_in_words,
)
from farfield.words.novelty_sets import outside_in_words, set_sentences

MOST_IDEAS = 6
MOST_NOTES = 6
MOST_AUTHORS = 8
ORDER = ("recall", "new primitive", "composition-2", "composition-3")
"""Of the ideas, as a reader wants to check them."""


def summarise_novelty(result: Novelty, folder: Path, console: Console | None = None) -> None:
    """Print what was found, and where the page stands."""
    console = console or standard_output()
    result = printable_values(result)
    prior = result.prior
    facts = [
        numbers.count(len(result.ideas), "idea"),
        numbers.large(prior.documents, "document"),
        f"{prior.first[:4]} to {prior.last[:4]}",
    ]
    title = Text("farfield novelty  ", style="bold").append(" · ".join(facts), style="not bold")
    console.print(title, soft_wrap=True)
    console.print()
    console.print(Padding(_table(result), (0, 0, 1, 2)))
    sentences = list(answer_sentences(result))
    for line in [sentences[0], *sentences[1 + len(result.authors) :]]:
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    for line in set_sentences(result):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    for line in _ideas(result):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    for line in list(left_out_sentences(result))[:MOST_NOTES] + result.warnings[:MOST_NOTES]:
        console.print(Padding(Text(f"! {line}", style="dim"), (0, 0, 0, 2)))
    console.print(Text(f"  report  {printable(str(folder / 'report.html'))}"), soft_wrap=True)


def _table(result: Novelty) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", overflow="fold")
    shown = result.authors[:MOST_AUTHORS]
    for one in shown:
        table.add_column(one.author, overflow="fold")
    for at, kind in enumerate(KINDS):
        if any(one.kinds[at].ideas for one in shown):
            cells = [f"{one.kinds[at].ideas}  {share_in_words(one.kinds[at])}" for one in shown]
            table.add_row(*map(Text, (kind_name(kind), *cells)))
    table.add_row(*map(Text, ("out of paradigm", *map(outside_in_words, shown))))
    if any(one.distance for one in shown):
        table.add_row(*map(Text, ("distance", *map(median_distance, shown))))
    return table


def _ideas(result: Novelty) -> Iterator[str]:
    found = [idea for kind in ORDER for idea in result.ideas if idea.kind == kind and not idea.against]
    for idea in found[:MOST_IDEAS]:
        yield f"{idea.id}: {kind_sentence(idea, result.options.tau)}"
    if len(found) > MOST_IDEAS:
        yield f"and {numbers.whole(len(found) - MOST_IDEAS)} more on the page and in ideas.parquet"
