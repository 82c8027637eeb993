"""Changes of files that no text of a call tells, as `sed -i` makes: a patch that is rebuilt from edits lacks them."""

from __future__ import annotations

import re

from farfield.records import AgentRun, Event
from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.shell import Command, read_commands
from farfield.reuse.tool_calls import is_edit
from farfield.reuse.writing import WRITING, edits_in_place
from farfield.transcripts.edits import PATH_NAMES, SCRATCH, edits_of

_MOVING = frozenset({"mv", "cp", "install", "ln", "truncate", "dd"})
_GIT = frozenset({"apply", "am", "cherry-pick", "merge", "pull", "rebase", "revert", "restore"})
"""What of git changes files of the working tree, whatever it is given."""
_INTERPRETERS = ("python", "node", "ruby", "perl")
_CODE = re.compile(
    r"(?<!stdout)(?<!stderr)\.write\w*\s*\(|writeFile|\bopen\([^)\n]{0,200},\s*(?:mode\s*=\s*)?['\"][wax]"
    r"|shutil\.(?:copy|move)|os\.(?:rename|replace)|fileinput"
)
"""Code that writes into files."""


def count_unseen_edits(run: AgentRun) -> int:
    """Calls that may have changed files otherwise than by a text that stands in them: `sed -i`, a script, git."""
    scripts: set[str] = set()
    return sum(_is_unseen(event, scripts) for event in run.events if event.kind == "call")


def _is_unseen(call: Event, scripts: set[str]) -> bool:
    """`scripts`: the names of files with code that writes, to which those of this call are added."""
    edits = list(edits_of(call))
    scripts.update(_name(edit.path) for edit in edits if _CODE.search(edit.new))
    if call.command is None:
        named = any(isinstance(call.arguments.get(name), str) for name in PATH_NAMES)
        return not edits and named and is_edit(call)
    return any(_changes_unseen(one, scripts, told=bool(edits)) for one in read_commands(call.command)[0])


def _changes_unseen(command: Command, scripts: set[str], *, told: bool) -> bool:
    if command.document is not None and command.name in ("cat", "tee"):
        return not told
    if command.name in _MOVING or edits_in_place(command):
        return not command.words[-1].startswith(SCRATCH)
    if command.name in WRITING or any(not place.startswith(SCRATCH) for place in command.outputs):
        return True
    if (call := read_git(command.words)) is not None:
        return _moves_files(call)
    if command.name.startswith(_INTERPRETERS) and _CODE.search(command.document or " ".join(command.words)):
        return True
    return any(_name(word) in scripts for word in command.words)


def _moves_files(call: GitCall) -> bool:
    """Whether a command of git changes files of the working tree, or takes changes back."""
    takes_back = (call.verb == "checkout" and call.paths) or (call.verb == "reset" and call.has("--hard"))
    return call.verb in _GIT or bool(takes_back)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
