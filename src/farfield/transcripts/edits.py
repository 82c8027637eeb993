"""The edits of a run → a patch, where the log records none: old text → new text, file by file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from farfield.records import Event

PATH_NAMES = (
    "path",
    "file_path",
    "filePath",
    "filename",
    "file_name",
    "file",
    "target_file",
    "relative_path",
)
OLD_NAMES = ("old_str", "old_string", "oldText", "old_text", "search", "old")
NEW_NAMES = ("new_str", "new_string", "newText", "new_text", "replace", "new")
WHOLE_NAMES = ("file_text", "content", "contents", "text")
LIST_NAMES = ("edits", "replacements", "changes")
WRITES = re.compile(r"write|create|save|put_file|new_file", re.IGNORECASE)
FAILED = re.compile(
    r"\s*(error|no replacement was performed|invalid `|could not find|string to replace not found|"
    r"old_str(ing)? not found|failed|your proposed edit has introduced)",
    re.IGNORECASE,
)


class Edit(NamedTuple):
    """One change of a file. `old` is None where the whole file was written, empty where text was put in."""

    path: str
    old: str | None
    new: str


@dataclass
class _File:
    """A file that was edited: its whole text where the run wrote it, else the places that were changed."""

    whole: str | None = None
    places: list[list[str]] = field(default_factory=list)  # old and new text of each

    def apply(self, edit: Edit) -> None:
        """One more change, also of what an earlier one put there."""
        if edit.old is None:
            self.whole, self.places = edit.new, []
        elif self.whole is not None:
            self.whole = self.whole.replace(edit.old, edit.new, 1) if edit.old else self.whole + edit.new
        else:
            for place in self.places:
                if edit.old and edit.old in place[1]:
                    place[1] = place[1].replace(edit.old, edit.new, 1)
                    return
            self.places.append([edit.old, edit.new])


def rebuild_patch(events: Sequence[Event]) -> str:
    """A unified diff of the edits that did not fail; empty where there is none.

    Places in their files are not known, so its hunks are in the order of the edits and all begin at line 1.
    What was written through a shell is not in it.
    """
    failed = {event.call for event in events if event.kind == "result" and FAILED.match(event.text)}
    files: dict[str, _File] = {}
    for event in events:
        if event.kind == "call" and event.number not in failed:
            for edit in edits_of(event):
                files.setdefault(edit.path, _File()).apply(edit)
    return "".join(_file_diff(path, file) for path, file in files.items())


def edits_of(event: Event) -> Iterator[Edit]:
    """The edits that a call makes."""
    given = event.arguments
    path = _first(given, PATH_NAMES)
    if event.broken or not path:
        return
    listed = next((given[name] for name in LIST_NAMES if isinstance(given.get(name), list)), None)
    for one in listed if listed is not None else [given]:
        if not isinstance(one, Mapping):
            continue
        old, new = _first(one, OLD_NAMES), _first(one, NEW_NAMES)
        if new is not None:
            yield Edit(path, old or "", new)
        elif old is not None and event.tool and re.search("edit|replace", event.tool, re.IGNORECASE):
            yield Edit(path, old, "")
    if listed is None and _first(given, NEW_NAMES) is None and WRITES.search(_doing(event)):
        whole = _first(given, WHOLE_NAMES)
        if whole is not None:
            yield Edit(path, None, whole)


def _doing(event: Event) -> str:
    """What a call does: by the tool's name, and by the command of an editor that has several."""
    command = event.arguments.get("command")
    return f"{event.tool or ''} {command if isinstance(command, str) and len(command) < 20 else ''}"


def _first(given: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next((given[name] for name in names if isinstance(given.get(name), str)), None)


def _file_diff(path: str, file: _File) -> str:
    shown = path.replace("\n", " ").strip().lstrip("/")
    pairs = [("", file.whole)] if file.whole is not None else file.places
    hunks = "".join(_hunk(old, new) for old, new in pairs)
    before = "/dev/null" if file.whole is not None else f"a/{shown}"
    return f"--- {before}\n+++ b/{shown}\n{hunks}" if hunks else ""


def _hunk(old: str, new: str) -> str:
    """One place as a hunk; lines that stand in both texts are its context."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[str] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [f" {line}" for line in before[i1:i2]]
        else:
            lines += [f"-{line}" for line in before[i1:i2]] + [f"+{line}" for line in after[j1:j2]]
    if before == after:
        return ""
    start = "1" if before else "0"
    return "\n".join([f"@@ -{start},{len(before)} +1,{len(after)} @@", *lines]) + "\n"
