"""Lines typed into another terminal in one call, and its screen shown by a later one, as with `tmux`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from farfield.records import Event
from farfield.reuse.printing import is_quiet
from farfield.reuse.shell import Command

_TYPES = re.compile(r"\btmux\s+(?:-\S+\s+\S+\s+)*send(?:-keys)?\b")
_CAPTURES = frozenset({"capture-pane", "capturep", "show-buffer", "showb"})
_MOST = 20
"""Lines that are looked for on one screen, the last ones typed."""


class Shown(NamedTuple):
    """Commands of a typed line, and what a screen shows behind them. `told`: whether it shows that they were typed;
    else what stands there may be older.
    """

    commands: Sequence[Command]
    result: Event
    told: bool


@dataclass
class Screen:
    """The lines that were typed into a terminal, the last ones."""

    typed: Sequence[Sequence[Command]] = ()

    def follow(self, call: Event, result: Event | None, commands: Sequence[Command]) -> Sequence[Shown]:
        """What a call shows of what earlier calls typed, line by line; what it typed itself is its own."""
        if _TYPES.search(call.command or "") is not None:
            line = [one for one in commands if one.name != "tmux" and not is_quiet(one)]
            self.typed = [*self.typed, *([line] if line else [])][-_MOST:]
            return ()
        if result is None or not any(map(_shows_screen, commands)):
            return ()
        return list(self._shown(result))[::-1]

    def _shown(self, result: Event) -> Iterator[Shown]:
        """The last line first: each ends where the next one was typed."""
        lines = result.text.split("\n")
        for line in self.typed[::-1]:
            at = next((at for at in range(len(lines) - 1, -1, -1) if line[0].text in lines[at]), None)
            if at is None:
                if line is self.typed[-1]:
                    yield Shown(line, result, told=False)
                return
            yield Shown(line, replace(result, text="\n".join(lines[at + 1 :])), told=True)
            lines = lines[:at]


def _shows_screen(command: Command) -> bool:
    return command.words[:1] == ("tmux",) and not _CAPTURES.isdisjoint(command.words[1:3])
