"""The events of one run while they are read: numbered in order, each result joined to its call."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from farfield.files.json_values import decode_json
from farfield.records import Event
from farfield.transcripts.background import Background
from farfield.transcripts.commands import command_of
from farfield.transcripts.values import as_objects, text_of

RECENT = 256  # events among which a result without an id seeks its call


class EventLog:
    """Gathers the events of a run. What is odd about them is counted in `oddities`, by what it is."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.oddities: Counter[str] = Counter()
        self._calls: dict[str, deque[int]] = {}  # by id: logs use an id again
        self._answered: set[int] = set()
        self._background = Background()

    def objects(self, values: Any, what: str) -> list[Mapping[str, Any]]:
        """The objects of a list; what is none is counted by what it should be."""
        found = as_objects(values)
        lost = len(values) - len(found) if isinstance(values, list) else int(values is not None)
        if lost:
            self.oddities[f"{what} that are none"] += lost
        return found

    def task(self, text: Any, **place: Any) -> None:
        """What the agent was given. Blank text is no event."""
        self._add("task", text_of(text), **place)

    def say(self, text: Any, **place: Any) -> None:
        """What the agent wrote or thought. Blank text is no event."""
        self._add("say", text_of(text), **place)

    def call(
        self,
        tool: str | None,
        arguments: Any,
        key: str | None = None,
        *,
        shell: bool = True,
        error: str | None = None,
        **place: Any,
    ) -> int:
        """A call; its number. `arguments`: an object, or its JSON as a text. `key`: the id that its result names.

        `shell`: whether it may be one that runs a shell, as its name and arguments then tell. `error`: why its harness
        could not read its arguments.
        """
        given, broken = _arguments_of(arguments)
        broken = error or broken
        if broken:
            self.oddities["calls whose arguments cannot be read"] += 1
        number = len(self.events)
        command = command_of(tool, given) if shell else None
        self.events.append(
            Event(number, "call", tool=tool, command=command, arguments=given, broken=broken, **place)
        )
        if key is not None:
            self._calls.setdefault(key, deque()).append(number)
        return number

    def result(self, text: Any, key: str | None = None, *, call: int | None = None, **more: Any) -> int:
        """What came back, from the call of that id or number; its number.

        What a later call asks of a command that ran on belongs to that command.
        """
        call = self.call_of(key) if call is None else call
        told = text_of(text)
        if call is None:
            self.oddities["results without their call"] += 1
        else:
            self._answered.add(call)
            call = self._background.owner_of(self.events[call], told)
        number = len(self.events)
        self.events.append(Event(number, "result", told, call=call, **more))
        return number

    def call_of(self, key: str | None) -> int | None:
        """The number of the call with an id: of several the first that isn't answered, else the last."""
        numbers = self._calls.get(key) if key is not None else None
        if not numbers:
            return None
        while len(numbers) > 1 and numbers[0] in self._answered:
            numbers.popleft()
        return numbers[0]

    def waiting(self, tool: str | None) -> int | None:
        """The number of the last call of a tool that isn't answered, or of any where the tool isn't told."""
        for event in reversed(self.events[-RECENT:]):
            if event.kind == "call" and event.number not in self._answered and tool in (None, event.tool):
                return event.number
        return None

    def unanswered(self) -> list[int]:
        """The numbers of calls of which nothing came back so far."""
        return [one.number for one in self.events if one.kind == "call" and one.number not in self._answered]

    def _add(self, kind: Any, text: str, **place: Any) -> None:
        if text.strip():
            self.events.append(Event(len(self.events), kind, text, **place))


def _arguments_of(value: Any) -> tuple[Mapping[str, Any], str | None]:
    """Arguments as an object, and why they cannot be read where they can't; their text is then kept as `text`."""
    if isinstance(value, Mapping):
        return value, None
    if value is None or value == "":
        return {}, None
    if not isinstance(value, str):
        return {"value": value}, None
    try:
        found = decode_json(value.encode(errors="replace"))
    except ValueError as error:
        return {"text": value}, str(error)
    if isinstance(found, str):  # written as JSON twice
        return _arguments_of(found)
    return (found, None) if isinstance(found, Mapping) else ({"value": found}, None)
