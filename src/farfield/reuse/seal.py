"""Whether the history was taken away before the work: refs, reflog and objects, in this order or by `rm -rf .git`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from farfield.reuse.access import Seal
from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.shell import Command

PARTS = frozenset({"refs", "reflog", "objects"})
_ORDERED = (
    "reflog expire",
    "gc --prune",
    "git prune",
    "rm -rf .git",
    "remote remove",
    "remote rm",
    "update-ref -d",
)
_NOT_RUN = re.compile(
    r"No such remote|not a git repository|cd: [^\n]{0,300}No such file|can't cd to", re.IGNORECASE
)


@dataclass
class SealSteps:
    """What has been stripped so far, since something was fetched if it was. `event`: when all was, at first; `opened`:
    whether something was fetched since, and not all stripped again; `ordered`: the task asks for it.
    """

    ordered: bool = False
    done: set[str] = field(default_factory=set)
    event: int | None = None
    opened: bool = False

    def copy(self) -> SealSteps:
        """The steps so far, which further ones don't change."""
        return replace(self, done=set(self.done))

    def open(self) -> None:
        """Notes that something was fetched: what was stripped before may be there again."""
        self.opened = True
        self.done = set()

    @property
    def whole(self) -> bool:
        """Whether nothing is left to open: of an order also without its last step, which may take too long."""
        return self.done >= PARTS or (self.ordered and "refs" in self.done and len(self.done) > 1)


def orders_seal(task: str) -> bool:
    """Whether a task's text asks for it: at least two of its steps stand there."""
    return sum(step in task for step in _ORDERED) > 1


def stripped_by(commands: Sequence[Command]) -> set[str]:
    """The parts of a history that commands take away."""
    return {part for command in commands for part in _parts(command, read_git(command.words))}


def _parts(command: Command, call: GitCall | None) -> set[str]:
    return _stripped_by(call) if call else _removed_by(command)


def follow_seal(steps: SealSteps, command: Command, result: str, event: int) -> None:
    """Notes what a command of a call strips: what the call showed before it was not sealed.

    A chain by `&&` ends where what came back from the call says that a part failed.
    """
    call = read_git(command.words)
    found = _parts(command, call)
    if not (call or found) or (command.after == "&&" and _failed(result)):
        return
    steps.done |= found
    if found and steps.whole:
        steps.event = event if steps.event is None else steps.event
        steps.opened = False
    if call and steps.event is not None and _opens(call, result):
        steps.open()


def _failed(result: str) -> bool:
    return _NOT_RUN.search(result, 0, 20_000) is not None


def seal_of(steps: SealSteps) -> Seal:
    """Whether the history was sealed, and who asked for it."""
    return Seal("task" if steps.ordered else "agent" if steps.event is not None else "none", steps.event)


def _stripped_by(call: GitCall) -> set[str]:
    words = (*call.options, *call.others, *(one.name for one in call.revisions))
    if call.verb == "remote" and words[:1] and words[0] in ("remove", "rm"):
        return {"refs"}
    if call.verb == "update-ref" and call.has("-d", "--stdin"):
        return {"refs"}
    if call.verb == "branch" and call.has("-D", "-d", "-rd", "-dr", "--delete"):
        return {"refs"}
    if call.verb == "tag" and call.has("-d", "--delete"):
        return {"refs"}
    if call.verb == "reflog" and ("expire" in words or "delete" in words):
        return {"reflog"}
    if (call.verb == "gc" and call.has("--prune")) or call.verb == "prune":
        return {"objects"}
    return set()


def _removed_by(command: Command) -> set[str]:
    """What `rm -rf` takes from a repository."""
    if command.name != "rm" or not any(
        word.startswith("-") and "r" in word.lower() for word in command.words
    ):
        return set()
    found: set[str] = set()
    for word in command.words[1:]:
        path = word.rstrip("/")
        if path.endswith("/.git") or path == ".git":
            found |= PARTS
        elif ".git/refs" in path or ".git/packed-refs" in path:
            found.add("refs")
        elif ".git/logs" in path:
            found.add("reflog")
        elif ".git/objects" in path:
            found.add("objects")
    return found


def _opens(call: GitCall, result: str) -> bool:
    """Whether a command brings a history back."""
    fetched = call.verb in ("fetch", "pull", "clone") or (call.verb == "remote" and "update" in call.others)
    return fetched and "fatal:" not in result and "error:" not in result
