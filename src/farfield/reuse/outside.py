"""What comes from outside by other ways than git: addresses, pull requests, packages, archives, search engines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from farfield.reuse.addresses import read_address
from farfield.reuse.clones import CHECKOUTS, open_checkout, open_clone
from farfield.reuse.code_hosts import open_gh
from farfield.reuse.opening import Opening
from farfield.reuse.packages import URL, installs, open_image, open_package
from farfield.reuse.pages import open_address
from farfield.reuse.revisions import Revision
from farfield.reuse.scripts import INTERPRETERS, READS_OBJECTS, READS_WEB
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, repository_name, resolve

_FETCHERS = frozenset(
    {"curl", "wget", "http", "https", "xh", "lynx", "w3m", "links", "elinks", "aria2c", "axel", "fetch"}
    | {"invoke-webrequest", "iwr", "invoke-restmethod", "irm"}
)


def open_command(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What a command that is not git opens outside, and what it brings into files."""
    name = command.name
    if command.words in story.project.prescribed:
        return
    if name in _FETCHERS:
        yield from _open_fetched(command, step, story)
    elif name in CHECKOUTS:
        yield from open_checkout(command, step, story)
    elif name in ("gh", "glab"):
        yield from open_gh(command, step, story)
    elif name in ("make", "ninja", "cmake") and any("install" in word for word in command.words):
        story.own_install = True
    elif installs(command):
        yield from open_package(command, step, story)
    elif INTERPRETERS.match(name):
        yield from _open_script(command, step, story)
    else:
        yield from open_image(command, step, story)


def fetches(command: Command) -> bool:
    """Whether a command prints what it fetches from outside."""
    return command.name in _FETCHERS or command.name in ("gh", "glab")


def _open_fetched(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    urls = [word for word in command.words[1:] if URL.match(word) or re.match(r"[\w-]+(\.[\w-]+)+/", word)]
    target = _piped_to(command) or _target(command, urls)
    for url in urls[:20]:
        opening = open_address(url, step, command.text, story.project)
        if opening is None:
            continue
        if target is not None:
            place = (
                f"{read_address(url).repository or repository_name(url)}-*" if target == _BESIDE else target
            )
            whole = resolve(place or repository_name(url), _directory(command, story))
            story.bring(whole, opening)
            if story.takes_in(whole, opening.path) and opening.origin == "project":
                story.put_in(opening, step.call.number)
                continue
            opening = replace(opening, asks="titles", way="download")
            if opening.origin == "elsewhere":
                continue
        elif any(applies(sink) for sink in command.sinks) and opening.origin == "project":
            story.put_in(opening, step.call.number)
            continue
        yield opening


def _directory(command: Command, story: Story) -> str | None:
    """Where a command puts what it fetches."""
    folder = command.folder or story.folder
    for at, word in enumerate(command.words):
        name, equals, value = word.partition("=")
        if name in _DIRECTORIES.get(command.name, ()):
            value = value if equals else next(iter(command.words[at + 1 :]), "")
            return resolve(value, folder) if value else folder
    return folder


_DIRECTORIES = {
    "wget": ("-P", "--directory-prefix"),
    "aria2c": ("-d", "--dir"),
    "curl": ("--output-dir",),
}
"""Options that name the folder of what is fetched."""


def applies(words: Sequence[str]) -> bool:
    """Whether a command puts a patch that it reads into the working tree."""
    return words[:1] == ("patch",) or (
        words[:1] == ("git",) and any(word in ("apply", "am") for word in words[1:3])
    )


_BESIDE = "*"
"""An archive unpacked where the command stands: its folder is named after the project and its version."""


def _piped_to(command: Command) -> str | None:
    """Where what is fetched is unpacked by the next command."""
    for sink in command.sinks:
        if sink and sink[0] in ("tar", "bsdtar"):
            into = [sink[at + 1] for at, word in enumerate(sink[:-1]) if word in ("-C", "--directory")]
            return into[0] if into else _BESIDE
    return None


_INTO_FILE = frozenset({"-o", "-O", "--output", "--output-document", "-OutFile"})


def _target(command: Command, urls: Sequence[str]) -> str | None:
    """The file that a download goes to: empty where it is named after its address, null where it is shown."""
    words = command.words
    for at, word in enumerate(words):
        if word in _INTO_FILE and (word != "-O" or command.name != "curl"):
            value = words[at + 1] if at + 1 < len(words) else ""
            return None if value in ("-", "/dev/stdout") else value
        if word.startswith(("--output=", "--output-document=")):
            value = word.partition("=")[2]
            return None if value == "-" else value
        if command.name == "wget" and re.fullmatch(r"-[a-zA-Z]*O-", word):
            return None
        if command.name == "wget" and re.fullmatch(r"-[a-zA-Z]+O", word):
            value = words[at + 1] if at + 1 < len(words) else ""
            return None if value == "-" else value
        if command.name == "curl" and re.fullmatch(r"-[a-zA-Z]*o", word):
            return words[at + 1] if at + 1 < len(words) else ""
        if command.name == "curl" and (
            word == "--remote-name" or re.fullmatch(r"-[a-zA-Z]*O[a-zA-Z]*", word)
        ):
            return ""
    if command.outputs:
        return None if command.outputs[0] == "/dev/stdout" else command.outputs[0]
    return "" if command.name in ("wget", "aria2c", "axel") and urls else None


_CLONES = re.compile(
    r"""clone(?:_from)?\(\s*['"](https?://[^'"\s]+)['"]\s*(?:,\s*(?:to_path=)?['"]([^'"\n]+)['"])?"""
)
_GETS_SOURCE = re.compile(r"inspect\.getsource|getsourcelines|\bread\(\)|read_text|readlines")
_WRITTEN = re.compile(
    r"""\bopen\(\s*['"]([^'"\n]{1,300})['"]\s*,\s*(?:mode\s*=\s*)?['"][wax]"""
    r"""|Path\(\s*['"]([^'"\n]{1,300})['"]\s*\)\.write|urlretrieve\([^,\n]{1,300},\s*['"]([^'"\n]{1,300})['"]"""
)
"""The file into which a script writes, by any of three ways."""
_WRITES = re.compile(r"\.write|['\"]w['\"]|write_text")


def _open_script(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """A script: addresses that it asks, git's objects that it unpacks, source of a release that it prints."""
    script = story.scripts.of(command)
    if command.words[1:3] in (("-m", "zipfile"), ("-m", "tarfile")):
        _unpack(command, story)
    if "setup.py" in command.words and any(word in ("develop", "install") for word in command.words):
        story.installed.clear()
        story.own_install = True
    for url, place in _CLONES.findall(script)[:5]:
        yield from open_clone(url, place or None, command, step, story)
    if READS_WEB.search(script):
        for url in URL.findall(script)[:10]:
            opening = open_address(url, step, command.text, story.project)
            if opening:
                _write_by_script(script, opening, command, story)
                yield opening
        return
    if READS_OBJECTS.search(script):
        yield open_objects(command.text, step, story)
    if _WRITES.search(script):
        for opening in _printed(script, command, story):
            _write_by_script(script, replace(opening, origin="page"), command, story)
    elif "print" in script:
        for opening in _printed(script, command, story):
            yield replace(
                opening,
                call=step.call,
                result=step.result,
                text=command.text,
                asks="content",
                alone=step.alone,
                marks=("plain", "added"),
            )


def _write_by_script(script: str, opening: Opening, command: Command, story: Story) -> None:
    """Files into which a script may write what it fetched or read: their content came from there."""
    for names in _WRITTEN.findall(script)[:5]:
        place = resolve(next(filter(None, names)), command.folder or story.folder)
        story.bring(place, replace(opening, asks="content", call=opening.call))
        if story.takes_in(place, opening.path) and opening.origin == "project":
            story.put_in(opening, opening.call.number)


def _printed(script: str, command: Command, story: Story) -> Iterator[Opening]:
    """By what the content came from outside that a script prints."""
    gets = _GETS_SOURCE.search(script) is not None
    folder = command.folder or story.folder
    here = story.outside_of(".", folder) if folder and gets else None
    if here is not None:
        yield here.opening
    for one in story.outside[-20:]:
        if one.opening is not None and one.place.strip("*") in script and len(one.place) > 4:
            yield one.opening
    if gets and story.install is not None and any(name in script for name in story.installed):
        yield replace(story.install, way="package", path=None)


def _unpack(command: Command, story: Story) -> None:
    """`python -m zipfile -e ARCHIVE FOLDER`: what it unpacks came from where the archive did."""
    option, archive, where = (*command.words[3:6], "", "", ".")[:3]
    folder = command.folder or story.folder
    packed = story.outside_of(archive, folder) if archive else None
    if packed is not None and option in ("-e", "--extract"):
        story.bring(resolve(where or ".", folder), packed.opening)


def open_objects(text: str, step: Step, story: Story) -> Opening:
    """Git's own files, read without git: hits among all there is."""
    every = Revision("variable", ".git/objects")
    return Opening(
        step.call,
        step.result,
        "history",
        text,
        "search",
        revision=every,
        sealed=story.sealed,
        alone=step.alone,
    )
