"""A command line cut into words and operators, outside quotes, its here-documents set apart.

One pass over the text; each character is looked at a bounded number of times. What is broken (an open quote, a
here-document without its end) reaches to the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

PartKind = Literal["text", "variable", "commands"]


class Part(NamedTuple):
    """A stretch of a word: text as it is, a variable by its name, or commands whose output stands there."""

    kind: PartKind
    text: str


@dataclass(slots=True)
class Word:
    """A word and where it stands; `bare` if none of it was quoted, so that it may be a reserved word."""

    parts: list[Part]
    begin: int
    end: int
    bare: bool = True

    @property
    def plain(self) -> str:
        """The word as text: a variable as `$name`, commands as `$()`."""
        return "".join(_shown(part) for part in self.parts)


@dataclass(slots=True)
class Operator:
    """What separates commands, or sends their input and output elsewhere."""

    text: str
    begin: int
    document: str | None = None
    """Of `<<`: the here-document."""


Token = Word | Operator


def _shown(part: Part) -> str:
    if part.kind == "variable":
        return f"${part.text}"
    return "$()" if part.kind == "commands" else part.text


_PLAIN = re.compile(r"[^\s'\"\\$`;&|<>()]+")
_QUOTED = re.compile(r"[^\"\\$`]+")
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?!$-]")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|&>>?|<<<|<<-?|>>|>\||[<>]&|<>|[;&|<>()\n]")
_DELIMITER = re.compile(r"[ \t]*(\\?[^\s;&|<>()]+)")


@dataclass(slots=True)
class _Reader:
    """Where the reading stands, and what it made so far."""

    text: str
    at: int = 0
    tokens: list[Token] = field(default_factory=list)
    waiting: list[tuple[Operator, str, bool]] = field(default_factory=list)
    """Here-documents whose text begins on the next line: operator, delimiter, whether tabs are stripped."""


def read_tokens(text: str) -> Sequence[Token]:
    """The words and operators of a command line, in order. Never raises, whatever the text."""
    reader = _Reader(text)
    while reader.at < len(text):
        char = text[reader.at]
        if char in " \t\r\f\v" or (char.isspace() and char != "\n"):
            reader.at += 1
        elif char == "#":
            end = text.find("\n", reader.at)
            reader.at = len(text) if end < 0 else end
        elif text.startswith("\\\n", reader.at):
            reader.at += 2
        elif char in "<>" and text.startswith("(", reader.at + 1):
            _read_word(reader)
        elif found := _OPERATOR.match(text, reader.at):
            _read_operator(reader, found[0])
        else:
            _read_word(reader)
    return reader.tokens


def _read_operator(reader: _Reader, text: str) -> None:
    operator = Operator(text, reader.at)
    reader.at += len(text)
    if text in ("<<", "<<-"):
        found = _DELIMITER.match(reader.text, reader.at)
        if found:
            reader.at = found.end()
            reader.waiting.append((operator, re.sub(r"[\"'\\]", "", found[1]), text == "<<-"))
    reader.tokens.append(operator)
    if text == "\n" and reader.waiting:
        waiting, reader.waiting = reader.waiting, []
        for operator, delimiter, tabs in waiting:
            _read_document(reader, operator, delimiter, tabs)


def _read_document(reader: _Reader, operator: Operator, delimiter: str, tabs: bool) -> None:
    begin, at, text = reader.at, reader.at, reader.text
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].rstrip("\r")
        if (line.lstrip("\t") if tabs else line) == delimiter:
            operator.document, reader.at = text[begin:at], min(len(text), end)
            return
        at = end + 1
    operator.document, reader.at = text[begin:], len(text)


def _read_word(reader: _Reader) -> None:
    text, word = reader.text, Word([], reader.at, reader.at)
    while reader.at < len(text):
        char = text[reader.at]
        if found := _PLAIN.match(text, reader.at):
            word.parts.append(Part("text", found[0]))
            reader.at = found.end()
        elif char == "'":
            word.bare = False
            _take_single(reader, word)
        elif text.startswith("$'", reader.at):
            word.bare = False
            _take_escaped(reader, word)
        elif char == '"':
            word.bare = False
            _take_double(reader, word)
        elif char == "\\":
            word.bare = False
            if not text.startswith("\\\n", reader.at):
                word.parts.append(Part("text", text[reader.at + 1 : reader.at + 2]))
            reader.at += 2
        elif char in "$`" or (char in "<>" and text.startswith("(", reader.at + 1)):
            _take_expansion(reader, word)
        else:
            break
    word.end = reader.at = min(reader.at, len(text))
    reader.tokens.append(word)


def _take_single(reader: _Reader, word: Word) -> None:
    end = reader.text.find("'", reader.at + 1)
    end = len(reader.text) if end < 0 else end
    word.parts.append(Part("text", reader.text[reader.at + 1 : end]))
    reader.at = end + 1


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "a": "", "e": "", "b": ""}


def _take_escaped(reader: _Reader, word: Word) -> None:
    """A `$'...'`, in which a stroke names signs that cannot be typed."""
    end = at = reader.at + 2
    while end < len(reader.text) and reader.text[end] != "'":
        end += 2 if reader.text[end] == "\\" else 1
    typed = reader.text[at : min(end, len(reader.text))]
    word.parts.append(Part("text", _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), typed)))
    reader.at = end + 1


def _take_double(reader: _Reader, word: Word) -> None:
    text = reader.text
    reader.at += 1
    word.parts.append(Part("text", ""))
    while reader.at < len(text):
        if found := _QUOTED.match(text, reader.at):
            word.parts.append(Part("text", found[0]))
            reader.at = found.end()
        elif text[reader.at] == '"':
            reader.at += 1
            return
        elif text[reader.at] == "\\":
            escaped = text[reader.at + 1 : reader.at + 2]
            kept = escaped if escaped in '"\\$`' else "" if escaped == "\n" else "\\" + escaped
            word.parts.append(Part("text", kept))
            reader.at += 2
        else:
            _take_expansion(reader, word)


def _take_expansion(reader: _Reader, word: Word) -> None:
    """A `$name`, `${name...}`, `$(commands)`, backquotes or `<(commands)`: what begins at the reader's place."""
    text, at = reader.text, reader.at
    if text[at] == "`":
        end = text.find("`", at + 1)
        end = len(text) if end < 0 else end
        word.parts.append(Part("commands", text[at + 1 : end]))
        reader.at = end + 1
    elif text.startswith("(", at + 1):
        end = _closing(text, at + 2)
        word.parts.append(Part("commands", text[at + 2 : end]))
        reader.at = end + 1
    elif text.startswith("${", at):
        end = text.find("}", at)
        end = len(text) if end < 0 else end
        found = _NAME.match(text, at + 2)
        word.parts.append(Part("variable", found[0] if found else "?"))
        reader.at = end + 1
    elif found := _NAME.match(text, at + 1):
        word.parts.append(Part("variable", found[0]))
        reader.at = found.end()
    else:
        word.parts.append(Part("text", text[at]))
        reader.at = at + 1


_IN_COMMANDS = re.compile(r"[^'\"\\()]+")


def _closing(text: str, at: int) -> int:
    """Where the parenthesis closes that was opened before `at`; the end of the text where it does not."""
    depth, quoted = 1, False
    while at < len(text):
        char = text[at]
        if found := _IN_COMMANDS.match(text, at):
            at = found.end()
            continue
        if char == "\\":
            at += 1
        elif char == '"':
            quoted = not quoted
        elif char == "'" and not quoted:
            end = text.find("'", at + 1)
            at = len(text) if end < 0 else end
        elif char in "()" and not quoted:
            depth += 1 if char == "(" else -1
            if depth == 0:
                return at
        at += 1
    return len(text)
