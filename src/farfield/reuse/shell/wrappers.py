"""Programs that run another: `bash -c`, `env`, `sudo`, `timeout`, `xargs`, `find -exec`, `eval` and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
_WINDOWS_SHELLS = frozenset({"powershell", "pwsh", "cmd", "wsl"})
_OPTION_OF_WINDOWS = re.compile(r"-(?:Command|c|NoProfile|NonInteractive|e|-)|/[cCkKqQ]", re.IGNORECASE)
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
        if len(words) > 2 and words[0].startswith("$") and words[1] == "=":  # PowerShell's variables
            words = words[2:]
        name = words[0].rpartition("/")[2].removesuffix(".exe") if words else ""
        if name in _WINDOWS_SHELLS and len(words) > 1:
            return Unwrapped(
                (), " ".join(word for word in words[1:] if not _OPTION_OF_WINDOWS.fullmatch(word))
            )
        if name in _SHELLS:
            return _from_shell(words, document)
        if name == "eval":
            return Unwrapped((), " ".join(words[1:]))
        if name == "su" and "-c" in words[:-1]:
            return Unwrapped((), words[words.index("-c") + 1])
        if name == "find":
            return Unwrapped(_executed(words))
        if name in _ELSEWHERE:
            elsewhere = _run_elsewhere(words)
            if elsewhere is None:
                return Unwrapped(words)
            if isinstance(elsewhere, str):
                return Unwrapped((), elsewhere)
            words = elsewhere
            continue
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


_ELSEWHERE = frozenset(
    {"docker", "podman", "nerdctl", "kubectl", "oc", "singularity", "apptainer", "ssh", "tmux", "screen"}
)
_TAKING_THERE = frozenset(
    {"-u", "--user", "-w", "--workdir", "-e", "--env", "-n", "--namespace", "-c", "--container"}
)
_TAKING_BY_SSH = frozenset({"-i", "-p", "-l", "-o", "-F", "-J", "-L", "-R", "-D"})
_KEYS = re.compile(r"Enter|KPEnter|Escape|Space|Tab|BSpace|Up|Down|Left|Right|[CM]-.|q")
_TAKING_BY_SCREEN = frozenset({"-S", "-dmS", "-DmS", "-Logfile", "-h", "-t", "-c", "-e", "-s", "-T", "-p"})
_STARTS_SCREEN = re.compile(r"-[dD]mS?")
_ENDS_LINE = re.compile(r"(?:\\[nr]|\\0?1[25]|\^[A-Z]|[\r\n]|\$\(\))+$")
"""How a line ends that GNU screen types: as its keys are written, or as a shell made of them."""


def _run_elsewhere(words: tuple[str, ...]) -> tuple[str, ...] | str | None:
    """What is run in a container, on another machine or in another terminal, as words or a line; null where nothing."""
    name = words[0].rpartition("/")[2]
    if name == "ssh":
        return " ".join(_behind_options(words[1:], _TAKING_BY_SSH)[1:]) or None
    if name == "tmux":
        keys = _behind_options(words[2:], frozenset({"-t", "-N"}))
        typed = [word for word in keys if not _KEYS.fullmatch(word)]
        return " ".join(typed) if words[1:2] in (("send-keys",), ("send",)) and typed else None
    if name == "screen":
        return _run_in_screen(words)
    at = next((at for at, word in enumerate(words[1:4], 1) if word == "exec"), None)
    if at is None:
        return None
    inside = _behind_options(words[at + 1 :], _TAKING_THERE)[1:]
    return _behind_options(inside, frozenset()) or None


def _run_in_screen(words: tuple[str, ...]) -> tuple[str, ...] | str | None:
    """What GNU screen types by `-X stuff`, or is started with by `-dmS NAME`; null where neither."""
    if "-X" in words:
        typed = words[words.index("-X") + 1 :]
        return (typed[:1] == ("stuff",) and _ENDS_LINE.sub("", " ".join(typed[1:]))) or None
    if not any(_STARTS_SCREEN.fullmatch(word) for word in words):
        return None
    return _behind_options(words[1:], _TAKING_BY_SCREEN) or None


def _executed(words: tuple[str, ...]) -> tuple[str, ...]:
    """What `find` runs for each file, with `{}` below where it looks; itself where it runs nothing."""
    below = next((word.rstrip("/") for word in words[1:] if not word.startswith("-")), ".")
    for at, word in enumerate(words):
        if word in ("-exec", "-execdir", "-ok"):
            inside = words[at + 1 :]
            ends = [place for place, one in enumerate(inside) if one in (";", "+")]
            run = inside[: ends[0]] if ends else inside
            return run if below == "." else tuple(f"{below}/{{}}" if word == "{}" else word for word in run)
    return words
