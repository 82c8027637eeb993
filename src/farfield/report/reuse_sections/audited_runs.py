"""The runs, those with the strongest evidence first; each opens to its timeline, its accesses, and the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import polars as pl

from farfield.report.charts.legend import swatch
from farfield.report.figures.run_timeline import run_timeline
from farfield.report.page.markup import tag, write
from farfield.report.reuse_folder import AuditResults
from farfield.report.tables.evidence import evidence
from farfield.results.reuse_rows import AccessRow, RunRow, SpanRow, run_row
from farfield.words import numbers
from farfield.words.accents import verdict_class
from farfield.words.reuse import GRADES, PATCHES

ORDER = ("copied", "reproduced", "no patch", "displayed", "undecided", "nothing found")
"""Of the runs, as a reader wants to check them."""
OUTCOMES = {"claimed": "claimed to be solved", "not claimed": "not claimed", "unknown": "no outcome told"}
MOST_SPANS = 12
"""Of one run; the others stand in spans.parquet."""
MOST_ACCESSES = 14


def audited_runs(found: AuditResults, budget: int | None) -> str | None:
    """The section of the runs as HTML, as many as fit into `budget` bytes; None without any.

    Each run is written at once: the elements of thousands of runs would take many times the memory of the page.
    """
    if found.runs.is_empty():
        return None
    ordered = found.runs.sort(
        pl.col("verdict").replace_strict(ORDER, range(len(ORDER)), default=len(ORDER)),
        pl.col("outcome") != "claimed",
        pl.col("copied_tokens") + pl.col("reproduced_lines"),
        "run",
        descending=[False, False, True, False],
    )
    rows: list[str] = []
    used = 0
    for run in map(run_row, ordered.iter_rows(named=True)):
        accesses, spans = found.accesses_by_run.get(run.run, ()), found.spans_by_run.get(run.run, ())
        one = write(_run(run, accesses, spans))
        used += len(one)
        if budget is not None and used > budget and rows:
            break
        rows.append(one)
    rest = ordered.height - len(rows)
    more = f"{numbers.count(rest, 'run')} more stand in the tables; farfield view DIR makes a page of all."
    parts = [
        write(tag("h2", "The runs")),
        write(
            tag(
                "p",
                "Each opens to what it handed in, beside what it had displayed before.",
                class_="note-text",
            )
        ),
        *rows,
        write(tag("p", more, class_="note-text")) if rest else "",
    ]
    return f'<section id="runs">{"".join(parts)}</section>'


def _run(run: RunRow, accesses: Sequence[AccessRow], spans: Sequence[SpanRow]) -> Element:
    summary = tag(
        "summary",
        tag("b", run.run),
        tag("span", swatch(verdict_class(run.verdict)), run.verdict, class_="verdict"),
        tag("small", _short(run)),
    )
    body = tag(
        "div",
        run_timeline(run, accesses),
        tag("p", _facts(run), class_="note-text"),
        _accesses(accesses),
        _spans(spans, accesses),
        [tag("p", note, class_="note-text") for note in run.notes],
        class_="run-body",
    )
    return tag("details", summary, body, class_="run")


def _short(run: RunRow) -> str:
    told = [OUTCOMES.get(run.outcome, "")]
    if run.copied_tokens:
        told.append(
            f"{numbers.count(run.copied_tokens, 'token')} on {numbers.count(run.copied_lines, 'line')} "
            "displayed first"
        )
    elif run.reproduced_lines:
        told.append(f"{run.reproduced_lines} of {run.reproduced_of} telling lines displayed first")
    if run.accessed != "none":
        told.append(f"displayed: {run.accessed}")
    if run.patch in PATCHES:
        told.append(PATCHES[run.patch])
    return "; ".join(told)


def _facts(run: RunRow) -> str:
    """What the row of the table says, in a line."""
    told = [
        run.subject, run.format, numbers.count(run.events, "event"), f"patch {run.patch}",
        f"{numbers.whole(run.new_tokens)} new tokens of product code, "
        f"{numbers.whole(run.new_informative)} of them telling",
    ]  # fmt: skip
    if run.sealed:
        told.append("history sealed")
    if run.copied_test_tokens:
        told.append(f"{numbers.count(run.copied_test_tokens, 'token')} of tests displayed first")
    if run.gold_lines is not None:
        told.append(
            f"of {numbers.count(run.gold_lines, 'line')} of the known fix {run.gold_lines_seen} displayed and "
            f"{run.gold_lines_submitted} handed in"
        )
    if run.truncated_outputs:
        told.append(f"{numbers.count(run.truncated_outputs, 'output')} cut short")
    return " · ".join(told)


def _accesses(accesses: Sequence[AccessRow]) -> Element | None:
    if not accesses:
        return None
    shown = sorted(accesses, key=lambda one: (list(GRADES).index(one.grade), one.event))[:MOST_ACCESSES]
    rows = [
        tag(
            "li",
            f"event {one.event}, {one.way}: ",
            tag("b", one.grade),
            f", {one.reason}: ",
            tag("code", one.command[:300]),
        )
        for one in sorted(shown, key=lambda one: one.event)
    ]
    rest = len(accesses) - len(shown)
    rows += [tag("li", f"and {numbers.whole(rest)} more in accesses.parquet", class_="cut")] if rest else []
    return tag("ul", rows, class_="accesses")


def _spans(spans: Sequence[SpanRow], accesses: Sequence[AccessRow]) -> list[Element]:
    commands = {one.result: one.command for one in accesses if one.result is not None}
    shown = spans[:MOST_SPANS]
    parts = [evidence(one, commands.get(one.source_event)) for one in shown]
    rest = len(spans) - len(shown)
    return (
        [*parts, tag("p", f"and {numbers.whole(rest)} more in spans.parquet", class_="cut")]
        if rest
        else parts
    )
