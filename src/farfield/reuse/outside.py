"""What comes from outside by other ways than git: addresses, pull requests, packages, archives, search engines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from farfield.records import without_secrets
from farfield.reuse.access import Way
from farfield.reuse.addresses import Address, read_address
from farfield.reuse.git_calls import GitCall
from farfield.reuse.opening import Asks, Opening, Origin
from farfield.reuse.packages import URL, installs, open_image, open_package
from farfield.reuse.project import Project
from farfield.reuse.returned import is_failure
from farfield.reuse.revisions import MAIN, Revision
from farfield.reuse.scripts import INTERPRETERS, READS_OBJECTS, READS_WEB
from farfield.reuse.shell import Command
from farfield.reuse.story import Step, Story, plain_opening, repository_name, resolve

_LOCAL = re.compile(
    r"(?:^|\.)(?:localhost|local|internal|test|example|invalid)$|^(?:127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)|^[\w-]+$"
)
_FETCHERS = frozenset(
    {"curl", "wget", "http", "https", "xh", "lynx", "w3m", "links", "elinks", "aria2c", "axel", "fetch"}
    | {"invoke-webrequest", "iwr", "invoke-restmethod", "irm"}
)
_SEARCH_HOSTS = re.compile(
    r"(?:^|\.)(?:google|bing|duckduckgo|yandex|baidu|brave|startpage|kagi|tavily|serper|serpapi|exa|searx\w*)\.\w+"
)


def open_address(
    url: str, step: Step, text: str, project: Project, method: Way | None = None
) -> Opening | None:
    """What an address opens; null where it leads nowhere outside. `text`: the command as typed."""
    url = url.rstrip(".,;)")
    address = read_address(url[4:].replace(":", "/", 1) if url.startswith("git@") else url)
    if not address.host or _LOCAL.search(address.host):
        return None
    origin, revision, why = _origin(url, address, project)
    way: Way = method or ("pull request" if address.kind in ("pull", "issue") else "web")
    if _SEARCH_HOSTS.search(address.host) and ("search" in url or "?q=" in url or "q=" in url):
        way = "search"
    asks: Asks = "titles" if origin == "project" and _is_list(address) else "content"
    marks = ("added",) if address.kind in ("commit", "compare", "pull") else ("plain", "added")
    return Opening(
        step.call, step.result, way, text, asks, origin, revision, marks, address.file,
        without_secrets(url), address.number, alone=step.alone, told=why,
    )  # fmt: skip


def _is_list(address: Address) -> bool:
    """Whether an address lists commits or pull requests without what is in them."""
    return address.kind in ("commit", "compare", "pull") and not (address.revision or address.number)


def _origin(url: str, address: Address, project: Project) -> tuple[Origin, Revision | None, str]:
    """What an address alone tells: the project's own, or elsewhere; the commit it names."""
    own = bool(address.repository and project.is_named(address.repository))
    own = own or bool(address.repository and address.file and project.is_file(address.file))
    if not own:
        return ("issue" if _quoted(url, project) else "elsewhere"), None, ""
    if _quoted(url, project) and address.kind not in ("file", "commit", "compare"):
        return "issue", None, "the task names it"
    if address.kind == "issue":
        return "issue", None, ""
    if address.kind in ("page", "repository"):
        return "page", None, ""
    name = address.revision or ""
    if not name:
        return "project", None, ""
    kind = "id" if re.fullmatch(r"[0-9a-f]{7,40}", name) else "remote"
    return "project", Revision("id" if kind == "id" else "remote", name), ""


def _quoted(url: str, project: Project) -> bool:
    return any(_bare(url) == _bare(one) for one in project.addresses)


def _bare(url: str) -> str:
    """An address without what makes two of the same differ."""
    return url.partition("#")[0].rstrip("/.,").removesuffix(".git").rstrip("/")


def open_command(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What a command that is not git opens outside, and what it brings into files."""
    name = command.name
    if command.words in story.project.prescribed:
        return
    if name in _FETCHERS:
        yield from _open_fetched(command, step, story)
    elif name in _CHECKOUTS:
        yield from _open_checkout(command, step, story)
    elif name in ("gh", "glab"):
        yield from _open_gh(command, step, story)
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
            whole = resolve(place or repository_name(url), command.folder or story.folder)
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


_CHECKOUTS = frozenset({"svn", "hg", "bzr"})


def _open_checkout(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """What other systems of versions bring, or show, of an address."""
    words = [word for word in command.words[1:] if not word.startswith("-")]
    urls = [word for word in words if URL.match(word)]
    if words[:1] == ["cat"]:
        yield from (one for url in urls if (one := open_address(url, step, command.text, story.project)))
    elif words[:1] and words[0] in ("clone", "checkout", "co", "export", "branch") and urls:
        rest = [word for word in words[1:] if word != urls[0]]
        yield from open_clone(urls[0], rest[-1] if rest else None, command, step, story)


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


def _open_gh(command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """The command lines of code hosts."""
    words = [word for word in command.words[1:] if not word.startswith("-")]
    group, verb = (*words, "", "")[:2]
    group = "pr" if group == "mr" else group
    project = story.project
    if group == "api":
        path = words[1] if len(words) > 1 else ""
        opening = open_address(f"https://api.github.com/{path.lstrip('/')}", step, command.text, project)
        if opening:
            yield replace(opening, way="pull request" if "pull" in path or "issues" in path else "web")
        return
    if group in ("search", "browse", "release", "run", "auth", "repo"):
        if group == "repo" and verb == "clone" and len(words) > 2:
            yield from open_clone(
                f"https://github.com/{words[2]}", words[3] if len(words) > 3 else None, command, step, story
            )
        elif group in ("search", "release"):
            yield plain_opening(command, step, "search", "search" if verb == "code" else "titles")
        return
    if (group, verb) == ("pr", "create"):
        story.own_numbers.update(re.findall(r"/pull/(\d+)", step.text))
    number = next((word.lstrip("#") for word in words[2:] if word.lstrip("#").isdigit()), None)
    url = next((word for word in words[2:] if URL.match(word)), None)
    if url:
        number = read_address(url).number
    if group in ("pr", "issue") and verb in ("view", "diff", "checkout", "co"):
        origin: Origin = "issue" if group == "issue" else "project"
        asks: Asks = "titles" if verb in ("checkout", "co") else "content"
        opening = plain_opening(command, step, "pull request", asks)
        moves = asks == "titles" and "error" not in step.text and not is_failure(step.text)
        if moves and number not in story.own_numbers:
            moved = replace(opening, asks="content", origin="project", number=number, marks=("plain",))
            story.move(moved, is_access=True)
            story.put_in(moved, step.call.number)
            return
        if number is not None and number not in story.own_numbers:
            yield replace(opening, origin=origin, number=number, url=without_secrets(url) if url else None)
    elif group in ("pr", "issue") and verb in ("list", "status", "checks", ""):
        yield plain_opening(command, step, "pull request", "titles")


def open_clone(url: str, target: str | None, command: Command, step: Step, story: Story) -> Iterator[Opening]:
    """A clone: its folder holds content from outside, unless the task prescribes it or the agent works in it."""
    folder = resolve(target or repository_name(url), command.folder or story.folder)
    opening = open_address(url, step, command.text, story.project, "download")
    if opening is None and _is_local(url, command, story):
        opening = replace(plain_opening(command, step, "download", "titles"), url=url)
    if opening is None or "fatal:" in step.text or folder in story.given or _is_given(url, story.project):
        return
    opening = replace(opening, asks="titles", place=folder)
    if opening.origin in ("page", "issue"):
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
    return project.base_id is None and project.number is None and _quoted(url, project)


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


def branch_goes_on(revision: Revision | None) -> bool:
    """Whether an address shows a branch as it is today."""
    if revision is None:
        return False
    return revision.name in ("HEAD", *MAIN)
