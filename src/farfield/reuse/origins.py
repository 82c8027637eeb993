"""Where each text of a run comes from: what stood inside, what came from outside, what the agent wrote itself.

*Inside*: the task, demonstrations, the old text of edits, ordinary outputs, the base. *Outside*: outputs that may hold
an answer. *Own*: what the agent wrote or said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from farfield.records import AgentRun, Event
from farfield.reuse.access import ACCESSED, Grade
from farfield.reuse.lines import Line, read_lines
from farfield.reuse.tokens import BREAK

Origin = Literal["inside", "outside", "own"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)
"""In the order in which they count within one event."""

OLD_TEXT = frozenset(
    {"old", "original", "search", "find"}
    | {f"old{cut}{noun}" for cut in ("", "_") for noun in ("str", "string", "text", "content", "code")}
    | {"search_string", "target_content", "targetcontent"}
)
"""Arguments of edits that hold what stood there before, in lower case: it is no word of the agent's own."""

_BREAK = Line(BREAK, "removed", 0)


class Text(NamedTuple):
    """Lines of one origin in an event. `new`: which marks of a diff its own words are; others only stand beside."""

    event: int
    origin: Origin
    lines: Sequence[Line]


def texts_of(run: AgentRun, graded: Mapping[int, Grade]) -> Iterator[Text]:
    """The texts of a run in the order in which the agent met or wrote them; one said again is left out.

    Within an event what stood there before goes first. `graded`: the grade of each result that an access has.
    """
    met: set[tuple[Origin, str]] = set()
    for event in run.events:
        for origin, text in _event_texts(event, graded):
            if text and (origin, text) not in met:
                met.add((origin, text))
                yield from _by_marks(event.number, origin, text)


def _event_texts(event: Event, graded: Mapping[int, Grade]) -> list[tuple[Origin, str]]:
    if event.kind == "task":
        return [("inside", event.text)]
    if event.kind == "result":
        outside = graded.get(event.number, "none") in ACCESSED
        return [("outside" if outside else "inside", event.text)]
    found: list[tuple[Origin, str]] = [("own", event.text)]
    found += [("own", event.command)] if event.command else []
    found += _strings(event.arguments, "own")
    return sorted(found, key=lambda one: one[0] != "inside")


def _strings(value: object, origin: Origin) -> Iterator[tuple[Origin, str]]:
    """All texts of a call's arguments, at any depth."""
    if isinstance(value, str):
        yield origin, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            old = str(key).replace("-", "_").lower() in OLD_TEXT
            yield from _strings(part, "inside" if old else origin)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _strings(part, origin)


def _by_marks(event: int, origin: Origin, text: str) -> Iterator[Text]:
    """A text with a diff in it as its sides: what it removes stood there before, as does the context of an own patch.

    Context and removed lines of a diff from outside are its past, which is nobody's answer: they only stand beside
    what it adds.
    """
    lines = read_lines(text)
    if all(line.mark == "plain" for line in lines):
        yield Text(event, origin, lines)
        return
    old = [line for line in lines if line.mark in ("removed", "kept")]
    if origin != "outside":
        yield Text(event, "inside", apart(old))
    yield Text(event, origin, [line for line in lines if line.mark != "removed"])


def apart(lines: Sequence[Line]) -> list[Line]:
    """Lines with a break wherever others stood between them."""
    found: list[Line] = []
    for line in lines:
        if found and line.number > found[-1].number + 1:
            found.append(_BREAK)
        found.append(line)
    return found
