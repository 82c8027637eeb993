"""Programs that run another: `bash -c`, `env`, `sudo`, `timeout`, `xargs`, `find -exec`, `eval` and their like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
_TAKING_OPTIONS: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D"}),
    "env": frozenset({"-u", "-C", "-S", "--unset", "--chdir"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n", "-p"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "xargs": frozenset(
        {"-n", "-L", "-I", "-P", "-d", "-E", "-s", "-a", "--max-args", "--max-procs", "--delimiter"}
    ),
    "parallel": frozenset({"-j", "-n", "-N", "-I", "--jobs"}),
    "watch": frozenset({"-n", "--interval"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "exec": frozenset({"-a"}),
    "nohup": frozenset(),
    "time": frozenset({"-o", "-f"}),
    "setsid": frozenset(),
    "unbuffer": frozenset(),
    "doas": frozenset({"-u"}),
}
"""Wrappers, and which of their options are followed by a word of their own."""

_DEEPEST = 12


class Unwrapped(NamedTuple):
    """What is run in the end: argument words, or a whole command line."""

    words: tuple[str, ...]
    line: str | None = None


def unwrap(words: tuple[str, ...], document: str | None) -> Unwrapped:
    """Takes the wrappers off a command; `document` is the here-document that it reads."""
    for _ in range(_DEEPEST):
        name = words[0].rpartition("/")[2] if words else ""
        if name in _SHELLS:
            return _from_shell(words, document)
        if name == "eval":
            return Unwrapped((), " ".join(words[1:]))
        if name == "su" and "-c" in words[:-1]:
            return Unwrapped((), words[words.index("-c") + 1])
        if name == "find":
            return Unwrapped(_executed(words))
        if name not in _TAKING_OPTIONS or len(words) == 1 or (name == "command" and words[1] in ("-v", "-V")):
            return Unwrapped(words)
        inside = _behind_options(words[1:], _TAKING_OPTIONS[name])
        if name == "timeout" and inside:
            inside = inside[1:]
        if name == "env":
            while inside and "=" in inside[0]:
                inside = inside[1:]
        words = (*inside, "$xargs") if name in ("xargs", "parallel") and inside else inside
    return Unwrapped(words)


def _from_shell(words: tuple[str, ...], document: str | None) -> Unwrapped:
    """The line of `bash -c LINE`, of `bash <<END`, or the shell itself with its script."""
    for at, word in enumerate(words[1:], 1):
        if word.startswith("-") and not word.startswith("--") and "c" in word:
            return Unwrapped((), words[at + 1] if at + 1 < len(words) else "")
        if not word.startswith(("-", "+")):
            return Unwrapped(words)
    return Unwrapped(words) if document is None else Unwrapped((), document)


def _behind_options(words: Sequence[str], taking: frozenset[str]) -> tuple[str, ...]:
    at = 0
    while at < len(words) and words[at].startswith("-") and len(words[at]) > 1:
        at += 2 if words[at] in taking else 1
        if words[at - 1] == "--":
            break
    return tuple(words[at:])


def _executed(words: tuple[str, ...]) -> tuple[str, ...]:
    """What `find` runs for each file, with `{}` where the file stands; itself where it runs nothing."""
    for at, word in enumerate(words):
        if word in ("-exec", "-execdir", "-ok"):
            inside = words[at + 1 :]
            ends = [place for place, one in enumerate(inside) if one in (";", "+")]
            return inside[: ends[0]] if ends else inside
    return words
