"""What git commands open: commits, files of other commits, what is fetched, and where HEAD is moved to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from farfield.reuse.access import Way
from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.opening import Asks, Opening, Origin
from farfield.reuse.revisions import HEAD, MAIN, Range, Revision, version_of
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, resolve, within

FILTERS = frozenset({"grep", "egrep", "fgrep", "rg", "ag", "ack", "zgrep"})
_SILENT = frozenset({"wc", "md5sum", "sha1sum", "sha256sum"})
_EVERY = Revision("variable", "--all")
ADDED = ("added", "plain")


@dataclass(frozen=True, slots=True)
class Git:
    """A git command in its place: the call, the command line around it, what the run did before."""

    call: GitCall
    command: Command
    step: Step
    story: Story

    @property
    def searched(self) -> bool:
        """Whether its output is only shown where a pattern matches."""
        return any(sink and sink[0] in FILTERS for sink in self.command.sinks)

    @property
    def counted(self) -> bool:
        """Whether only a count or a sum of its output is shown."""
        return any(sink and sink[0] in _SILENT for sink in self.command.sinks)

    @property
    def in_own_repository(self) -> bool:
        """Whether the repository that is asked is one that the run made."""
        here = resolve(".", self.call.folder or self.command.folder or self.story.folder)
        return any(within(here, place) for place in self.story.repositories)

    def opening(
        self, revision: Revision, asks: Asks, marks: tuple[str, ...] = ADDED, told: Range | None = None
    ) -> Opening:
        """What it opens of a commit. `told`: the range that names the commit."""
        origin, why = origin_of(revision, self, told)
        return Opening(
            self.step.call,
            self.step.result,
            way_of(revision),
            self.command.text,
            asks,
            origin,
            revision,
            marks,
            path=revision.path or next(iter(self.call.paths), None),
            sealed=self.story.sealed,
            alone=self.step.alone,
            own_diff=self.step.own_diff,
            told=why,
        )


def way_of(revision: Revision) -> Way:
    """Git's own objects, or what was fetched."""
    return "remote" if revision.kind == "remote" else "history"


def origin_of(revision: Revision, git: Git, told: Range | None) -> tuple[Origin, str]:
    """What the name of a commit alone tells, and why."""
    story = git.story
    if story.repositories and not story.sealed and git.in_own_repository:
        return "own", ""
    ranged = told is not None and told.right == revision and not told.both
    if told is not None and ranged and is_head(told.left, story) and not is_head(revision, story):
        return "later", "HEAD doesn't have it"
    if not is_head(revision, story) and (goes_on := _goes_on(revision, git)):
        return "later", goes_on
    if _foreign_tree(git):
        return "unknown", ""
    if is_own(revision, story) or is_head(revision, story):
        if not revision.older:
            return "own", ""
        return ("own" if story.own_commits else "past"), "it is an ancestor of HEAD"
    if (ranged and is_known(revision, story)) or revision.name in story.merged:
        return "past", "HEAD has it"
    if revision.kind == "variable" and _are_heads_past(git):
        return ("own" if story.own_commits else "past"), "HEAD's own history names it"
    if revision.name in story.unmerged:
        return "later", "git says that HEAD doesn't have it"
    version = version_of(revision.name) if revision.kind == "name" and story.version else None
    if version is not None and story.version is not None:
        if version <= story.version:
            return "past", f"HEAD is described as younger than {revision.name}"
        return "later", f"HEAD is described as older than {revision.name}"
    return "unknown", ""


def is_own(revision: Revision, story: Story) -> bool:
    """Whether it is git's name for what the run left aside. HEAD's place before a reset may be older than the run."""
    if revision.kind != "own":
        return False
    return revision.name != "ORIG_HEAD" or (story.head_moves > 0 and not story.strayed)


def _goes_on(revision: Revision, git: Git) -> str:
    """Why a branch is ahead of the task's commit; empty where nothing says so."""
    name = revision.name.rpartition("/")[2]
    named = revision.kind == "remote" or (revision.kind == "name" and name in MAIN)
    ahead = named and name in (*MAIN, "HEAD") and not revision.older
    if ahead and (git.story.at_base or git.call.verb == "pull"):
        return f"{revision.name} goes on after the task's commit"
    return ""


def _foreign_tree(git: Git) -> bool:
    """Whether HEAD of the repository that is asked is not the task's."""
    folder = git.call.folder or git.command.folder or git.story.folder
    return git.story.moved or bool(folder and git.story.outside_of(".", folder))


def is_head(revision: Revision, story: Story) -> bool:
    """Whether a name stands for HEAD, the base, or the agent's own branch or commit."""
    if revision.kind == "earlier" and not _reaches(revision, story):
        return False
    if revision.kind == "head" or revision.name == "HEAD":
        return True
    if revision.kind == "id":
        return revision.name in story.project.base or revision.name in story.own
    name = revision.name.removeprefix("refs/").removeprefix("heads/").removeprefix("remotes/")
    return name in story.branches or name in story.beside_head


def _reaches(revision: Revision, story: Story) -> bool:
    """Whether HEAD, or a branch, is known to have stood in its own past so many steps ago: a reflog may begin where the
    repository was cloned, and lead to what is younger.
    """
    return not story.strayed and revision.back <= story.head_moves


def is_known(revision: Revision, story: Story) -> bool:
    """Whether a commit is known to be HEAD's past."""
    if is_head(revision, story) or revision.name in story.merged:
        return True
    return revision.kind == "id" and revision.name in story.ancestors


def is_default_branch(revision: Revision) -> bool:
    """Whether a name is one of those of the branch that a repository is checked out on."""
    return revision.kind == "name" and revision.name in MAIN and not revision.path


_LISTS = frozenset({"log", "rev-list", "blame", "annotate", "rev-parse", "merge-base"})


def _are_heads_past(git: Git) -> bool:
    """Whether the commits that a variable stands for come from listings of HEAD's own history, within the same call."""
    inner = [one.words for one in git.step.commands if one.inner and not one.sources]
    calls = [read_git(words) for words in (*git.command.sources[:1], *inner)]
    return bool(calls) and all(call is not None and _lists_heads_past(call, git.story) for call in calls)


def _lists_heads_past(call: GitCall, story: Story) -> bool:
    known = [is_known(one, story) or (is_default_branch(one) and not story.at_base) for one in call.revisions]
    if call.verb == "merge-base":
        return any(known)
    return call.verb in _LISTS and not call.all_refs and not call.ranges and all(known)


def open_git(git: Git) -> Iterator[Opening]:
    """What a git command opens."""
    verb = git.call.verb
    if git.counted:
        return
    if verb == "show":
        yield from _open_show(git)
    elif verb in ("log", "whatchanged", "rev-list", "shortlog", "format-patch", "cherry"):
        yield from _open_log(git)
    elif verb in ("diff", "diff-tree", "difftool", "range-diff", "diff-index"):
        yield from _open_diff(git)
    elif verb in ("cat-file", "blame", "annotate", "grep"):
        yield from _open_objects(git)
    elif verb in ("fetch", "ls-remote", "fsck", "unpack-objects", "bundle"):
        yield from _look(git)


def _open_show(git: Git) -> Iterator[Opening]:
    asks: Asks = "titles" if git.call.titles_only else "content"
    marks = ADDED
    revisions = [*git.call.revisions, *(one.right for one in git.call.ranges)]
    if any(word.startswith("$") for word in git.call.others):
        revisions.append(Revision("variable", "$"))
    elif not revisions and asks == "content" and (name := _name_in(git)):
        yield replace(git.opening(Revision("name", name), asks, marks), origin="copy")
    for revision in revisions or ([HEAD] if not git.call.others else []):
        asked: Asks = "search" if revision.kind == "variable" and git.searched and asks == "content" else asks
        yield git.opening(revision, asked, marks)


_NAME = re.compile(r"\w[\w/-]*\w")


def _name_in(git: Git) -> str | None:
    """What may be a branch that nothing listed, or else a folder: the lines that come back decide."""
    word = git.call.others[0] if git.call.others else ""
    known = word in git.story.branches or git.story.project.is_named(word)
    return word if _NAME.fullmatch(word) and not known else None


def _open_log(git: Git) -> Iterator[Opening]:
    call = git.call
    content = (
        call.shows_patch
        or (call.verb == "format-patch" and call.has("--stdout"))
        or call.verb == "whatchanged"
    )
    asks: Asks = "content" if content else "titles"
    several: Asks = "search" if content and git.searched else asks
    if call.all_refs:
        yield git.opening(_EVERY, several)
        return
    for one in call.ranges:
        opening = git.opening(one.right, asks, told=one)
        if not _lists_own_past(opening):
            yield replace(opening, many=True)
        if one.both:
            yield replace(git.opening(one.left, asks), many=True)
    for revision in call.revisions:
        opening = git.opening(revision, several if revision.kind == "variable" else asks)
        here = asks == "titles" and is_default_branch(revision) and opening.origin == "unknown"
        if not (revision.name.startswith("^") or here or _lists_own_past(opening)):
            yield replace(opening, many=True)
    if content and not call.ranges and not call.revisions and _foreign_tree(git):
        yield replace(git.opening(HEAD, "content"), many=True)


def _open_diff(git: Git) -> Iterator[Opening]:
    call = git.call
    asks: Asks = "titles" if call.titles_only else "content"
    if call.has("--stdin"):
        yield git.opening(_EVERY, "search" if git.searched else asks)
    for one in call.ranges:
        yield git.opening(one.right, asks, ("added",), one)
        if not one.both:
            yield git.opening(one.left, asks, ("removed",))
    if call.ranges:
        return
    sides = [("removed",), ("added",)] if len(call.revisions) > 1 else [("removed",)]
    if call.verb == "diff-tree":
        sides = [("added",)]
    for revision, marks in zip(call.revisions, sides, strict=False):
        yield git.opening(
            revision, asks, ("plain",) if revision.path and len(call.revisions) == 1 and not marks else marks
        )


def _open_objects(git: Git) -> Iterator[Opening]:
    call = git.call
    if call.verb == "cat-file":
        if call.has("--batch", "--batch-all-objects") and not call.has("--batch-check"):
            yield git.opening(_EVERY, "search" if git.searched else "content", ("plain", "added"))
        elif call.has("-p") or any(word in ("blob", "commit", "tree") for word in call.others):
            for revision in call.revisions:
                yield git.opening(revision, "content", ("plain",))
        return
    for revision in call.revisions:
        opening = git.opening(revision, "content", ("plain",))
        searched = call.verb == "grep" and (revision.kind == "variable" or _is_unplaced(opening))
        if call.verb == "grep" or not _lists_own_past(opening):
            yield replace(opening, asks="search") if searched else opening
    if call.verb == "grep" and call.has("--all"):
        yield git.opening(_EVERY, "search", ("plain",))


def _lists_own_past(opening: Opening) -> bool:
    """Whether a log or blame begins further down in HEAD's own: a part of what it shows without a name."""
    revision = opening.revision
    return revision is not None and revision.kind == "head" and opening.origin in ("own", "past")


def _is_unplaced(opening: Opening) -> bool:
    """Whether a tag or branch is asked that nothing places: hits in it are shown for what they hold alone."""
    revision = opening.revision
    return revision is not None and revision.kind == "name" and opening.origin == "unknown"


def _look(git: Git) -> Iterator[Opening]:
    """What only brings objects, or only names them."""
    call = git.call
    if git.command.words in git.story.project.prescribed:
        return
    if call.verb == "fsck" and not call.has("--lost-found", "--unreachable", "--dangling", "--no-reflogs"):
        return
    name = next((one.name for one in call.revisions), call.verb)
    opening = git.opening(Revision("remote", name), "titles")
    yield replace(opening, origin="unknown", way="history" if call.verb == "fsck" else "remote", told="")
