"""Releases of the project that an installer puts in place or downloads, and the run's own working tree among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from posixpath import basename

from farfield.reuse.access import Way
from farfield.reuse.addresses import read_address
from farfield.reuse.opening import Opening
from farfield.reuse.project import Project, plain_name
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, plain_opening, resolve

INSTALLERS = re.compile(
    r"(?:pip|pip3|pip\d[\d.]*|uv|pipx|conda|mamba|poetry|easy_install|npm|yarn|pnpm|bun|gem|cargo|go|composer|apt-get|apt)$"
)
_VERBS = frozenset(
    {"install", "download", "add", "i", "get", "pack", "fetch", "source", "wheel", "unpack", "clone"}
)
URL = re.compile(r"(?:https?|ftp|git|ssh)://[^\s'\"<>|]+|git@[\w.-]+:[\w./-]+")
_IMAGES = frozenset({"docker", "podman", "nerdctl"})


def installs(command: Command) -> bool:
    """Whether a command is an installer's."""
    return bool(INSTALLERS.fullmatch(command.name)) or command.words[1:3] == ("-m", "pip")


def open_image(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What a container shows of an image that the run neither made nor lent its own files."""
    if command.name not in _IMAGES:
        return
    words = command.words[1:3]
    from_image = words[:1] == ("cp",) and story.image is not None and ":" in "".join(command.words[2:-1])
    story.own_install = story.own_install or any(
        word in ("build", "compose", "commit", "cp") and not from_image for word in words
    )
    lent = any(word.startswith(("-v", "--volume", "--mount")) for word in command.words)
    if words[:1] in (("run",), ("create",)) and not lent and not story.own_install:
        story.image = Opening(
            step.call, step.result, "package", command.text, "content", "copy", alone=step.alone
        )
        if words[:1] == ("run",):
            yield story.image
    elif from_image and story.image is not None and not story.own_install:
        place = resolve(command.words[-1], command.folder or story.folder)
        inside = basename(command.words[-2].partition(":")[2])
        story.bring(f"{place}/{inside}" if command.words[-1].endswith((".", "/")) else place, story.image)


def open_package(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """Installs and downloads of the project's own releases; those of others are nobody's answer."""
    words = command.words
    if command.name == "go" and words[1:2] == ("doc",):
        yield from _open_documentation(command, step, story)
    verb = next((word for word in words[1:5] if word in _VERBS or word == "uninstall"), None)
    if verb is None:
        return
    names = _named(words[words.index(verb) + 1 :])
    if verb == "uninstall":
        story.installed -= {plain_name(name) for name in names}
        return
    whole = (
        not names
        and verb in ("install", "i", "add")
        and not any(word in ("-r", "--requirement") for word in words)
    )
    if whole or any(name in (".", "./") or name.startswith((".[", "./", "/")) for name in names):
        story.installed.clear()
        story.own_install = True
        return
    for name in names:
        yield from _open_release(name, verb, command, step, story)


def _open_release(name: str, verb: str, command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """A release of the project, by the name that an installer is given."""
    package = plain_name(re.split(r"[<>=!~\[@; ]", name.rpartition("/")[2])[0])
    if command.name.startswith("apt"):
        package = re.sub(r"^(?:python3?|golang|node|ruby|lib)_", "", package)
    if package not in story.project.names and not _project_url(name, story.project):
        return
    downloads = verb in ("download", "pack", "source", "fetch", "unpack", "clone")
    way: Way = "download" if downloads else "install"
    if not downloads and not _INSTALLED.search(step.text) and _NOT_INSTALLED.search(step.text):
        return
    opening = replace(plain_opening(command, step, way, "titles"), origin="project", path=name)
    story.installed |= {package, *story.project.names}
    story.install = opening
    content = replace(opening, asks="content")
    if downloads or any(word in ("-t", "--target") for word in command.words):
        story.bring(_download_place(command.words, command, story, package), content)
    if command.name.startswith("apt") and downloads:
        story.bring(resolve(f"{name}-*", command.folder or story.folder), content)
    if downloads:
        yield opening


_INSTALLED = re.compile(r"Successfully installed|added \d+ package|already satisfied")
_NOT_INSTALLED = re.compile(r"\berror\b|No matching", re.IGNORECASE)


def _open_documentation(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """`go doc -src` of a module that was fetched before."""
    names = [part for word in command.words[2:] for part in word.split("/")]
    named = any(plain_name(name.partition(".")[0]) in story.installed for name in names)
    if "-src" in command.words and story.install is not None and named:
        yield replace(
            story.install, call=step.call, result=step.result, way="package", text=command.text, asks="content",
            alone=step.alone, derived=True,
        )  # fmt: skip


_NOT_NAMES = frozenset(
    {"-d", "--dest", "-r", "--requirement", "-c", "--constraint", "-t", "--target", "-i", "--index-url", "-f"}
    | {
        "--extra-index-url",
        "--find-links",
        "--prefix",
        "--root",
        "--pack-destination",
        "--python-version",
        "--platform",
    }
)


def _named(words: Sequence[str]) -> Sequence[str]:
    """The packages among the arguments of an installer."""
    values = {at + 1 for at, word in enumerate(words) if word in _NOT_NAMES}
    return [word for at, word in enumerate(words) if not word.startswith("-") and at not in values]


def _project_url(name: str, project: Project) -> bool:
    found = URL.search(name)
    return bool(
        found
        and (one := read_address(found[0].split("@")[0] or found[0]).repository)
        and project.is_named(one)
    )


def _download_place(words: Sequence[str], command: Command, story: Story, package: str) -> str:
    """Where `pip download` puts its archives: anything there that begins as the package does."""
    folder = next(
        (
            words[at + 1]
            for at, word in enumerate(words[:-1])
            if word in ("-d", "--dest", "--pack-destination", "-t", "--target")
        ),
        None,
    )
    if folder:
        return resolve(folder, command.folder or story.folder)
    name = package.replace("_", "-") if "clone" in words[1:3] else f"{package}-*"
    return resolve(name, command.folder or story.folder)
