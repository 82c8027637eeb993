"""Which calls run a shell, and the command line that they run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

SHELL_TOOL = re.compile(
    r"bash|shell|terminal|command|exec|(?<![a-z])(sh|zsh|run|cmd|commands|console|tmux)(?![a-z])",
    re.IGNORECASE,
)
COMMAND_NAMES = ("command", "cmd", "commands", "keystrokes", "script", "shell_command", "bash_command")
CODE_NAMES = ("code", "input")  # of a tool that is called bash
EDITING_NAMES = {
    "path",
    "file_path",
    "filePath",
    "file",
    "file_text",
    "old_str",
    "old_string",
    "new_str",
    "view_range",
}
WRAPPERS = {"bash", "sh", "zsh", "/bin/bash", "/bin/sh", "/usr/bin/bash"}


def command_of(tool: str | None, arguments: Mapping[str, Any]) -> str | None:
    """The command line of a call that runs a shell; None for other tools."""
    if tool is not None and not SHELL_TOOL.search(tool):
        return None
    if EDITING_NAMES & arguments.keys():
        return None
    for name in COMMAND_NAMES:
        if (command := _line(arguments.get(name))) is not None:
            return command
    named_shell = tool is not None and re.search(r"bash|shell|terminal", tool, re.IGNORECASE)
    found = (_line(arguments.get(name)) for name in CODE_NAMES) if named_shell else ()
    return next((one for one in found if one is not None), None)


def _line(value: Any) -> str | None:
    """A command line, also of one that is told word by word, as `["bash", "-lc", "git log"]`."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip("\n")
    if not (isinstance(value, list) and value and all(isinstance(word, str) for word in value)):
        return None
    if len(value) == 3 and value[0] in WRAPPERS and value[1].startswith("-") and value[1].endswith("c"):
        return str(value[2])
    return shlex.join(value)
