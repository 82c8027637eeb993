"""Scripts of other languages that a command runs: typed on the line, or written into a file by the run before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from farfield.records import Event
from farfield.reuse.shell import Command, read_commands
from farfield.transcripts.edits import edits_of

INTERPRETERS = re.compile(r"(?:python|pypy|ruby|node|perl|deno|bun|php)[\d.]*$")
READS_WEB = re.compile(
    r"urlopen|requests\.(?:get|post)|httpx|urllib|aiohttp|fetch\(|http\.get|Net::HTTP|LWP|urlretrieve"
)
READS_OBJECTS = re.compile(r"\.git/(?:objects|lost-found)|dulwich|pygit2|GitPython|\bgit\.Repo\(")
"""Code that opens git's objects by itself."""

_SHELLS = frozenset({"bash", "sh", "zsh", "source", "."})
_ASKS = re.compile(rf"{READS_WEB.pattern}|{READS_OBJECTS.pattern}|['\"]git\b|\b(?:git|curl|wget|gh|pip3?) ")
"""What makes a written file worth to be kept until it is run."""

_LISTED = re.compile(r"""\[\s*(['"]git['"](?:\s*,\s*['"][^'"\n]{0,200}['"]){1,20})\s*,?\s*\]""")
_TYPED = re.compile(r"""['"](git (?:show|log|diff|cat-file|checkout|fetch|stash) [^'"\n]{1,300})['"]""")
_WORD = re.compile(r"""['"]([^'"\n]*)['"]""")
_RUNS = re.compile(r"subprocess|os\.system|os\.popen|exec|spawn|system|`")
_OWN_PLACE = re.compile(r"git(?: |['\"], ?['\"])init\b|mkdtemp|TemporaryDirectory|tmp_path")
"""What a script has that makes a repository of its own, as one that reproduces a bug."""

_LONGEST = 50_000
_MOST_FILES = 200


@dataclass
class Scripts:
    """The text of each file that the run wrote and that may ask something when it is run, by its name."""

    texts: dict[str, str] = field(default_factory=dict)

    def note(self, call: Event) -> None:
        """Keeps the scripts that a call writes."""
        if len(self.texts) >= _MOST_FILES:
            return
        for edit in edits_of(call):
            if edit.old is None and _ASKS.search(edit.new[:_LONGEST]):
                self.texts[_name(edit.path)] = edit.new[:_LONGEST]

    def of(self, command: Command) -> str:
        """The script of a command: what stands on the line and in its here-document, and the file that it names."""
        typed = " ".join(command.words[1:])
        file = self._file(command)
        return "\n".join(part for part in (typed, command.document, file) if part)

    def _file(self, command: Command) -> str | None:
        if not self.texts:
            return None
        named = command.words if "/" in command.words[0] else command.words[1:]
        return next((self.texts[_name(word)] for word in named[:6] if _name(word) in self.texts), None)

    def commands(self, command: Command) -> list[Command]:
        """The commands that a script runs, where a command runs one."""
        return [*self._of_shell(command), *self._of_language(command)]

    def _of_shell(self, command: Command) -> Iterator[Command]:
        """The commands of a written shell script that a command runs."""
        shell = (
            command.name in _SHELLS
            or command.words[0].startswith(("./", "/"))
            or command.name.endswith(".sh")
        )
        if not shell or INTERPRETERS.match(command.name) or (text := self._file(command)) is None:
            return
        if text.startswith("#!") and "sh" not in text.partition("\n")[0]:
            return
        for one in read_commands(text, command.folder)[0]:
            yield replace(one, text=f"{command.text}: {one.text}")

    def _of_language(self, command: Command) -> Iterator[Command]:
        """The git commands that a script of another language runs."""
        if not INTERPRETERS.match(command.name):
            return
        script = self.of(command)[:_LONGEST]
        if "git" not in script or not _RUNS.search(script) or _OWN_PLACE.search(script):
            return
        lists = [tuple(_WORD.findall(found)) for found in _LISTED.findall(script)]
        typed = [one.words for line in _TYPED.findall(script) for one in read_commands(line)[0]]
        for words in (*lists, *typed):
            yield replace(command, words=words, text=" ".join(words), sources=(), document=None)


_CODE_TOOL = re.compile(r"python|jupyter|notebook|(?:code_)?interpreter|(?:execute|run)_code", re.IGNORECASE)
_CODE_KEYS = ("code", "python", "script", "source", "cell", "input")
_CELL = re.compile(r"\s*%%(?:bash|sh)\b[^\n]*\n")
_ESCAPED = re.compile(r"^\s*!(.+)$", re.MULTILINE)


def code_commands(call: Event) -> list[Command]:
    """What a tool that runs code is given, as commands: the lines that it hands to a shell, else the code itself."""
    if not _CODE_TOOL.search(call.tool or ""):
        return []
    code = next((one for key in _CODE_KEYS if isinstance(one := call.arguments.get(key), str)), "")
    if cell := _CELL.match(code):
        return list(read_commands(code[cell.end() :])[0])
    lines = [one for line in _ESCAPED.findall(code[:_LONGEST]) for one in read_commands(line)[0]]
    rest = _ESCAPED.sub("", code).strip()
    shown = f"{call.tool}: {rest[:200]}"
    return lines + ([Command(words=("python3", "-"), text=shown, folder=None, document=rest)] if rest else [])


def _name(path: str) -> str:
    return path.rpartition("/")[2]
