"""The command lines of code hosts, `gh` and `glab`: pull requests, files by their interfaces, searches, clones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from farfield.records import without_secrets
from farfield.reuse.addresses import read_address
from farfield.reuse.clones import open_clone
from farfield.reuse.opening import Asks, Opening, Origin
from farfield.reuse.packages import URL
from farfield.reuse.pages import open_address
from farfield.reuse.returned import is_failure
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, plain_opening, resolve

_VALUED = frozenset({
    "-H", "--header", "-f", "-F", "--field", "--raw-field", "-X", "--method", "-q", "--jq", "-t", "--template",
    "--hostname", "-R", "--repo", "--input", "--cache", "-D", "--dir", "-O", "--output", "-p", "--pattern",
    "-A", "--archive", "--json", "-L", "--limit", "-s", "--state", "-S", "--search", "-l", "--label",
})  # fmt: skip
"""Options that a word of their own follows."""


def open_gh(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What `gh` or `glab` opens, by its group of commands."""
    values = {at + 1 for at, word in enumerate(command.words) if word in _VALUED}
    words = [
        word for at, word in enumerate(command.words) if at and at not in values and not word.startswith("-")
    ]
    group, verb = (*words, "", "")[:2]
    if group == "api":
        yield from _open_api(words[1] if len(words) > 1 else "", command, step, story)
    elif group == "repo" and verb == "clone" and len(words) > 2:
        url = f"https://github.com/{words[2]}"
        yield from open_clone(url, words[3] if len(words) > 3 else None, command, step, story)
    elif group == "release" and verb == "download":
        yield from _bring_release(command, step, story)
    elif group in ("search", "release"):
        yield plain_opening(command, step, "search", "search" if verb == "code" else "titles")
    elif group in ("pr", "mr", "issue"):
        yield from _open_request("pr" if group == "mr" else group, verb, words[2:], command, step, story)


def _value(command: Command, *names: str) -> str | None:
    """The value of an option; null where it has none."""
    words = command.words
    told = (words[at + 1] for at, word in enumerate(words[:-1]) if word in names)
    glued = (word.partition("=")[2] for word in words if word.startswith(tuple(f"{name}=" for name in names)))
    return next(iter((*told, *glued)), None)


def _open_api(path: str, command: Command, step: Step, story: Story) -> Iterator[Opening]:
    opening = open_address(f"https://api.github.com/{path.lstrip('/')}", step, command.text, story.project)
    if opening is None:
        return
    asked = re.findall(r"[\w.-]+", " ".join(command.words)) if path.strip("/") == "graphql" else ()
    if any(story.project.is_named(word) for word in asked):
        opening = replace(opening, origin="page")
    yield replace(opening, way="pull request" if "pull" in path or "issues" in path else "web")


def _bring_release(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """The archives of a release, which lie where they are put by names that begin as the project's."""
    repository = (_value(command, "-R", "--repo") or "").rpartition("/")[2]
    if repository and not story.project.is_named(repository):
        return
    opening = replace(plain_opening(command, step, "download", "titles"), origin="project")
    where, folder = _value(command, "-D", "--dir"), command.folder or story.folder
    for name in [repository] if repository else sorted(story.project.names):
        place = resolve(where, folder) if where else resolve(f"{name}*", folder)
        story.bring(place, replace(opening, asks="content"))
    yield opening


def _open_request(
    group: str, verb: str, words: Sequence[str], command: Command, step: Step, story: Story
) -> Iterator[Opening]:
    """A pull request or an issue: shown, listed, checked out, or made by the run itself."""
    if (group, verb) == ("pr", "create"):
        story.own_numbers.update(re.findall(r"/pull/(\d+)", step.text))
    number = next((word.lstrip("#") for word in words if word.lstrip("#").isdigit()), None)
    url = next((word for word in words if URL.match(word)), None)
    if url:
        number = read_address(url).number
    if verb in ("view", "diff", "checkout", "co"):
        origin: Origin = "issue" if group == "issue" else "project"
        repository = (_value(command, "-R", "--repo") or "").rpartition("/")[2]
        if repository and not story.project.is_named(repository):
            origin = "elsewhere"
        asks: Asks = "titles" if verb in ("checkout", "co") else "content"
        opening = plain_opening(command, step, "pull request", asks)
        moves = asks == "titles" and "error" not in step.text and not is_failure(step.text)
        if moves and number not in story.own_numbers:
            moved = replace(opening, asks="content", origin="project", number=number, marks=("plain",))
            story.move(moved, is_access=True)
            story.put_in(moved, step.call.number)
        elif number is not None and number not in story.own_numbers:
            yield replace(opening, origin=origin, number=number, url=without_secrets(url) if url else None)
    elif verb in ("list", "status", "checks", ""):
        yield plain_opening(command, step, "pull request", "titles")
