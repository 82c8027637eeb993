"""Reading files whose content came from outside: below a clone, in an unpacked archive, in an installed release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from posixpath import basename

from farfield.reuse.addresses import read_address
from farfield.reuse.opening import Opening
from farfield.reuse.outside import open_objects
from farfield.reuse.project import plain_name
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, resolve
from farfield.reuse.writing import edits_in_place
from farfield.transcripts.edits import SCRATCH

_READERS = frozenset(
    {
        "cat",
        "head",
        "tail",
        "less",
        "more",
        "sed",
        "awk",
        "gawk",
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "ag",
        "nl",
        "bat",
        "diff",
    }
    | {
        "strings",
        "open",
        "view",
        "tac",
        "cut",
        "xxd",
        "od",
        "zcat",
        "colordiff",
        "sdiff",
        "batcat",
        "type",
        "zgrep",
        "unified",
        "vi",
        "vim",
        "nvim",
        "get-content",
        "gc",
    }
)
_SEARCHERS = frozenset({"grep", "egrep", "fgrep", "rg", "ag"})
"""What looks through the folder where it stands, if no file is named."""
_MAKES_ARCHIVE = re.compile(r"-?[a-zA-Z]*c[a-zA-Z]*f?|--create")
_COPIERS = frozenset({"cp", "mv", "rsync", "install", "ln"})
_UNPACKERS = frozenset(
    {"tar", "unzip", "gunzip", "7z", "bsdtar", "xz", "unxz", "patch", "gzip", "zip", "jar"}
)
_PACKAGES = re.compile(
    r"/([\w.-]+)@v\d|(?:site|dist)-packages/([\w.-]+)|node_modules/((?:@[\w.-]+/)?[\w.-]+)|registry/src/[^/]+/([\w-]+?)-\d|pkg/mod/(?:[\w.-]+/)*?([\w.-]+)@v|gems/([\w-]+?)-\d"
    r"|(?:^|/)(?:vendor|third_party|_vendor|Godeps)/(?:[\w-]+\.[\w.-]+/[\w.-]+/)?([\w.-]+)/"
    r"|\.m2/repository/(?:[\w.-]+/)*?([\w.-]+)/\d[^/]*/|files-2\.1/[^/]+/([\w.-]+)/\d|_deps/([\w.-]+?)-src(?:/|$)"
)
VENDORED = re.compile(r"(.*?)(?:^|/)(?:vendor|third_party|_vendor|Godeps)/")
"""A file that a working tree holds of others, and where that tree stands."""
_OBJECTS = re.compile(r"\.git/(?:objects|lost-found)(?:/|$)")
_ARCHIVE = re.compile(r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|zip|whl|gz|crate|gem|jar|egg|patch|diff)$")


_GOES_WHERE = re.compile(r"""\bcd\s+["']?(?:\$\(|`)""")
"""Moving to a folder that another command tells."""


def open_read(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What a command shows of files from outside, and where it copies or unpacks them."""
    name = command.name
    folder = command.folder or story.folder
    if name in _COPIERS or name in _UNPACKERS:
        _carry(command, step, story, folder)
        shows = (name == "unzip" and "-p" in command.words) or (
            name == "tar" and any("O" in word for word in command.words[1:3])
        )
        if not shows:
            return
    elif name in _READERS and command.outputs:
        places = [one for one in command.outputs if not one.startswith("/dev/")]
        paths = [*_paths(command), *command.inputs]
        for place in places[:1]:
            _copy(paths, resolve(place, folder), command, step, story)
        return
    elif name not in _READERS or edits_in_place(command):
        return
    listing = name in ("grep", "rg", "ag", "egrep") and any(
        re.fullmatch(r"-[a-zA-Z]*[lLcq][a-zA-Z]*", word) for word in command.words
    )
    if listing:
        return
    paths = [*_paths(command), *command.inputs]
    if any(_OBJECTS.search(path) for path in paths):
        yield open_objects(command.text, step, story)
    if name in _SEARCHERS:
        yield from _open_hits(paths, folder, command, step, story)
    for opening in open_paths(paths, folder, command.text, step, story):
        first = name in ("diff", "colordiff") and opening.path == paths[0]
        yield replace(opening, marks=("removed",)) if first else opening


def _paths(command: Command) -> Sequence[str]:
    """The arguments that may be files; of a recursive search without one, where it stands."""
    words = [word for word in command.words[1:] if not word.startswith("-")]
    if command.name in (*_SEARCHERS, "sed", "awk", "gawk") and not any(
        word in ("-e", "-f") for word in command.words
    ):
        words = words[1:]
    if not words and not command.sources and command.name in _SEARCHERS:
        return ["."]
    if "$xargs" in words:  # the files that a command before it found
        found = (word for source in command.sources for word in source[1:] if not word.startswith("-"))
        return [*words, *found]
    return words


def open_paths(
    paths: Sequence[str], folder: str | None, text: str, step: Step, story: Story
) -> Iterator[Opening]:
    """What reading these paths opens."""
    for path in paths[:50]:
        found = story.outside_of(path, folder)
        for opening in (found.opening, *found.before) if found is not None else ():
            yield replace(
                opening, call=step.call, result=step.result, text=text, asks="content", path=path, alone=step.alone,
                way="download" if opening.way == "web" else opening.way, marks=("plain", "added"), derived=True,
            )  # fmt: skip
        if found is not None:
            continue
        package = _PACKAGES.search(resolve(path, folder))
        name = next((one for one in package.groups() if one), "") if package else ""
        own = bool(name) and plain_name(name.partition(".")[0]) in story.installed
        if story.install is not None and (own or _is_asked_for(path, step, story)):
            yield replace(
                story.install, call=step.call, result=step.result, way="package", text=text, asks="content", path=path,
                alone=step.alone, derived=True,
            )  # fmt: skip
        if name and not story.own_install and story.project.is_named(name.partition(".")[0]):
            yield Opening(
                step.call, step.result, "package", text, "content", "copy", path=path, alone=step.alone,
                place=resolve(path, folder),
            )  # fmt: skip


_HIT = re.compile(r"^((?:/|~|\.{1,2}/)[^\s:]{1,400}?)(?::\d+)?(?::|-\d+-)", re.MULTILINE)
"""The file that a line of hits begins with, named from the root or from where the search stands."""

_MOST_HITS = 200_000
"""Characters of hits that are read for the names of their files."""


def _open_hits(
    paths: Sequence[str], folder: str | None, command: Command, step: Step, story: Story
) -> Iterator[Opening]:
    """What a search from further up hits in places that came from outside, or in copies of the project."""
    searched = [resolve(path, folder) for path in paths[:50]]
    files = dict.fromkeys(_HIT.findall(step.text[:_MOST_HITS]))
    if not files or any(story.outside_of(path, None) for path in searched):
        return
    seen: set[tuple[str, str, str | None]] = set()
    for file in files:
        for opening in open_paths([file], folder, command.text, step, story):
            kind = (opening.origin, opening.way, opening.url)
            if kind not in seen:
                seen.add(kind)
                yield opening


_TELLS_PLACE = re.compile(
    r"__file__|__path__|find_spec|require\.resolve"
    r"|\b(?:gem (?:contents|which)|bundle (?:show|info)|pip3? show|npm root|go list|dpkg -L|rpm -ql)"
)
"""What says where an installed package lies."""


def _is_asked_for(path: str, step: Step, story: Story) -> bool:
    """Whether a path begins, or stands, where Python says that an installed release of the project lies."""
    line = step.call.command or ""
    there = path.startswith("$(") or (
        not path.startswith(("/", "~")) and _GOES_WHERE.search(line) is not None
    )
    asked = there and _TELLS_PLACE.search(line) is not None
    return asked and any(name in line for name in story.installed)


def _carry(command: Command, step: Step, story: Story, folder: str | None) -> None:
    """Content from outside stays so where it is copied or unpacked to."""
    words = [word for word in command.words[1:] if not word.startswith("-")]
    if command.name in ("tar", "bsdtar") and _MAKES_ARCHIVE.fullmatch(command.words[1] if words else ""):
        packed = next((one for word in words[1:] if (one := story.outside_of(word, folder))), None)
        archive = next((word for word in words if ".t" in word), words[0])
        if packed is not None:
            story.bring(resolve(archive, folder), packed.opening)
    elif command.name in ("tar", "unzip", "bsdtar", "7z", "jar"):
        archives = [(word, found) for word in words if (found := story.outside_of(word, folder))]
        for word, found in archives[:5]:
            place = unpacked_to(command.words)
            story.bring(resolve(place or f"{_stem(word)}*", folder), found.opening)
            name = read_address(found.opening.url).repository if found.opening.url else None
            if name and not place:
                story.bring(resolve(f"{name}-*", folder), found.opening)
            if folder and not place and word.endswith((".whl", ".egg", ".zip", "*")):
                for package in story.project.names:  # such an archive has no folder of its own
                    story.bring(resolve(package, folder), found.opening)
            if word.endswith(".tgz") and not place:
                story.bring(resolve("package", folder), found.opening)
            if word.endswith(".jar") and not place and folder and f"{folder}/".startswith(SCRATCH):
                for file in sorted(_within_archive(story.project.files)):
                    story.bring(resolve(file, folder), found.opening)
    elif command.name == "patch":
        read = [found for word in (*words, *command.inputs) if (found := story.outside_of(word, folder))]
        for found in read[:1]:
            story.put_in(found.opening, step.call.number)
    elif len(words) > 1:
        inside = words[-1].endswith("/") or words[-1] in (".", "..")
        target = f"{words[-1].rstrip('/')}/{basename(words[0])}" if inside else words[-1]
        _copy(words[:-1], resolve(target, folder), command, step, story)


def _within_archive(files: Iterable[str]) -> set[str]:
    """Where files of a project may lie in an archive of its sources: below any of their folders."""
    parts = [file.split("/") for file in files]
    return {"/".join(one[at:]) for one in parts for at in range(len(one) - 1)}


def _copy(paths: Sequence[str], place: str, command: Command, step: Step, story: Story) -> None:
    """Files from outside that are put into a place, under their name or another."""
    folder = command.folder or story.folder
    if _PACKAGES.search(place):
        story.own_install = True
    opening = next(open_paths(paths, folder, command.text, step, story), None)
    if opening is None or opening.origin == "copy":
        return
    found = story.outside_of(opening.path or "", folder)
    story.bring(place, opening)
    if story.takes_in(place, opening.path, found.opening.path if found else None) and not _PACKAGES.search(
        place
    ):
        story.put_in(
            replace(opening, call=step.call, result=step.result, text=command.text), step.call.number
        )


def unpacked_to(words: Sequence[str]) -> str | None:
    """The folder that an archive is unpacked into; null where it is the one at hand."""
    for at, word in enumerate(words[:-1]):
        if word in ("-C", "-d", "--directory"):
            return words[at + 1]
    return None


def _stem(archive: str) -> str:
    name = basename(archive)
    while found := _ARCHIVE.search(name):
        name = name[: found.start()]
    return name
