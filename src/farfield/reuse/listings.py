"""What git lists of HEAD's own history, and what beside it: ids of its past, branches and tags that stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from farfield.reuse.git_calls import GitCall, read_git
from farfield.reuse.history import Git, is_default_branch, is_known, origin_of
from farfield.reuse.outside import fetches
from farfield.reuse.returned import is_failure, listed_ids
from farfield.reuse.revisions import Revision
from farfield.reuse.story import Story

_FILTERED = (
    "-S",
    "-G",
    "--grep",
    "--author",
    "--committer",
    "--skip",
    "--reverse",
    "--since",
    "--until",
    "--before",
    "--after",
)


def follow_listing(git: Git) -> None:
    """Ids that a log of HEAD's own history lists are HEAD's past; those of `HEAD..X` are not in it."""
    call, story = git.call, git.story
    _follow_names(git)
    if call.verb == "bisect":
        _follow_bisect(git)
    elif call.verb == "reflog":
        _follow_reflog(git)
    if call.verb not in ("log", "blame", "annotate", "rev-list", "shortlog", "whatchanged"):
        return
    if git.command.inner or _elsewhere(git):
        return
    whole = git.step.alone or _lists_alone(git)
    ids = _ids_in(git.step.text if whole else _titles_of_its_own(git), git)
    if call.all_refs and not whole:
        return
    if call.all_refs:
        _follow_whole_listing(git, list(ids))
        return
    rights = [*call.revisions, *(one.right for one in call.ranges if not one.both)]
    if any(one.both for one in call.ranges) or (
        call.shows_patch and any(one.kind != "head" for one in rights)
    ):
        return
    if not story.moved and all(is_known(one, story) or one.kind == "head" for one in rights):
        for one in ids:
            story.ancestors.add(one)
        story.merged.update(_tags_in(git.step.text if whole else _titles_of_its_own(git)))
    elif not story.moved and not call.ranges and all(map(_is_branch, rights)):
        _follow_branch_listing(git, ids, all(_is_of_main(one, git) for one in rights))
    elif (
        call.ranges
        and all(origin_of(one.right, git, one)[0] == "later" for one in call.ranges)
        and not call.revisions
    ):
        for one in ids:
            story.later.add(one)


def _follow_names(git: Git) -> None:
    """Branches and tags that stand where HEAD does, and those that HEAD's history holds."""
    call, story, text = git.call, git.story, git.step.text
    if not _elsewhere(git):
        story.listed.update(_names_listed(git))
    if story.moved or _elsewhere(git) or is_failure(text):
        return
    if call.verb == "log":
        beside = [name for found in _AT_HEAD.findall(text) for name in found.split(", ")]
        story.beside_head.update(name.removeprefix("tag: ") for name in beside)
    elif call.verb == "status":
        story.beside_head.update(_UP_TO_DATE.findall(text))
    elif (
        call.verb in ("ls-tree", "ls-files")
        and git.step.alone
        and all(is_known(one, story) for one in call.revisions)
    ):
        if call.verb == "ls-tree" or story.imported is None:
            for one in _OBJECT.findall(text):
                story.ancestors.add(one)
    elif _lists_merged(call) and git.step.alone:
        names = (line.lstrip("*+ ").removeprefix("remotes/") for line in text.split("\n"))
        story.merged.update(name for name in names if name and " " not in name)


_REFLOG = re.compile(r"^([0-9a-f]{7,40}) (?:\([^)\n]*\) )?HEAD@\{(\d+)\}: ([^\n]*)$", re.MULTILINE)
_GOES_ON = re.compile(
    r"commit\b|cherry-pick\b|revert\b|am\b|(?:merge|pull)\b[^\n]*: (?:Fast-forward|Merge made)|reset: moving to HEAD$"
)
"""Steps of a reflog by which HEAD comes to what was made of where it stood before, or stays there."""


def _follow_reflog(git: Git) -> None:
    """What HEAD's reflog lists down from HEAD, as long as each step goes on from the one before it, is HEAD's past."""
    call, story = git.call, git.story
    if story.strayed or _elsewhere(git) or git.command.inner or call.others[:1] not in ((), ("show",)):
        return
    past, steps = True, 0
    for at, (one, number, step) in enumerate(_REFLOG.findall(git.step.text)):
        past = (past and int(number) == at) or one in story.ancestors or one in story.project.base
        steps = at if past and steps == at - 1 else steps
        if past and one not in story.own:
            story.ancestors.add(one)
        past = past and _GOES_ON.match(step) is not None
    story.head_moves = max(story.head_moves, steps)


def _follow_bisect(git: Git) -> None:
    """The commits that a search between HEAD and its past comes to are HEAD's past."""
    call, story = git.call, git.story
    ends = [is_known(one, story) for one in call.revisions[:1]]
    if call.others[:1] == ("start",):
        story.bisects_past = ends[0] if ends else None
    elif call.others[:1] in (("bad",), ("new",)) and story.bisects_past is None:
        story.bisects_past = all(ends) and not (story.moved or _elsewhere(git))
    if story.bisects_past and not is_failure(git.step.text):
        for found in _BISECTED.findall(git.step.text):
            story.ancestors.add(found[0] or found[1])


_BISECTED = re.compile(
    r"^(?:([0-9a-f]{40}) is the first (?:bad|new) commit$|\[([0-9a-f]{40})\] )", re.MULTILINE
)


_BRANCHES = re.compile(
    r"^[ *+]{2}(?:remotes/)?([\w][\w./-]*)(?: -> \S+)?(?: +[0-9a-f]{7,40} [^\n]*)?$", re.MULTILINE
)
_REFS = re.compile(r"\brefs/(?:heads|tags|remotes)/([\w][\w./-]*)")
_TAG = re.compile(r"^([\w][\w./-]*)$", re.MULTILINE)


def _names_listed(git: Git) -> Sequence[str]:
    """The branches and tags that git lists."""
    call, text = git.call, git.step.text
    if is_failure(text):
        return ()
    if call.verb in ("for-each-ref", "show-ref", "ls-remote"):
        return _REFS.findall(text)
    if call.verb == "branch" and not call.has("-d", "-D", "--delete", "-m", "-M"):
        return _BRANCHES.findall(text)
    lists = (not call.others and not call.revisions) or call.has(
        "-l", "--list", "-n", "--contains", "--no-merged"
    )
    return _TAG.findall(text) if call.verb == "tag" and lists and git.step.alone else ()


def _lists_merged(call: GitCall) -> bool:
    """Whether it names the branches or tags that HEAD's history holds."""
    of_head = not call.others and all(one.kind == "head" for one in call.revisions)
    return call.verb in ("tag", "branch") and call.has("--merged") and of_head


def _tags_in(text: str) -> list[str]:
    """The tags that a log names beside its commits."""
    named = (name for found in _DECORATION.findall(text) for name in found.split(", "))
    return [name.partition("tag: ")[2] for name in named if "tag: " in name]


_DECORATION = re.compile(r"^[*|/\\ ]*(?:commit )?[0-9a-f]{7,40} \(([^)\n]{1,500})\)", re.MULTILINE)
_OBJECT = re.compile(r"^\d{6} (?:blob |tree )?([0-9a-f]{7,40})[ \t]", re.MULTILINE)
_AT_HEAD = re.compile(r"\(HEAD(?: ->)?,? (?:[\w./-]+, )?((?:tag: )?[\w./-]+(?:, (?:tag: )?[\w./-]+)*)\)")
_UP_TO_DATE = re.compile(r"^Your branch is up to date with '([\w./-]+)'", re.MULTILINE)
_TITLE = re.compile(r"^[*|/\\ ]*([0-9a-f]{7,40})(?: |$)", re.MULTILINE)
_TITLES = (
    "--oneline",
    "--format=%h",
    "--pretty=oneline",
    "--pretty=format:%h",
    "--format=%H",
    "--pretty=format:%H",
)
"""Options of a log that puts each commit on one line, its id first."""


def _ids_in(text: str, git: Git) -> list[str]:
    found = [*listed_ids(text), *_parents(text)]
    return [*found, *_TITLE.findall(text)] if _is_of_titles(git.call) else found


def _is_of_titles(call: GitCall) -> bool:
    return any(option.startswith(_TITLES) for option in call.options)


def _titles_of_its_own(git: Git) -> str:
    """The lines of titles at the top of a call's output, or at its end, where a listing stands first or last in it.

    Empty where it doesn't, or where another command of the call may list commits in the same way.
    """
    printing = [
        one for one in git.step.commands if not (one.inner or one.sources or one.name in ("cd", "export"))
    ]
    others = [
        call for one in printing if one is not git.command and (call := read_git(one.words)) is not None
    ]
    most = _most_lines(git)
    if not _is_of_titles(git.call) or (any(map(fetches, printing)) and most is None):
        return ""
    if any(one.verb not in ("show", "diff", "status") or _is_of_titles(one) for one in others):
        return ""
    lines = git.step.text.rstrip("\n").split("\n")
    if printing[0] is git.command:
        return "\n".join(takewhile(_TITLE.match, lines[:most]))
    if printing[-1] is git.command:
        return "\n".join(takewhile(_TITLE.match, lines[::-1][:most]))
    return ""


_NUMBER = re.compile(r"-(?:n=?)?(\d{1,4})|--max-count=(\d{1,4})")


def _most_lines(git: Git) -> int | None:
    """How many titles a listing shows at most; null where it doesn't say."""
    found = [one for option in git.call.options if (one := _NUMBER.fullmatch(option))]
    return int(found[0][1] or found[0][2]) if found else None


def _is_branch(revision: Revision) -> bool:
    return revision.kind in ("name", "remote") and not revision.older and not revision.path


def _is_of_main(revision: Revision, git: Git) -> bool:
    """Whether a name is that of the branch that the task's commit is on, as far as anything tells."""
    return is_default_branch(revision) and origin_of(revision, git, None)[0] == "unknown"


def _follow_branch_listing(git: Git, ids: Sequence[str], of_main: bool) -> None:
    """Of a branch's log: what it lists above HEAD is younger. All else is of the branch that the task's commit is on,
    where `of_main` says that it is that.
    """
    call, story = git.call, git.story
    above = [] if call.has(*_FILTERED) or call.paths or call.others else _above_head(ids, story)
    for one in above:
        story.later.add(one)
    for one in ids if of_main else ():
        if one not in above:
            story.of_main.add(one)


def _above_head(ids: Sequence[str], story: Story) -> Sequence[str]:
    """The commits that a log lists above HEAD; none where it doesn't come to HEAD, or to HEAD's past first."""
    above = list(takewhile(lambda one: not (one in story.heads or one in story.project.base), ids))
    known = any(one in story.ancestors or one in story.own for one in above)
    return [] if known or len(above) == len(ids) else above


_MERGE = re.compile(r"^Merge: ([0-9a-f]{7,40}(?: [0-9a-f]{7,40})+)$", re.MULTILINE)
_LISTING = frozenset(
    {"log", "rev-list", "show", "cherry", "ls-remote", "fsck", "whatchanged", "shortlog", "for-each-ref"}
    | {"diff", "difftool", "diff-tree", "format-patch", "cat-file", "reflog"}
)


def _parents(text: str) -> list[str]:
    return [one for found in _MERGE.findall(text) for one in found.split()]


def _lists_alone(git: Git) -> bool:
    """Whether no other command of the call shows commits that are not HEAD's own."""
    for command in git.step.commands:
        if fetches(command):
            return False
        other = read_git(command.words)
        if other is None or other == git.call or other.verb not in _LISTING:
            continue
        known = all(is_known(one, git.story) for one in other.revisions)
        if (
            other.all_refs
            or other.ranges
            or not known
            or other.verb in ("ls-remote", "fsck", "for-each-ref", "cherry")
        ):
            return False
    return True


def _elsewhere(git: Git) -> bool:
    folder = git.call.folder or git.command.folder or git.story.folder
    return bool(folder and git.story.outside_of(".", folder))


def _follow_whole_listing(git: Git, ids: list[str]) -> None:
    """The first commits of a log of all branches, down to HEAD's past, are younger than HEAD."""
    call, story = git.call, git.story
    shown = all(sink and sink[0] in ("head", "cat", "less") for sink in git.command.sinks)
    if (
        not shown
        or call.paths
        or call.others
        or call.has(*_FILTERED, "--graph", "--topo-order", "--author-date-order")
    ):
        return
    if call.verb != "log" or call.revisions or call.ranges or not (story.heads or story.project.base):
        return
    above = list(takewhile(lambda one: not (one in story.heads or one in story.project.base), ids))
    if not any(one in story.ancestors or one in story.own for one in above):
        for one in above:
            story.later.add(one)
