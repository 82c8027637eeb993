"""Clones and checkouts of repositories, and what other systems of versions than git show of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from farfield.reuse.git_calls import GitCall
from farfield.reuse.opening import Opening
from farfield.reuse.packages import URL
from farfield.reuse.pages import open_address, quotes
from farfield.reuse.project import Project
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, plain_opening, repository_name, resolve

CHECKOUTS = frozenset({"svn", "hg", "bzr"})


def open_checkout(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What other systems of versions bring, or show, of an address or of what was cloned."""
    words = [word for word in command.words[1:] if not word.startswith("-")]
    if not any(URL.match(word) for word in words) and not _SHOWING.isdisjoint(words):
        yield from _shown(command, step, story)
    urls = [word for word in words if URL.match(word)]
    if words[:1] == ["cat"]:
        yield from (one for url in urls if (one := open_address(url, step, command.text, story.project)))
    elif words[:1] and words[0] in ("clone", "checkout", "co", "export", "branch") and urls:
        rest = [word for word in words[1:] if word != urls[0]]
        yield from open_clone(urls[0], rest[-1] if rest else None, command, step, story)


_SHOWING = frozenset({"cat", "log", "diff", "annotate", "blame", "export"})


def _shown(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What such a system shows of a repository that came from outside."""
    words = command.words
    asked = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-R", "--repository", "--cwd")]
    found = story.outside_of(asked[0] if asked else ".", command.folder or story.folder)
    if found is not None:
        yield replace(
            found.opening, call=step.call, result=step.result, text=command.text, asks="content",
            alone=step.alone, derived=True, marks=("plain", "added"),
        )  # fmt: skip


def open_clone(url: str, target: str | None, command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """A clone: its folder holds content from outside, unless the task prescribes it or the agent works in it."""
    folder = resolve(target or repository_name(url), command.folder or story.folder)
    opening = open_address(url, step, command.text, story.project, "download")
    if opening is None and _is_local(url, command, story):
        opening = replace(plain_opening(command, step, "download", "titles"), url=url)
    if opening is None or "fatal:" in step.text or folder in story.given or _is_given(url, story.project):
        return
    opening = replace(opening, asks="titles", place=folder)
    named = opening.origin == "elsewhere" and story.project.is_named(repository_name(url))
    if opening.origin in ("page", "issue") or named:
        opening = replace(opening, origin="project")
    if not story.begun:
        story.first_clones.add(folder)
    story.bring(folder, replace(opening, asks="content"))
    if opening.origin == "project":
        yield opening


def _is_local(url: str, command: Command, story: Story) -> bool:
    """Whether an address is a bare repository on this machine, which neither the task names nor the run made."""
    path = url.removeprefix("file://")
    made = resolve(path, command.folder or story.folder) in story.repositories
    return (
        path.endswith(".git") and not path.endswith("/.git") and not made and path not in story.project.task
    )


def _is_given(url: str, project: Project) -> bool:
    """Whether a task that starts from no commit names the repository: it is what the task is about."""
    return project.base_id is None and project.number is None and quotes(url, project)


def clone_of(call: GitCall) -> tuple[str, str | None] | None:
    """Address and folder of `git clone`; null of other commands."""
    words = [*call.others, *(one.name for one in call.revisions), *call.paths]
    urls = [word for word in words if URL.match(word) or word.startswith(("github.com/", "gitlab.com/"))]
    if call.verb == "clone" and not urls and "--bare" not in call.options:
        urls = [word for word in words[:1] if word.endswith(".git") and "://" not in word]
    if call.verb != "clone" or not urls:
        return None
    rest = [word for word in (*call.others, *call.paths) if word != urls[0]]
    return urls[0], rest[-1] if rest else None


def bring_clone(call: GitCall, command: Command, story: Story) -> None:
    """A clone of what came from outside by itself, as of a bundle that was fetched, or of another clone."""
    folder = command.folder or story.folder
    words = [*call.others, *call.paths] if call.verb == "clone" else []
    found = story.outside_of(words[0], folder) if words else None
    if found is not None:
        name = repository_name(words[0]).removesuffix(".bundle")
        named = found.opening.origin == "elsewhere" and story.project.is_named(name)
        opening = replace(found.opening, origin="project") if named else found.opening
        story.bring(resolve(words[1] if len(words) > 1 else name, folder), opening)
