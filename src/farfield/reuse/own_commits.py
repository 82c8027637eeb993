"""Commits and stashes that a run made itself, known again by their titles and lines where no output told their ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from farfield.records import Event
from farfield.reuse.content import Known, keys_of
from farfield.reuse.git_calls import GitCall
from farfield.reuse.lines import read_lines
from farfield.reuse.opening import Opening
from farfield.reuse.returned import Section, read_date
from farfield.reuse.shell import Command

_MESSAGE = re.compile(r"-[a-zA-Z]*m|--message")
_MESSAGE_BESIDE = re.compile(r"(?:-[a-zA-Z]*?m|--message=)(.+)", re.DOTALL)
_ROUND = timedelta(days=2)
"""How far a commit's date may lie from when it was shown, where the log tells times: clocks have zones."""

_STASHED = re.compile(r"(?:WIP on|On|index on|untracked files on) [^\n:]{1,200}: ")
_BY_GIT = re.compile(r"(?:Merge (?:branch|commit|tag|remote-tracking branch)|Revert|Reapply) ")
_TITLE = re.compile(r"^(?: {4}|Subject: (?:\[PATCH[^\]\n]*\] )?)(\S[^\n]*)", re.MULTILINE)
_BESIDE_ID = re.compile(r"[*|/\\ ]*[0-9a-f]{7,40} (?:\([^)\n]*\) )?(\S[^\n]*)")
_TOOL = re.compile(r"(?:^|_)commit(?:_changes|_files)?$", re.IGNORECASE)
_MAKING = frozenset({"commit", "stash", "merge", "revert", "am", "commit-tree"})


@dataclass
class OwnCommits:
    """What a run called the commits that it made, and since when it made any that it gave no name."""

    titles: dict[str, int] = field(default_factory=dict)
    """First lines of their messages, and the call that made the first of each."""
    untitled: int | None = None
    """The first call that made a commit whose message nothing tells, as by `-F FILE` or an editor."""
    stashed: int | None = None
    """The first call that put changes aside."""
    joined: int | None = None
    """The first call by which git wrote a message itself, as of a merge."""

    def note(self, call: GitCall, command: Command, commands: Sequence[Command], number: int) -> None:
        """Keeps what a git command that made a commit tells. `commands`: all of its call, for `-m "$(cat <<E)"`."""
        if call.verb not in _MAKING:
            return
        if call.verb == "stash":
            if call.others[:1] not in ((), ("push",), ("save",)):
                return
            self.stashed = self.stashed if self.stashed is not None else number
        elif call.verb in ("merge", "revert"):
            self.joined = self.joined if self.joined is not None else number
        titles = _messages(command, commands)
        for title in titles:
            self.titles.setdefault(title, number)
        if not titles and call.verb in ("commit", "commit-tree") and not call.has("--no-edit"):
            self.untitled = self.untitled if self.untitled is not None else number

    def note_tool(self, call: Event) -> bool:
        """Keeps the message of a commit that a tool made. Whether it made one."""
        message = call.arguments.get("message")
        if not isinstance(message, str) or not _TOOL.search(call.tool or ""):
            return False
        if title := _plain(message.strip().partition("\n")[0]):
            self.titles.setdefault(title, call.number)
        return True

    def made(self, section: Section, opening: Opening, known: Known) -> bool:
        """Whether a commit that came back is one of them: by its title and date, else by all of its lines."""
        number = opening.call.number
        near = _is_near(section.date, opening)
        if near is False or opening.asks == "import":
            return False
        title = title_of(section)
        since = self._since(title)
        if title and since is not None and since < number and (near or " " in title):
            return True
        named = since is not None or (self.untitled is not None and self.untitled < number)
        return named and _wrote_all(section, known, number)

    def called(self, titles: Sequence[str], number: int) -> bool:
        """Whether all of these titles, which tell something, are those of commits made before an event."""
        return bool(titles) and all(
            " " in one and self.titles.get(_plain(one), number) < number for one in titles
        )

    def any_before(self, opening: Opening) -> bool:
        """Whether the run made anything before this call."""
        events = (*self.titles.values(), self.untitled, self.stashed, self.joined)
        return any(one is not None and one < opening.call.number for one in events)

    def _since(self, title: str) -> int | None:
        if _STASHED.match(title) and self.stashed is not None:
            return self.stashed
        if _BY_GIT.match(title) and self.joined is not None:
            return self.joined
        return self.titles.get(title)


def title_of(section: Section) -> str:
    """The first line of a commit's message as it came back; empty where it shows none."""
    head = section.text[:4000].partition("\ndiff --git ")[0]
    found = _BESIDE_ID.match(head) if not head.lstrip("*|/\\ ").startswith(("commit ", "From ")) else None
    found = found or _TITLE.search(head)
    return _plain(found[1]) if found else ""


def _messages(command: Command, commands: Sequence[Command]) -> list[str]:
    words = command.words
    found: list[str] = []
    for at, word in enumerate(words[1:], 1):
        if _MESSAGE.fullmatch(word) and at + 1 < len(words):
            found.append(words[at + 1])
        elif beside := _MESSAGE_BESIDE.fullmatch(word):
            found.append(beside[1])
    inside = [one.document for one in commands if one.inner and one.document]
    if any("$()" in one for one in found):
        found = [one for one in found if "$()" not in one] + inside[:1]
    if not found and command.document:
        found = [command.document]
    if not found and words[1:2] == ("stash",):
        found = [word for word in words[3:4] if words[2] == "save"]
    return [
        title for one in found[:1] if (title := _plain(one.strip().partition("\n")[0])) and "$" not in title
    ]


def _plain(title: str) -> str:
    return " ".join(title.split())


def _is_near(date: datetime | None, opening: Opening) -> bool | None:
    """Whether a commit's date is that of the run; null where either is not told."""
    told = (opening.result.time if opening.result is not None else None) or opening.call.time
    shown = read_date(told) if told else None
    if date is None or shown is None:
        return None
    return abs(shown - date) <= _ROUND


def _wrote_all(section: Section, known: Known, number: int) -> bool:
    """Whether the agent wrote every line that a commit adds, before it was shown."""
    added = keys_of(read_lines(section.text), "added")
    return bool(added) and all(known.own.get(key, number) < number for key in added)
