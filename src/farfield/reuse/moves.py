"""Git commands that change what the next commands show: where HEAD goes, what comes into files, what is its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from farfield.reuse.git_calls import GitCall, is_plain, read_git
from farfield.reuse.history import Git, is_default_branch, is_head, is_known, is_own
from farfield.reuse.returned import is_failure
from farfield.reuse.revisions import MAIN, Revision, read_revision, version_of
from farfield.reuse.story import Story, resolve

_NAMES_NOTHING = (
    "-d",
    "-D",
    "--delete",
    "-l",
    "--list",
    "-r",
    "-a",
    "--contains",
    "--merged",
    "--no-merged",
    "-v",
    "-vv",
)
"""Options by which `git branch` and `git tag` make none."""

_PICKED = re.compile(r"^\[[^\]\n]{1,200} [0-9a-f]{7,40}\] ([^\n]+)$", re.MULTILINE)
_MADE = re.compile(r"^\[(?:\S+ (?:\(root-commit\) )?|detached HEAD )([0-9a-f]{7,40})\]", re.MULTILINE)
_ON_BRANCH = re.compile(
    r"^(?:On branch |\* |Switched to (?:a new )?branch '?|Already on '?)([\w./-]+)", re.MULTILINE
)
_DECORATED = re.compile(r"\(HEAD -> ([\w./-]+)")
_DETACHED = re.compile(r"HEAD detached (?:at|from) |\* \(no branch\)")
_NOW_AT = re.compile(r"^HEAD is now at ([0-9a-f]{7,40})\b", re.MULTILINE)
_SHOWN = re.compile(r"^commit ([0-9a-f]{40})$", re.MULTILINE)
_WHOLE_ID = re.compile(r"^[0-9a-f]{40}$", re.MULTILINE)


_NAMING = frozenset({
    "show", "log", "diff", "checkout", "switch", "restore", "reset", "merge", "rebase", "cherry-pick", "cat-file",
    "grep", "blame", "archive", "worktree", "rev-list", "format-patch", "difftool", "diff-tree", "merge-base",
})  # fmt: skip
"""Git commands whose words are commits where they are no files."""

_NAMED = re.compile(r"([\w][\w./-]*?)((?:[~^]\d*)*)")


def name_commits(call: GitCall, words: Sequence[str], story: Story) -> GitCall:
    """The call with what is no file but a branch or a tag among its commits: what was fetched, what remotes that were
    added hold, and what git listed. `words`: its arguments.
    """
    if call.verb not in _NAMING or not (story.names or story.listed):
        return call
    return read_git(words, partial(_named, story=story)) or call


def _named(word: str, story: Story) -> Revision | None:
    """The commit that a word names; branches of its own stay words, by which HEAD is known to go home."""
    found = _NAMED.fullmatch(word)
    name = found[1] if found else ""
    if name in story.names or name.partition("/")[0] in story.names:
        return Revision("remote", name, older=bool(found and found[2]))
    own = name in story.branches or story.project.names_branch(name)
    if name in story.listed and not own and read_revision(word) is None:
        return Revision("name", name, older=bool(found and found[2]))
    return read_revision(word)


def _follow_names(git: Git) -> None:
    """Branches that `git fetch X a:b` makes, and remotes that are added."""
    call, story = git.call, git.story
    if call.verb in ("fetch", "pull") or (call.verb == "remote" and "update" in call.others):
        story.beside_head.clear()
    if call.verb == "fetch" and not is_failure(git.step.text):
        words = [*call.others, *(f"{one.name}:{one.path}" for one in call.revisions if one.path)]
        story.names.update(
            word.partition(":")[2].removeprefix("refs/heads/") for word in words if _REFSPEC.match(word)
        )
    elif call.verb == "remote" and call.others[:1] == ("add",) and len(call.others) > 1:
        story.names.add(call.others[1])


def _follow_repositories(git: Git) -> None:
    """Repositories that the run makes, until something is fetched into them."""
    call, story = git.call, git.story
    folder = call.folder or git.command.folder or story.folder
    here = resolve(".", folder)
    if call.verb == "init" and not is_failure(git.step.text) and "Reinitialized" not in git.step.text:
        story.repositories.add(resolve(call.others[0], folder) if call.others else here)
    elif call.verb in ("fetch", "pull") or (call.verb == "remote" and "add" in call.others):
        story.repositories.discard(here)


_REFSPEC = re.compile(r"\+?[\w./-]+:[\w./-]+$")


def follow_git(git: Git) -> None:
    """Notes what a git command tells of HEAD's history and what it changes."""
    call, story, text = git.call, git.story, git.step.text
    _follow_making(git)
    if call.verb == "show" and story.own_commits and not story.moved and git.step.alone and _is_of_head(call):
        for one in _SHOWN.findall(text)[:1]:
            story.own.add(one)
    if call.verb == "describe" and not call.revisions and not story.moved and git.step.alone:
        tag = text.strip().rsplit("-", 2)[0] if re.search(r"-\d+-g[0-9a-f]+$", text.strip()) else text.strip()
        story.version = version_of(tag) or story.version
    if call.verb in ("status", "branch", "checkout", "switch", "log"):
        _follow_branch(git)
    _follow_names(git)
    _follow_repositories(git)
    folder = call.folder or git.command.folder or story.folder
    if folder and (call.verb in ("add", "commit") or _compares_own(call, story)):
        story.workplaces.add(resolve(".", folder))
    if call.verb in ("checkout", "switch", "restore", "reset", "read-tree"):
        _follow_checkout(git)
    elif call.verb in ("merge", "pull", "rebase", "cherry-pick"):
        _follow_merge(git)
    elif call.verb in ("rev-parse", "merge-base") and not git.command.sinks:
        _follow_ids(git)
        _follow_ancestry(git)
    story.head_moves += _moves_head(call) and not is_failure(text)


def _compares_own(call: GitCall, story: Story) -> bool:
    """Whether it shows what was changed in the working tree, of files that are named as files are."""
    files = all("/" in one or "." in one or story.project.is_named(one) for one in call.others)
    compared = call.revisions or call.ranges or call.has("--no-index")
    return call.verb == "diff" and files and not compared


def _moves_head(call: GitCall) -> bool:
    """Whether it makes a step of HEAD's reflog."""
    if call.verb == "stash":
        return call.others[:1] in ((), ("push",), ("save",))
    if call.verb in ("reset", "checkout", "switch"):
        return not (call.paths or (call.revisions and call.others)) and (
            call.verb == "reset" or bool(call.revisions or call.options)
        )
    return call.verb in ("commit", "merge", "pull", "rebase", "cherry-pick", "revert", "am")


def _follow_making(git: Git) -> None:
    """Commits, stashes, branches and tags that the run makes."""
    call, story, text = git.call, git.story, git.step.text
    own = call.verb == "cherry-pick" and (
        all(is_known(one, story) for one in call.revisions) or _picks_own(git)
    )
    for one in _MADE.findall(text) if own or call.verb in ("commit", "merge", "revert") else ():
        story.own.add(one)
    if is_failure(text):
        return
    if call.verb in ("commit", "commit-tree"):
        story.own_commits += 1
        story.import_committed = bool(story.imports)
    if call.verb != "merge":
        story.made.note(call, git.command, git.step.commands, git.step.call.number)
    if call.verb in ("branch", "tag") and not call.has(*_NAMES_NOTHING):
        names = [*(Revision("name", other) for other in call.others), *call.revisions]
        if names and all(is_head(one, story) for one in names[1:]):
            story.branches.add(names[0].name)


def _picks_own(git: Git) -> bool:
    """Whether what git says that it picked has the titles of the run's own commits."""
    titles = _PICKED.findall(git.step.text)
    return git.call.verb == "cherry-pick" and git.story.made.called(titles, git.step.call.number)


def _is_of_head(call: GitCall) -> bool:
    return is_plain(call) and not any(one.older or one.path for one in call.revisions) and not call.others


def _follow_branch(git: Git) -> None:
    """Which branch HEAD stands on."""
    call, story = git.call, git.story
    if call.verb in ("status", "branch") and _DETACHED.search(git.step.text) and not story.moved:
        story.at_base = True
    if call.verb in ("status", "branch") or call.verb == "log":
        told = _DECORATED.findall(git.step.text) if call.verb == "log" else _ON_BRANCH.findall(git.step.text)
        if not story.moved:
            story.branches.update(told[:1])
    for option in call.options:
        name, equals, value = option.partition("=")
        if equals and name in ("-b", "-B", "-c", "-C", "--create"):
            story.branches.add(value)
            start = next(iter(call.revisions), None)
            story.at_base = story.at_base or bool(start and start.kind == "id")


def _follow_checkout(git: Git) -> None:
    call, story = git.call, git.story
    target = next(iter(call.revisions), None)
    source = next(
        (option.partition("=")[2] for option in call.options if option.startswith(("--source=", "-s="))), None
    )
    if call.verb == "restore":
        target = read_revision(source) if source else None
    if (
        call.verb in ("checkout", "switch")
        and call.has("-b", "-B", "-c", "-C", "--create", "--orphan")
        and target is None
    ):
        return
    own = [word for word in call.others if word in story.branches or word == "-"]
    if call.verb in ("checkout", "switch") and own and not call.paths:
        story.moves.clear()
        story.visited = None
        return
    if target is None:
        return
    if call.verb == "reset" and not call.has("--hard", "--merge", "--keep"):
        return
    files = [*call.paths, *(call.others if call.verb != "switch" else ())]
    if _is_tasks_own(target, story, git, files):
        _return_home(git, files, target)
    elif not files and target.kind == "name" and read_revision(target.name) is None:
        if not is_failure(git.step.text):
            story.visited = replace(git.opening(target, "content", ("plain",)), origin="copy")
            story.strayed = True
    else:
        _leave(git, target, files)


def _is_tasks_own(target: Revision, story: Story, git: Git, files: list[str]) -> bool:
    """Whether HEAD or some files are set to what the task starts from, as far as anything tells."""
    if target.kind == "head" or is_own(target, story) or is_known(target, story):
        return True
    if git.command.words in story.project.prescribed:
        return True
    if target.kind == "name" and target.name in MAIN and not story.at_base:
        return True
    return target.kind == "id" and (
        target.name in story.project.quoted or not (files or story.at_base or story.ancestors)
    )


def _return_home(git: Git, files: list[str], target: Revision) -> None:
    story = git.story
    if files:
        return
    story.moves.clear()
    story.visited = None
    if target.kind == "id":
        story.at_base = True
    folder = git.call.folder or git.command.folder or story.folder
    if folder:
        story.workplaces.add(resolve(".", folder))
        story.clean(resolve(".", folder))


def _leave(git: Git, target: Revision, files: list[str]) -> None:
    """HEAD, or some files, come from another commit now: what is read of them is that commit's."""
    story = git.story
    opening = git.opening(target, "content", ("plain",))
    told = _NOW_AT.search(git.step.text) if git.call.verb == "reset" else None
    if told is not None and (
        told[1] in story.ancestors or told[1] in story.own or told[1] in story.project.base
    ):
        return
    is_access = bool(files) or (git.call.verb in ("reset", "read-tree") and not is_failure(git.step.text))
    if is_access:
        story.brought.append(replace(opening, asks="import"))
    folder = git.call.folder or git.command.folder or story.folder
    if files:
        for file in files[:50]:
            story.bring(resolve(file, folder), opening)
    elif not is_failure(git.step.text):
        story.move(opening, is_access=is_access)
    story.imported = story.imported if story.imported is not None else git.step.call.number


def _follow_merge(git: Git) -> None:
    call, story = git.call, git.story
    if is_failure(git.step.text) or call.has("--abort", "--continue", "--skip", "--quit"):
        return
    target = next(iter((*call.revisions, *(one.right for one in call.ranges))), None)
    if call.verb == "pull" and target is None:
        target = Revision("remote", "origin/HEAD")
    if target is None or _is_own_work(target, git) or git.command.words in story.project.prescribed:
        if call.verb == "merge":
            story.made.note(call, git.command, git.step.commands, git.step.call.number)
        return
    if "Already up to date" in git.step.text or "up-to-date" in git.step.text:
        return
    opening = git.opening(target, "content", ("plain",))
    story.move(opening, is_access=True)
    story.brought.append(replace(opening, asks="import"))
    story.imported = story.imported if story.imported is not None else git.step.call.number


def _is_own_work(target: Revision, git: Git) -> bool:
    """Whether what is merged or picked is the run's own, HEAD's past, or the branch that the task's commit is on."""
    story = git.story
    if is_known(target, story) or is_own(target, story) or _picks_own(git):
        return True
    return is_default_branch(target) and git.call.verb != "pull" and not story.at_base


def _follow_ids(git: Git) -> None:
    """Ids that `git rev-parse HEAD` or `git merge-base` print."""
    call, story = git.call, git.story
    heads = call.verb == "merge-base" or all(one.kind == "head" for one in call.revisions)
    if not heads or story.moved or not git.step.alone or call.has("--is-ancestor"):
        return
    for one in _WHOLE_ID.findall(git.step.text)[:1]:
        if (
            call.verb == "rev-parse"
            and not story.own_commits
            and not any(rev.older for rev in call.revisions)
        ):
            story.heads.add(one)
        (story.own if story.own_commits and call.verb == "rev-parse" else story.ancestors).add(one)


def _follow_ancestry(git: Git) -> None:
    """`git merge-base --is-ancestor X HEAD && echo yes || echo no`: what it says of X."""
    call, story = git.call, git.story
    one = next(iter(call.revisions), None)
    if not call.has("--is-ancestor") or len(call.revisions) != 2 or one is None:
        return
    if one.kind not in ("id", "name") or one.older or one.path:
        return
    if not is_known(call.revisions[1], story):
        return
    behind = [command for command in git.step.commands if command.name == "echo"]
    yes = [" ".join(command.words[1:]) for command in behind if command.after == "&&"]
    no = [" ".join(command.words[1:]) for command in behind if command.after == "||"]
    said = git.step.text.strip()
    result = git.step.result
    if said and said in yes and not story.moved:
        story.ancestors.add(one.name) if one.kind == "id" else story.merged.add(one.name)
    elif (said and said in no) or (result is not None and result.exit_code == 1 and not said):
        story.later.add(one.name) if one.kind == "id" else story.unmerged.add(one.name)
