"""The edits of a run → a patch, where the log records none: old text → new text, file by file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from farfield.records import Event
from farfield.transcripts.values import strings_in
from farfield.transcripts.written_texts import BEGIN, Edit, edits_in_patch, edits_in_shell

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
MOST_PLACES = 400  # of a file, the last ones, in which an edit may find what an earlier one put there
MOST_COMPARED = 1 << 20  # pairs of lines; beyond it a text counts as replaced whole
SCRATCH = ("/tmp/", "/dev/", "/var/tmp/")
REMOVAL = re.compile(r"(?<![\w-])rm\s+([^;&|\n]+)")
EDIT_FAILED = re.compile(
    r"\s*(error|no replacement was performed|invalid `|could not find|string to replace not found|"
    r"old_str(ing)? not found|failed|your proposed edit has introduced|<tool_use_error>|the tool execution failed|"
    r"file has (not been read yet|been (unexpectedly )?modified)|the user doesn't want to proceed|"
    r"found \d+ (matches|occurrences))",
    re.IGNORECASE,
)
"""How what comes back from an editor begins where nothing was changed."""
PATCH_FAILED = re.compile(
    r"apply_patch verification failed|patch (was )?rejected|invalid (patch|hunk)|failed to find (expected|context)",
    re.IGNORECASE,
)
NOT_WRITTEN = re.compile(
    r"\s*(?:/\S*/)?\w*sh: .{0,300}(No such file or directory|Read-only file system|Is a directory|nonexistent)"
)
"""How a shell says that it could not write into a file."""
LOOKED_AT = (
    400  # characters of what came back in which a patch is said to have failed: frames stand before it
)


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
            for place in self.places[-MOST_PLACES:]:
                if edit.old and edit.old in place[1]:
                    place[1] = place[1].replace(edit.old, edit.new, 1)
                    return
            self.places.append([edit.old, edit.new])


def rebuild_patch(events: Sequence[Event]) -> str:
    """A unified diff of the edits that did not fail; empty where there is none.

    Places in their files are not known, so its hunks are in the order of the edits and all begin at line 1.
    What a shell changed otherwise than by writing out a text, as `sed -i` does, is not in it.
    """
    failed = _failed_calls(events)
    files: dict[str, _File] = {}
    for event in events:
        if event.kind == "call" and event.number not in failed:
            for edit in edits_of(event):
                if not edit.path.startswith(SCRATCH):
                    files.setdefault(edit.path, _File()).apply(edit)
            _remove(files, event.command or "")
    return "".join(_file_diff(path, file) for path, file in files.items())


def _failed_calls(events: Sequence[Event]) -> set[int]:
    """The numbers of the calls that changed nothing, as their results say."""
    calls = {event.number: event for event in events if event.kind == "call"}
    failed = set[int]()
    for event in events:
        call = calls.get(event.call) if event.kind == "result" and event.call is not None else None
        if call is not None and _failed(call, event.text):
            failed.add(call.number)
    return failed


def _failed(call: Event, text: str) -> bool:
    """What a shell line prints that wrote a text can be another command's error, as that of the tests it runs."""
    if call.command is not None and BEGIN not in call.command:
        return NOT_WRITTEN.match(text) is not None
    return bool(EDIT_FAILED.match(text) or PATCH_FAILED.search(text, 0, LOOKED_AT))


def _remove(files: dict[str, _File], command: str) -> None:
    """Forget files that the run wrote for itself and removed."""
    for removal in REMOVAL.findall(command):
        names = {word.strip("'\"").rsplit("/", 1)[-1] for word in removal.split()}
        for path in [path for path, file in files.items() if file.whole is not None]:
            if path.rsplit("/", 1)[-1] in names:
                del files[path]


def edits_of(event: Event) -> Iterator[Edit]:
    """The edits that a call makes."""
    given = event.arguments
    texts = (*strings_in(given), event.command or "")
    patch = next((text for text in texts if BEGIN in text), None)
    if patch is not None:
        yield from edits_in_patch(patch)
    elif event.command is not None:
        yield from edits_in_shell(event.command)
    elif not event.broken and (path := _first(given, PATH_NAMES)):
        yield from _edits_of_file(event, path)


def _edits_of_file(event: Event, path: str) -> Iterator[Edit]:
    """The edits of a tool that is given a path and texts."""
    given = event.arguments
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
    if before == after:
        return ""
    same = 0  # lines at the beginning that both have: what is compared grows with the square of its length
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    lines = [f" {line}" for line in before[:same]]
    for tag, i1, i2, j1, j2 in _changes(before[same:], after[same:]):
        old_lines, new_lines = before[same + i1 : same + i2], after[same + j1 : same + j2]
        if tag == "equal":
            lines += [f" {line}" for line in old_lines]
        else:
            lines += [f"-{line}" for line in old_lines] + [f"+{line}" for line in new_lines]
    start = "1" if before else "0"
    return "\n".join([f"@@ -{start},{len(before)} +1,{len(after)} @@", *lines]) + "\n"


def _changes(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(before) * len(after) > MOST_COMPARED:
        return [("replace", 0, len(before), 0, len(after))]
    return difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
