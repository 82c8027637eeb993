"""Two columns of the same words: what was handed in on the left, what had been displayed on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results.reuse_rows import SpanRow

KINDS = {
    "same": "in the same words",
    "renamed": "that are the same but for names",
    "line": "of the same line",
}


class Beside(NamedTuple):
    """A row: a line of either side, or of both where they are the same. Line numbers are None where there is none."""

    left: tuple[int, str] | None
    right: tuple[int, str] | None
    same: bool


def evidence(span: SpanRow, command: str | None) -> Element:
    """A span with its source, line by line. `command`: what displayed it."""
    lines = f"{span.first_line}" if span.first_line == span.last_line else (
        f"{span.first_line}–{span.last_line}"
    )  # fmt: skip
    others = [str(event) for event in span.source_events[1:]]
    told = f"{span.tokens} tokens {KINDS[span.kind]}, {span.informative} telling"
    more = f"; also displayed at event {', '.join(others[:6])}" if others else ""
    weight = "" if span.counts else "; the verdict does not rest on it"
    head = tag(
        "tr",
        tag("th", f"handed in: {span.file or 'text'}, line {lines}", scope="col", colspan=2),
        tag("th", scope="col"),
        tag("th", f"displayed at event {span.source_event}", scope="col", colspan=2),
    )
    rows = [_row(one) for one in beside(span)]
    columns = tag("colgroup", [tag("col", class_=name) for name in ("at", "code", "join", "at", "code")])
    table = tag("table", columns, tag("thead", head), tag("tbody", rows), class_="beside")
    return tag(
        "div",
        tag("h4", told, tag("small", f"{more}{weight}")),
        tag("p", "Displayed by ", tag("code", command), class_="note-text") if command else None,
        tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=f"{told}, line by line"),
        class_="evidence",
    )


def beside(span: SpanRow) -> list[Beside]:
    """The lines of both sides in order, those that are the same in one row."""
    left = list(enumerate(span.submission_text.split("\n"), span.first_line))
    right = list(enumerate(span.source_text.split("\n"), span.source_first_line))
    pairs = _in_order(list(zip(span.same_lines, span.same_source_lines, strict=True)))
    found: list[Beside] = []
    reached = right[0][0] if right else 0
    for number, text in left:
        source = pairs.get(number)
        if source is not None:
            found += [Beside(None, line, False) for line in right if reached <= line[0] < source]
            reached = source + 1
        found.append(Beside((number, text), _line(right, source), source is not None))
    found += [Beside(None, line, False) for line in right if line[0] >= reached]
    return found


def _in_order(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The pairs whose lines go on on both sides: lines that moved are not joined twice."""
    found: dict[int, int] = {}
    reached = -1
    for line, source in sorted(pairs):
        if source > reached:
            found[line] = reached = source
    return found


def _line(lines: Sequence[tuple[int, str]], number: int | None) -> tuple[int, str] | None:
    return next((line for line in lines if line[0] == number), None)


def _row(one: Beside) -> Element:
    return tag(
        "tr",
        *_side(one.left),
        tag("td", "=" if one.same else None, class_="join"),
        *_side(one.right, "right"),
        class_="same" if one.same else None,
    )


def _side(line: tuple[int, str] | None, side: str = "left") -> tuple[Element, Element]:
    number, text = (None, None) if line is None else (str(line[0]), line[1])
    return tag("td", number, class_=f"at {side}"), tag("td", text, class_=f"code {side}")
