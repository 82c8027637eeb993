"""Lines typed into another terminal in one call, and its screen shown by a later one, as with `tmux` or `screen`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from farfield.records import Event
from farfield.reuse.printing import is_quiet
from farfield.reuse.shell import Command

_TYPES = re.compile(
    r"\btmux\s+(?:-\S+\s+\S+\s+)*send(?:-keys)?\b|\bscreen\s[^;|&\n]{0,200}?(?:-X\s+stuff\b|-[dD]mS?\s)"
)
_TERMINALS = ("tmux", "screen")
_CAPTURES = frozenset({"capture-pane", "capturep", "show-buffer", "showb"})
_SAVES = frozenset({"hardcopy", "save-buffer", "saveb"})
"""What puts a screen into the file that is named behind it."""

_PIPED = re.compile(r">>?\s*(\S+)")
_LOGS = re.compile(r"\bscreen\s(?=[^;|&\n]{0,200}?-L)(?:[^;|&\n]{0,200}?-Logfile\s+(\S+))?")
"""Of GNU screen: that it keeps a log, and the file that it names for it."""
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
    """The lines that were typed into a terminal, the last ones, and the files that hold what it showed."""

    typed: Sequence[Sequence[Command]] = ()
    files: frozenset[str] = frozenset()

    def follow(self, call: Event, result: Event | None, commands: Sequence[Command]) -> Sequence[Shown]:
        """What a call shows of what earlier calls typed, line by line; what it typed itself is its own."""
        logs = (one or "screenlog.0" for one in _LOGS.findall(call.command or ""))
        self.files |= frozenset((*logs, *(file for one in commands for file in _saved_by(one))))
        if _TYPES.search(call.command or "") is not None:
            line = [one for one in commands if one.name not in _TERMINALS and not self._reads(one)]
            line = [one for one in line if not is_quiet(one)]
            self.typed = [*self.typed, *([line] if line else [])][-_MOST:]
            return ()
        shown = (self._reads(one) or (_shows_screen(one) and not one.outputs) for one in commands)
        if result is None or not any(shown):
            return ()
        return list(self._shown(result))[::-1]

    def _reads(self, command: Command) -> bool:
        """Whether a command shows a file that holds what the terminal showed."""
        if command.name in _TERMINALS or command.outputs:
            return False
        return not self.files.isdisjoint((*command.words[1:], *command.inputs))

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


def _saved_by(command: Command) -> Sequence[str]:
    """The files into which a command puts what a terminal shows."""
    if command.name not in _TERMINALS:
        return ()
    if _shows_screen(command):
        return command.outputs
    words = command.words
    if "pipe-pane" in words or "pipep" in words:
        return _PIPED.findall(words[-1])
    at = next((at for at, word in enumerate(words) if word in _SAVES), None)
    if at is None:
        return ()
    behind = [word for word in words[at + 1 :] if not word.startswith("-")]
    return behind[:1] or ["hardcopy.0"]
