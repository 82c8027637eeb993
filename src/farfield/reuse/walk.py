"""One pass over a run: what each of its calls opens, and what it does to what later ones open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from farfield.records import AgentRun, Event
from farfield.reuse.clones import bring_clone, clone_of, open_clone
from farfield.reuse.dating import Dates, follow_dates
from farfield.reuse.excuses import may_excuse, state_of, without_excuses
from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.history import Git, open_git
from farfield.reuse.listings import follow_listing
from farfield.reuse.moves import follow_git, name_commits
from farfield.reuse.opening import Opening
from farfield.reuse.outside import applies, open_command
from farfield.reuse.printing import (
    PATH_KEYS,
    READING,
    further_results,
    prints_alone,
    results_of_calls,
    shows_files,
    shows_own_changes,
)
from farfield.reuse.project import Project
from farfield.reuse.reading import open_paths, open_read
from farfield.reuse.revisions import HEAD
from farfield.reuse.screens import Screen
from farfield.reuse.scripts import code_commands
from farfield.reuse.seal import SealSteps, follow_seal, orders_seal, stripped_by
from farfield.reuse.sent import archived_to, shows_working_tree, unpacks_to_screen
from farfield.reuse.shell import Command, read_commands
from farfield.reuse.shell_state import Folders, may_move_again, moves_again, starts_afresh
from farfield.reuse.story import Step, Story, resolve
from farfield.reuse.tool_calls import is_edit, open_tool
from farfield.reuse.workplaces import Workplaces
from farfield.reuse.writing import edits_in_place, writes_files
from farfield.transcripts.edits import SCRATCH, edits_of

_HARMLESS = ("own", "past", "elsewhere")
"""What an opening is of that holds no answer for sure."""


class _Followed(NamedTuple):
    """A call with its longest result and what it opens. `early`: before anything came into the working tree; `beside`:
    whether it may do other things too.
    """

    result: Event | None
    early: bool
    opened: Sequence[Opening]
    beside: bool

    @property
    def is_ordinary(self) -> bool:
        """Whether it opens nothing by itself."""
        return all(one.derived for one in self.opened)


class Walk:
    """The pass, and what it found."""

    def __init__(self, story: Story, *, afresh: bool, displayed: frozenset[int] = frozenset()) -> None:
        """`afresh`: each command starts in the same folder, but those of a session. `displayed`: the calls by which
        what may hold an answer is known to be displayed: they excuse nothing.
        """
        self.story = story
        self.dates = Dates()
        self.first_edit: int | None = None
        """The first call that writes into a file."""
        self.edited: list[tuple[int, str]] = []
        """The files that calls write into, with the number of the call."""
        self._worked = False
        """Whether a call has written into a file that displayed nothing, so that its own lines may be read."""
        self._displayed = displayed
        self._folders = Folders(afresh)
        self._screen = Screen()
        self._calls: list[_Followed] = []
        self.unopened: list[Event] = []
        """Calls of the shell that open nothing."""
        self._follow()

    @property
    def openings(self) -> Sequence[Opening]:
        """What all calls open, in order: not what lies in a clone that the agent works in."""
        places = self._places
        return [one for one in places.opened if not places.holds(one)]

    @property
    def ordinary(self) -> Sequence[Event]:
        """Results of calls that open nothing, before anything came into the working tree."""
        places = self._places
        return [
            call.result
            for call in self._calls
            if call.early and call.result is not None and all(map(places.holds, call.opened))
        ]

    @property
    def around(self) -> Sequence[Event]:
        """Results of calls that open nothing by themselves, whatever earlier calls did: what is raised by them is so
        with any of these calls taken away too.
        """
        return [one.result for one in self._calls if one.result is not None and one.is_ordinary]

    @property
    def beside(self) -> Sequence[Event]:
        """Results of calls that open something by themselves beside what else they do: were that taken out of the line,
        they would be ordinary, and raise as much.
        """
        return [
            one.result for one in self._calls if one.result is not None and one.beside and not one.is_ordinary
        ]

    @property
    def workplaces(self) -> frozenset[str]:
        """The clones that the agent works in, and works on the project's files nowhere else."""
        return self._places.clones

    @property
    def _places(self) -> Workplaces:
        opened = [one for call in self._calls for one in call.opened]
        return Workplaces(self.story, self.edited, opened)

    def _follow(self) -> None:
        run = self.story.run
        results = results_of_calls(run.events)
        for event in run.events:
            if event.kind == "call":
                told = results.get(event.number, [])
                result = max(told, key=lambda one: len(one.text), default=None)
                opened = list(self._opened(event, result))
                opened += [
                    replace(one, result=more) for more in further_results(told, result) for one in opened
                ]
                wrote = bool(self.edited) and self.edited[-1][0] == event.number
                self._worked = self._worked or (wrote and event.number not in self._displayed)
                early = self.story.imported is None
                self._calls.append(_Followed(result, early, opened, may_excuse(event)))
                if event.command is not None and not opened:
                    self.unopened.append(event)
                outside = [one for one in opened if not (one.derived and one.way in ("history", "remote"))]
                begins = shows_files(event, result, [one.text for one in outside])
                self.story.begun = self.story.begun or begins

    def _opened(self, call: Event, result: Event | None) -> Sequence[Opening]:
        if call.number not in self._displayed:
            return self._of_call(call, result)
        return self._without_excuses(partial(self._of_call, call, result))

    def _without_excuses(self, follow: Callable[[], Sequence[Opening]]) -> Sequence[Opening]:
        """What a step opens, of which nothing is kept that lowers the grade of another."""
        state, dates = state_of(self.story), replace(self.dates)
        opened = follow()
        self.story, self.dates = without_excuses(self.story, state), dates
        return opened

    def _of_call(self, call: Event, result: Event | None) -> Sequence[Opening]:
        if call.command is None or "end_of_edit" in call.command:
            return list(self._of_tool(call, result))
        read = {start: read_commands(call.command, start) for start in self._folders.of(call)}
        lines = [(start, commands) for start, (commands, _) in read.items()]
        if all(commands == lines[0][1] for _, commands in lines):
            opened = self._of_line(call, result, *lines[0])
        else:  # what depends on where the shell stands excuses nothing
            tried = [self._without_excuses(partial(self._of_line, call, result, *line)) for line in lines]
            opened = [
                one
                for at, found in enumerate(tried)
                for one in found
                if not any(one in f for f in tried[:at])
            ]
        opened = [*opened, *self._on_screen(call, result, lines[0][1])]
        self._folders.leave(
            call, [end for _, end in read.values()], leaves=call.number not in self._displayed
        )
        return opened

    def _on_screen(self, call: Event, result: Event | None, commands: Sequence[Command]) -> Sequence[Opening]:
        """What earlier calls typed into a terminal whose screen a call shows.

        Where the screen does not show that it was typed, as in a pager, older output may stand there: that excuses
        nothing, and accuses by its lines alone.
        """
        opened: list[Opening] = []
        for shown in self._screen.follow(call, result, commands):
            follow = partial(self._of_line, call, shown.result, self.story.folder, shown.commands)
            found = follow() if shown.told else self._without_excuses(follow)
            by_lines = [
                one if shown.told or one.origin in _HARMLESS else replace(one, origin="page") for one in found
            ]
            opened += by_lines
        return opened

    def _of_tool(self, call: Event, result: Event | None) -> Iterator[Opening]:
        story = self.story
        if call.command is not None or is_edit(call):
            self._note_edits(call)
        story.own_commits += story.made.note_tool(call)
        self._note_written(call)
        yield from open_tool(Step(call, result), story)
        typed = [] if is_edit(call) else code_commands(call)
        for command in typed:
            yield from self._of_command(command, read_git(command.words), Step(call, result, typed))

    def _of_line(
        self, call: Event, result: Event | None, start: str | None, commands: Sequence[Command]
    ) -> Sequence[Opening]:
        """What the commands of a line open, and what they seal. `start`: the folder where the shell stands.

        A line that strips a history lists refs in order to strip them, or to see that none is left: that looks nothing
        up. One that shows what may hold an answer seals nothing: what lowers a grade comes from ordinary calls.
        """
        self.story.folder = start
        alone = prints_alone(commands)
        step = Step(call, result, commands, alone, not alone and shows_own_changes(commands))
        story, before = self.story, self.story.seal.copy()
        opened: list[Opening] = []
        for command in commands:
            if writes_files(command):
                self._writes(command, call)
            opened += self._of_command(command, read_git(command.words), step)
            follow_seal(story.seal, command, result.text if result else "", call.number)
        stripped = stripped_by(commands)
        if len(stripped) > 1 or (stripped and story.seal.ordered):
            opened = [one for one in opened if one.asks != "titles" or one.way not in ("history", "remote")]
        if stripped and any(not one.sealed and one.origin not in _HARMLESS for one in opened):
            fetched, story.seal = story.seal.opened, before
            if fetched:
                before.open()
        if any(command.outputs for command in commands):
            self._note_written(call)
        return opened

    def _of_command(
        self, command: Command, call: GitCall | None, step: Step, *, written: bool = False
    ) -> Iterator[Opening]:
        """What one command opens. `written`: it stands in a script that the run wrote."""
        story = self.story
        if call is None:
            inside = [] if written else story.scripts.commands(command)
            for inner in inside:
                yield from self._of_command(inner, read_git(inner.words), step, written=True)
            yield from open_command(command, step, story)
            yield from open_read(command, step, story)
            yield from self._of_moved(command, step)
            yield from story.brought
            story.brought.clear()
            return
        git = Git(name_commits(call, command.words, story), command, step, story)
        call = git.call
        cloned = clone_of(call)
        if cloned is not None:
            if command.words not in story.project.prescribed:
                yield from open_clone(*cloned, command, step, story)
            return
        bring_clone(call, command, story)
        yield from self._sent_elsewhere(git, list(open_git(git)))
        if call.verb == "diff" and call.has("--no-index"):
            yield from open_paths((*call.others, *call.paths), command.folder, command.text, step, story)
        if call.verb in ("apply", "am"):
            found = [
                one for word in call.others if (one := story.outside_of(word, command.folder or story.folder))
            ]
            for one in found[:1]:
                story.put_in(replace(one.opening, call=step.call, result=step.result), step.call.number)
        taken_in = list(self._of_working_tree(call, command, step))
        if not taken_in:  # what shows the content of another commit is an access, and tells nothing beside it
            follow_listing(git)
            follow_dates(self.dates, git)
            follow_git(git)
        story.note_imports()
        yield from story.brought
        story.brought.clear()
        yield from taken_in

    def _of_working_tree(self, call: GitCall, command: Command, step: Step) -> Iterator[Opening]:
        """Showing what an earlier call put into the working tree."""
        put_in = [one for one in self.story.imports if one.call is not step.call]
        if put_in and shows_working_tree(call, self.story):
            for one in put_in:
                yield replace(one, call=step.call, result=step.result, text=command.text, derived=True)

    def _sent_elsewhere(self, git: Git, opened: Sequence[Opening]) -> Iterator[Opening]:
        """What goes into a file, a folder or the working tree instead of the screen: reading it there is access."""
        story, command = self.story, git.command
        folder = command.folder or story.folder
        applied = any(applies(sink) for sink in command.sinks)
        place = archived_to(git) or next(
            (one for one in command.outputs if not one.startswith("/dev/")), None
        )
        shown = git.call.verb == "archive" and any(unpacks_to_screen(sink) for sink in command.sinks)
        if git.call.verb in ("archive", "worktree"):
            folder = git.call.folder or folder if git.call.verb == "worktree" else folder
            applied = place == "." and not shown and not resolve(place, folder).startswith(SCRATCH)
            revision = next(iter(git.call.revisions), HEAD)
            opened = [] if place is None else [git.opening(revision, "content", ("plain",))]
            place = None if shown else place
        for opening in opened:
            if opening.asks != "content" or not (place or applied):
                yield opening
            elif applied:
                if opening.origin != "own":
                    story.put_in(opening, git.step.call.number)
            elif place is not None:
                story.bring(resolve(place, folder), opening)
                if opening.origin == "own":
                    continue
                if story.takes_in(resolve(place, folder), opening.path):
                    story.put_in(opening, git.step.call.number)
                else:
                    yield replace(opening, asks="titles")

    def _of_moved(self, command: Command, step: Step) -> Iterator[Opening]:
        """Reading files while HEAD stands on another commit than the task's."""
        if command.name not in READING or command.sources or command.outputs or edits_in_place(command):
            return
        worked = self._worked or any(map(writes_files, step.commands))
        visited = [one for one in (self.story.visited,) if one is not None and not worked]
        for moved in (*self.story.moves, *visited):
            yield replace(
                moved, call=step.call, result=step.result, text=command.text, alone=step.alone, derived=True
            )

    def _note_written(self, call: Event) -> None:
        """Files that a call writes whole, whatever stood there before."""
        story = self.story
        story.scripts.note(call)
        if story.outside:
            for edit in edits_of(call):
                if edit.old is None:
                    story.write(edit.path, story.folder)

    def _note_edits(self, call: Event) -> None:
        if self.first_edit is None:
            self.first_edit = call.number
        paths = [path for key in PATH_KEYS if isinstance(path := call.arguments.get(key), str)]
        self.edited += [(call.number, resolve(path, self.story.folder)) for path in paths]

    def _writes(self, command: Command, call: Event) -> None:
        if self.first_edit is None:
            self.first_edit = call.number
        folder = command.folder or self.story.folder
        words = command.words[1:] if command.name in ("sed", "perl", "tee") else ()
        self.edited += [
            (call.number, resolve(path, folder))
            for path in (*command.outputs, *words)
            if not path.startswith(("-", "/dev/"))
        ]


def walk_run(
    run: AgentRun,
    project: Project,
    displayed: frozenset[int] = frozenset(),
    given: frozenset[str] = frozenset(),
) -> Walk:
    """The pass over a run, its shell standing where its harness leaves it.

    `displayed`: calls that excuse nothing. `given`: clones that the agent is known to work in.

    Where none tells, the calls that open nothing do: where a shell stands can raise a grade, and taking an access out
    of a run must not.
    """

    def follow(*, afresh: bool) -> Walk:
        story = Story(run, project, seal=SealSteps(orders_seal(project.task)), given=given)
        return Walk(story, afresh=afresh, displayed=displayed)

    told = starts_afresh(run)
    if told is not None:
        return follow(afresh=told)
    if not may_move_again(run.events):
        return follow(afresh=False)
    walk = follow(afresh=True)
    return walk if moves_again(walk.unopened) else follow(afresh=False)
