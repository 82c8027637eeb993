"""What project a task is about: its names, its addresses, what its text quotes and prescribes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from farfield.records import AgentRun
from farfield.reuse.history_tasks import asks_for_history
from farfield.reuse.revisions import Commits
from farfield.reuse.shell import read_commands
from farfield.reuse.submission import read_submission

_HEX = re.compile(r"(?<![\w/])[0-9a-f]{7,40}(?![\w])")
_BASE = re.compile(
    r"(?:checkout|reset|base|commit|HEAD|starting)\b[^\n]{0,60}?\b([0-9a-f]{40})\b", re.IGNORECASE
)
_REPOSITORY = re.compile(r"(?:github|gitlab|bitbucket)\.(?:com|org)[:/]([\w.-]+)/([\w.-]+)")
_ADDRESS = re.compile(r"https?://[^\s)\]>\"'`]+")
_TASK = re.compile(r"(?:.*/)?([\w.-]+?)__([\w.-]+?)(?:-(\d+))?")
_FOLDERS = frozenset(
    {
        "src",
        "lib",
        "libs",
        "packages",
        "crates",
        "pkg",
        "internal",
        "cmd",
        "app",
        "source",
        "python",
        "test",
        "tests",
        "main",
        "java",
        "kotlin",
        "scala",
        "org",
        "com",
        "io",
    }
)
_COMMAND = re.compile(
    r"^\s*(?:[$>]\s+)?((?:git|pip3?|python3? -m pip|curl|wget|apt-get|npm|yarn|cargo|go|if |cd |rm -rf) ?[^\n]*)$",
    re.MULTILINE,
)
_FENCED = re.compile(r"```[^\n]*\n(.*?)(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Project:
    """The project of a run, as far as its task and its submission tell it."""

    names: frozenset[str] = frozenset()
    """Of repository and packages, in lower case and with `_`."""
    number: str | None = None
    """That of the pull request that solves the task, where the task is named after it."""
    files: frozenset[str] = frozenset()
    """Paths that the submission changes."""
    addresses: frozenset[str] = frozenset()
    """That the task quotes."""
    prescribed: frozenset[tuple[str, ...]] = frozenset()
    """Commands that the task prescribes, as their arguments."""
    quoted: Commits = field(default_factory=Commits)
    base: Commits = field(default_factory=Commits)
    base_id: str | None = None
    """The first id that the run or its task calls the base."""
    task: str = ""
    about_history: bool = False
    """Whether the task asks for work on a repository's history, and names no commit to start from."""

    def is_named(self, name: str) -> bool:
        """Whether a package or repository of this name is the project's own."""
        return plain_name(name) in self.names

    def is_file(self, path: str) -> bool:
        """Whether a path ends with one that the submission changes."""
        return any(path == one or path.endswith(f"/{one}") for one in self.files)

    def names_branch(self, name: str) -> bool:
        """Whether the task names a branch: by a name that is no common word, or with that word beside it."""
        quoted = re.escape(name)
        pattern = (
            quoted if re.search(r"[^a-z]", name) else rf"branch\W{{1,3}}{quoted}|{quoted}\W{{1,3}}branch"
        )
        return re.search(rf"(?<![\w/-])(?:{pattern})(?![\w/-])", self.task) is not None

    def is_folder(self, path: str) -> bool:
        """Whether a path ends with a folder of a file that the submission changes."""
        parents = {str(parent) for one in self.files for parent in PurePosixPath(one).parents} - {"."}
        return any(path == one or path.endswith(f"/{one}") for one in parents)


def plain_name(name: str) -> str:
    """A name of a package as names are compared."""
    return name.lower().replace("-", "_").replace(".", "_").removesuffix("_git")


def project_of(run: AgentRun, base: str | None) -> Project:
    """What the task and the submission of a run tell of its project."""
    task = "\n".join(event.text for event in run.events if event.kind == "task")
    files = [file.path for file in read_submission(run.patch or "").files if file.path]
    asked = "\n".join(event.text for event in run.events if event.kind == "task" and event.asked)
    found = _TASK.fullmatch(run.task)
    names = {plain_name(part) for part in (found.groups()[:2] if found else ())}
    repositories = _REPOSITORY.findall(task)
    names |= {plain_name(name) for _, name in repositories[:3]}
    names |= {plain_name(name) for file in files if (name := _top(file))}
    bases = [one for one in (base, run.base) if one] + _BASE.findall(task)
    return Project(
        names=frozenset(name for name in names if len(name) > 1),
        number=found[3] if found else None,
        files=frozenset(files),
        addresses=frozenset(_ADDRESS.findall(task)),
        prescribed=_prescribed(task),
        quoted=Commits(_HEX.findall(task)),
        base=Commits(bases),
        base_id=bases[0] if bases else None,
        task=task,
        about_history=not bases and not (found and "__" in run.task) and asks_for_history(asked),
    )


def _top(path: str) -> str:
    """The package that a file belongs to: the first folder that is none of those that only order."""
    for part in path.split("/"):
        if part.lower() not in _FOLDERS:
            return part.rpartition(".")[0] or part
    return ""


def _prescribed(task: str) -> frozenset[tuple[str, ...]]:
    """The commands in the task's blocks of code and on lines of their own."""
    blocks = _FENCED.findall(task) + _COMMAND.findall(task)
    return frozenset(command.words for block in blocks for command in read_commands(block[:20_000])[0])
