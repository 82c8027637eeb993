"""A run → its accesses: its calls in order, what each opens, and the grade by what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from farfield.records import AgentRun, Event
from farfield.reuse.access import Access, Accesses
from farfield.reuse.content import Known, base_lines, changed_files, patch_base, patch_keys, replaced_keys
from farfield.reuse.dating import Dates, follow_dates
from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.grading import Facts, grade
from farfield.reuse.history import Git, open_git
from farfield.reuse.moves import follow_git, follow_listing
from farfield.reuse.opening import Opening
from farfield.reuse.outside import clone_of, open_clone, open_command
from farfield.reuse.project import project_of
from farfield.reuse.reading import open_read
from farfield.reuse.repository import Repository
from farfield.reuse.returned import without_frame
from farfield.reuse.seal import follow_seal, seal_of
from farfield.reuse.shell import Command, read_commands
from farfield.reuse.story import Step, Story
from farfield.reuse.tasks import Task
from farfield.reuse.tool_calls import is_edit, open_tool

_QUIET = frozenset(
    {"cd", "echo", "export", "true", "pwd", "mkdir", "set", "source", "printf", "sleep", "read", "test", "["}
)
_FRESH_SHELL = ("mini-swe-agent",)
"""Harnesses that start each command in the same folder."""
_WRITING = frozenset({"tee", "patch", "ed", "ex"})


def find_accesses(
    run: AgentRun, tasks: Mapping[str, Task] | None = None, repository: Repository | None = None
) -> Accesses:
    """What a run opened that may hold an answer, graded, in the order of its calls.

    `tasks`: by name, as `read_tasks` reads them: they tell the fix, the hidden tests and the date. `repository`: a
    checkout that holds the base; it is asked only where nothing else decides. Nothing of the run is ever executed.
    """
    task = (tasks or {}).get(run.task)
    project = project_of(run, task.base if task else None)
    story = Story(run, project)
    walk = _Walk(story)
    openings = walk.openings()
    if not openings:
        return Accesses((), seal_of(story.seal, project.task))
    facts = _facts(run, walk, task, repository)
    texts: dict[int, str] = {}
    accesses: list[Access] = []
    for opening in openings:
        text = _text_of(opening, texts)
        accesses += grade(opening, text, facts)
    return Accesses(tuple(accesses), seal_of(story.seal, project.task))


class _Walk:
    """One pass over the events of a run."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.dates = Dates()
        self.ordinary: list[Event] = []
        """Results of calls that open nothing."""
        self.first_edit: int | None = None
        self.worked_in: list[str] = []

    def openings(self) -> Sequence[Opening]:
        """What all calls open, in order."""
        run = self.story.run
        results = _results(run.events)
        found: list[Opening] = []
        for event in run.events:
            if event.kind != "call":
                continue
            result = results.get(event.number)
            opened = list(self._of_call(event, result))
            found += opened
            if not opened and result is not None and self.story.imported is None:
                self.ordinary.append(result)
        return found

    def _of_call(self, call: Event, result: Event | None) -> Iterator[Opening]:
        story = self.story
        text = without_frame(result.text) if result is not None else ""
        if call.command is None:
            if is_edit(call):
                self._edits(call)
            yield from open_tool(Step(call, result, (), text), story)
            return
        commands, folder = read_commands(call.command, story.folder)
        git = [read_git(command.words) for command in commands]
        step = Step(call, result, commands, text, _alone(commands))
        follow_seal(story.seal, commands, text, call.number)
        for command, one in zip(commands, git, strict=True):
            if self.first_edit is None and _writes(command):
                self.first_edit = call.number
            yield from self._of_command(command, one, step)
        story.folder = None if story.run.format.startswith(_FRESH_SHELL) else folder

    def _of_command(self, command: Command, call: GitCall | None, step: Step) -> Iterator[Opening]:
        story = self.story
        if call is None:
            yield from open_command(command, step, story)
            yield from open_read(command, step, story)
            yield from self._of_moved(command, step)
            return
        git = Git(call, command, step, story)
        cloned = clone_of(call)
        if cloned is not None:
            if command.words not in story.project.prescribed:
                yield from open_clone(*cloned, command, step, story)
            return
        yield from open_git(git)
        follow_listing(git)
        follow_dates(self.dates, git)
        follow_git(git)

    def _of_moved(self, command: Command, step: Step) -> Iterator[Opening]:
        """Reading files while HEAD stands on another commit than the task's."""
        moved = self.story.moved
        reads = command.name in ("cat", "head", "tail", "sed", "grep", "rg", "less", "nl", "awk")
        if moved is not None and reads and not command.sources and not command.outputs:
            yield replace(moved, call=step.call, result=step.result, text=command.text, alone=step.alone)

    def _edits(self, call: Event) -> None:
        if self.first_edit is None:
            self.first_edit = call.number
        for key in ("path", "file_path", "filePath", "filename", "file", "target_file"):
            path = call.arguments.get(key)
            if isinstance(path, str):
                self.worked_in.append(path)


def _results(events: Sequence[Event]) -> Mapping[int, Event]:
    """The first result of each call; one that names no call belongs to the call before it."""
    found: dict[int, Event] = {}
    last: int | None = None
    for event in events:
        if event.kind == "call":
            last = event.number
        elif event.kind == "result":
            call = event.call if event.call is not None else last
            if call is not None:
                found.setdefault(call, event)
    return found


def _alone(commands: Sequence[Command]) -> bool:
    """Whether at most one command of a call prints: a pipeline counts once."""
    return (
        sum(command.name not in _QUIET and not command.sources and not command.inner for command in commands)
        < 2
    )


def _writes(command: Command) -> bool:
    """Whether a command writes into files."""
    if any(not place.startswith("/dev/") for place in command.outputs) or command.name in _WRITING:
        return True
    if command.name in ("sed", "perl") and any(word.startswith("-i") for word in command.words):
        return True
    script = command.document or (
        " ".join(command.words) if command.name.startswith(("python", "node", "ruby")) else ""
    )
    return "write" in script or "'w'" in script or '"w"' in script or command.words[:2] == ("git", "apply")


def _facts(run: AgentRun, walk: _Walk, task: Task | None, repository: Repository | None) -> Facts:
    story = walk.story
    product, _ = patch_keys(run.patch)
    fix, fix_others = patch_keys(task.patch if task else None)
    tests = frozenset().union(*patch_keys(task.test_patch if task else None)) | fix_others
    shown = base_lines(run, walk.ordinary, product, walk.first_edit) | patch_base(run.patch)
    if task:
        shown |= patch_base(task.patch)
    known = Known(product, fix, tests, shown, replaced_keys(run.patch), changed_files(run.patch))
    base = run.base or (task.base if task else None)
    return Facts(
        story.project,
        known,
        story.own,
        story.ancestors,
        story.later,
        walk.dates.base,
        task.date if task else None,
        repository.asker(base or walk.dates.head) if repository is not None else None,
    )


def _text_of(opening: Opening, texts: dict[int, str]) -> str:
    if opening.result is None:
        return ""
    number = opening.result.number
    if number not in texts:
        texts[number] = without_frame(opening.result.text)
    return texts[number]
