"""What a run has done so far, as far as it decides what its next command opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import basename, join, normpath
from typing import NamedTuple

from farfield.records import AgentRun, Event
from farfield.reuse.access import Way
from farfield.reuse.opening import Asks, Opening
from farfield.reuse.own_commits import OwnCommits
from farfield.reuse.project import Project
from farfield.reuse.returned import without_frame
from farfield.reuse.revisions import Commits
from farfield.reuse.scripts import Scripts
from farfield.reuse.seal import SealSteps
from farfield.reuse.shell import Command
from farfield.transcripts.edits import SCRATCH


@dataclass(frozen=True, slots=True)
class Outside:
    """A folder or file whose content came from outside, and by which opening; null of one that the run wrote there.

    `before`: by which others until an access put something else there: that it did excuses nothing.
    """

    place: str
    opening: Opening | None
    before: tuple[Opening, ...] = ()


class Brought(NamedTuple):
    """What brought the content of a path, and to which place. `before`: as of an `Outside`."""

    place: str
    opening: Opening
    before: tuple[Opening, ...] = ()


@dataclass
class Story:
    """The state of a run between two of its calls."""

    run: AgentRun
    project: Project
    folder: str | None = None
    own: Commits = field(default_factory=Commits)
    ancestors: Commits = field(default_factory=Commits)
    later: Commits = field(default_factory=Commits)
    heads: Commits = field(default_factory=Commits)
    """Ids under which HEAD was seen before the agent's own commits."""
    branches: set[str] = field(default_factory=set)
    """Branches that are the agent's own, or that HEAD stands on."""
    beside_head: set[str] = field(default_factory=set)
    """Other branches and tags that stand where HEAD did, until something is fetched."""
    merged: set[str] = field(default_factory=set)
    """Branches and tags that HEAD's history holds."""
    unmerged: set[str] = field(default_factory=set)
    """Those that git said it doesn't hold."""
    bisects_past: bool | None = None
    """Whether `git bisect` looks for a commit in HEAD's past; null until it is told where to end."""
    at_base: bool = False
    """Whether HEAD was put on a commit by its id, so that no branch that goes on is HEAD."""
    own_commits: int = 0
    head_moves: int = 0
    """Steps of HEAD's reflog that are known to stay in its past, or on the agent's own commits: the last ones."""
    strayed: bool = False
    """Whether HEAD stood on another commit than the task's, so that its reflog leads there."""
    of_main: Commits = field(default_factory=Commits)
    """Ids that a log of the branch lists that the task's commit is on, as far as anything tells."""
    made: OwnCommits = field(default_factory=OwnCommits)
    """What those commits are called."""
    version: tuple[int, ...] | None = None
    """Of the last release in HEAD's past."""
    moves: list[Opening] = field(default_factory=list)
    """What HEAD or the working tree was moved to, if that is not the task's: the last, and what accesses put there."""
    visited: Opening | None = None
    """A branch on which HEAD stands that git listed and nothing places: it may be where the run is to work."""
    imported: int | None = None
    """The first call that brought content from outside into the working tree."""
    given: frozenset[str] = frozenset()
    """Clones that the agent is known to work in: they are the base, as if they had been there."""
    outside: list[Outside] = field(default_factory=list)
    downloads: dict[str, Opening] = field(default_factory=dict)
    """By which opening a place was downloaded or cloned, whatever was set to the task's commit there afterwards."""
    listed: set[str] = field(default_factory=set)
    """Branches and tags that git listed: a word that is one of them is no file."""
    names: set[str] = field(default_factory=set)
    """Branches and remotes that were fetched or added."""
    page: Opening | None = None
    """What the browser shows."""
    brought: list[Opening] = field(default_factory=list)
    """What the command at hand brings into the working tree."""
    imports: list[Opening] = field(default_factory=list)
    """By what the working tree got content from outside."""
    import_committed: bool = False
    """Whether the agent made a commit since."""
    scripts: Scripts = field(default_factory=Scripts)
    begun: bool = False
    """Whether files of a repository that was there already have been read."""
    first_clones: set[str] = field(default_factory=set)
    """Folders that were cloned before that."""
    own_numbers: set[str] = field(default_factory=set)
    """Pull requests that the agent opened itself."""
    workplaces: set[str] = field(default_factory=set)
    """Folders in which the agent commits, or compares what it changed."""
    installed: set[str] = field(default_factory=set)
    """The project's own packages that were installed from elsewhere."""
    install: Opening | None = None
    image: Opening | None = None
    """Of a container that the run made of an image of others."""
    own_install: bool = False
    """Whether the run put its own working tree among the installed packages, so that its lines stand there."""
    repositories: set[str] = field(default_factory=set)
    """Folders of repositories that the run made: all their history is its own."""
    seal: SealSteps = field(default_factory=SealSteps)

    @property
    def sealed(self) -> bool:
        """Whether the history is sealed now."""
        return self.seal.event is not None and not self.seal.opened

    @property
    def moved(self) -> bool:
        """Whether HEAD or the working tree stands on another commit than the task's."""
        return bool(self.moves)

    def outside_of(self, path: str, folder: str | None) -> Brought | None:
        """What brought the content of a path; null where it is the task's or the agent's own."""
        whole = resolve(path, folder)
        found = next((one for one in reversed(self.outside) if within(whole, one.place)), None)
        return Brought(found.place, found.opening, found.before) if found and found.opening else None

    def bring(self, place: str, opening: Opening) -> None:
        """Notes that a place holds content from outside."""
        opening = replace(opening, place=opening.place or place)
        earlier = self.outside_of(place, None) if opening.origin != "own" else None
        before = [earlier.opening, *earlier.before] if earlier else []
        others = tuple(one for one in before if not one.is_of_same(opening))
        self.outside.append(Outside(place, opening, others[:_MOST_BEFORE]))
        del self.outside[:-_MOST_PLACES]
        if opening.way == "download" and opening.place == place:
            self.downloads[place] = opening

    def write(self, path: str, folder: str | None) -> None:
        """Notes that the agent wrote a file, which may lie among what came from outside."""
        if self.outside_of(path, folder) is not None:
            self.outside.append(Outside(resolve(path, folder), None))

    def move(self, opening: Opening, *, is_access: bool) -> None:
        """Notes that HEAD stands on another commit. A pull request that was checked out before stays the stronger, and
        what an access moves excuses nothing: it may be what stood there before.
        """
        self.strayed = True
        if not is_access:
            self.moves = [one for one in self.moves if one.number is not None][-1:] or [opening]
        elif not any(opening.is_of_same(one) for one in self.moves):
            self.moves.append(opening)

    def put_in(self, opening: Opening, call: int) -> None:
        """Notes that content from outside comes into the working tree, seen or not."""
        self.imported = self.imported if self.imported is not None else call
        self.brought.append(replace(opening, asks="import"))
        self.note_imports()

    def note_imports(self) -> None:
        """Keeps by what content came into the working tree, once of each."""
        for one in self.brought:
            if not any(one.is_of_same(other) for other in self.imports):
                self.imports.append(one)

    def takes_in(self, place: str, *sources: str | None) -> bool:
        """Whether content put into a place is handed in with the working tree.

        `sources`: the files that it was elsewhere. Where no patch is recorded nothing else tells what was handed in:
        a file that is put there under its own name is then the project's.
        """
        if self.project.is_file(place):
            return True
        if place.startswith(SCRATCH):
            return False
        if self.run.patch_origin in ("rebuilt", "untold"):
            return any(basename(place) == basename(source) for source in sources if source)
        return self.project.is_folder(place)

    def clean(self, place: str) -> None:
        """Notes that a place was set to the task's own commit."""
        self.outside = [one for one in self.outside if not within(one.place, place)]


_MOST_BEFORE = 8
"""Openings that are kept of one place, the latest."""

_MOST_PLACES = 200
"""Each path read is looked up among them; no run that works brings as many."""


def resolve(path: str, folder: str | None) -> str:
    """A path from where the command stands, as far as that is known."""
    path = path.strip("'\"")
    if path.startswith(("/", "~")) or path[1:3] == ":/" or not folder:
        return normpath(path) if path else path
    return normpath(join(folder, path))


def within(path: str, place: str) -> bool:
    """Whether a path is a place or lies below it; a place may end with `*`."""
    if path == place or path.startswith(f"{place}/"):
        return True
    return "*" in place and place.endswith("*") and path.startswith(place[:-1])


@dataclass(frozen=True)
class Step:
    """A call with its result and its simple commands."""

    call: Event
    result: Event | None
    commands: Sequence[Command] = ()
    alone: bool = True
    """Whether at most one of its commands prints what could be opened."""
    own_diff: bool = False
    """Whether one of several commands shows what the agent itself changed."""

    @cached_property
    def text(self) -> str:
        """What came back, without the words of the harness."""
        return without_frame(self.result.text) if self.result is not None else ""


def plain_opening(command: Command, step: Step, way: Way, asks: Asks) -> Opening:
    """What a command opens of which nothing more is known."""
    return Opening(step.call, step.result, way, command.text, asks, alone=step.alone)


def repository_name(url: str) -> str:
    """The folder that a clone of an address makes."""
    return basename(url.rstrip("/")).removesuffix(".git")
