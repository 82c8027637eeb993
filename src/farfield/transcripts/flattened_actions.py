"""SWE-agent's actions as text: a shell line, or a call of one of its own tools with what is to be written.

Written text is no command: `edit 1:1`, `create PATH --file_text '...'` and the like have arguments of their own.
"""

from __future__ import annotations

import re
from typing import Any

from farfield.transcripts.events import EventLog

WORD = re.compile(r"""\s*((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+)""", re.DOTALL)
PIECE = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^'"\\]+)""", re.DOTALL)
ESCAPED = re.compile(r'\\([\\"$`\n])')
FIRST = re.compile(r"\s*([\w.-]+)")
QUOTE = "'\"'\"'"  # a single quote within single quotes, as shlex.quote writes it
WRITING = {"edit", "insert", "create", "str_replace_editor", "edit_anthropic", "append", "write", "replace"}
EDIT_LINES = re.compile(r"\s*edit\s+(\d+):(\d+)[ \t]*\n?(.*?)\n?(?:end_of_edit\s*)?", re.DOTALL)


def read_action(log: EventLog, action: str, **place: Any) -> int:
    """The call that an action is; its number."""
    first = FIRST.match(action)
    tool = first[1] if first else None
    if tool not in WRITING:
        return log.call("bash", {"command": action.strip("\n")}, **place)
    arguments = _arguments(tool, action)
    if arguments is None:
        log.oddities["actions that cannot be taken apart"] += 1
        return log.call(tool, {"text": action}, shell=False, **place)
    return log.call(tool, arguments, shell=False, **place)


def _arguments(tool: str, action: str) -> dict[str, Any] | None:
    """What a tool was given; None where its quotes do not close."""
    if tool == "edit" and (found := EDIT_LINES.fullmatch(action)):
        return {"start_line": found[1], "end_line": found[2], "new_str": found[3]}
    words = split_words(action)
    if words is None:
        return None
    if tool == "str_replace_editor":
        return _editor(words[1:])
    if tool == "edit" and len(words) >= 3:
        return {"search": words[1], "replace": words[2], **_options(words[3:])}
    if tool == "create":
        return {"path": words[1] if len(words) > 1 else "", **_options(words[2:])}
    if tool == "insert" and len(words) > 1:
        return {"new_str": words[1], **_options(words[2:])}
    return {"words": words[1:]}


def _editor(words: list[str]) -> dict[str, Any]:
    return {
        "command": words[0] if words else "",
        "path": words[1] if len(words) > 1 else "",
        **_options(words[2:]),
    }


def _options(words: list[str]) -> dict[str, Any]:
    """`--name value` pairs; what is none stands under `words`."""
    found: dict[str, Any] = {}
    rest: list[str] = []
    at = 0
    while at < len(words):
        if words[at].startswith("--") and at + 1 < len(words):
            found[words[at][2:].replace("-", "_")] = words[at + 1]
            at += 2
        else:
            rest.append(words[at])
            at += 1
    return {**found, "words": rest} if rest else found


def split_words(line: str) -> list[str] | None:
    """The words of a shell line without its quotes; None where they do not close. Fast on long written texts."""
    words, at = [], 0
    while found := WORD.match(line, at):
        words.append(_unquoted(found[1]))
        at = found.end()
    return None if line[at:].strip() else words


def _unquoted(word: str) -> str:
    """A word without its quotes. Most that is written is one quoted text, its own quotes written as Python does it."""
    inner = word[1:-1]
    if len(word) > 1 and word[0] == word[-1] == "'" and "'" not in (plain := inner.replace(QUOTE, "")):
        return inner if len(plain) == len(inner) else inner.replace(QUOTE, "'")
    return "".join(_piece(one) for one in PIECE.finditer(word))


def _piece(found: re.Match[str]) -> str:
    single, double, escaped, plain = found.groups()
    if double is not None:
        return ESCAPED.sub(r"\1", double)
    return next(part for part in (single, escaped, plain) if part is not None)
