"""A checkout of the project's repository, asked whether one commit is older than another. It is only read.

Nothing of its own settings runs: no hooks, no file-system monitor, no system or user configuration, no fetching of
what is missing.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from farfield.records import FarfieldError

SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "core.sshCommand=false", "-c", "core.pager=cat", "-c", "credential.helper=", "--no-optional-locks",
    "--no-replace-objects", "--no-pager",
)  # fmt: skip
"""Options of a git that only reads."""
_ID = re.compile(r"[0-9a-f]{4,40}")
_NAME = re.compile(r"\w[\w./-]{0,200}")
_SECONDS = 30


def git_environment() -> dict[str, str]:
    """The environment of a git that reads a stranger's repository: no settings of this machine's, and no questions."""
    return {
        "PATH": os.environ.get("PATH", ""), "HOME": os.devnull, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ASKPASS": "false",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
    }  # fmt: skip


@dataclass
class Repository:
    """A folder with a git repository. What it answered is kept."""

    folder: str
    _answers: dict[tuple[str, str], bool | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not Path(self.folder).is_dir():
            raise FarfieldError(
                "there is no such folder", where=self.folder, remedy="Name a checkout of the repository."
            )
        found = self._run("rev-parse", "--git-dir")
        if found is None or found[0] != 0:
            raise FarfieldError(
                "no git repository, or git is not installed",
                where=self.folder,
                remedy="Name a checkout of the repository.",
            )

    def asker(self, base: str | None) -> Callable[[str], bool | None] | None:
        """Asks whether a commit is the base or older than it; null without a base that the repository has."""
        if base is None or not _ID.fullmatch(base) or self._whole(base) is None:
            return None
        return lambda commit: self.is_ancestor(commit, base)

    def is_ancestor(self, commit: str, base: str) -> bool | None:
        """Whether a commit is the base or older than it; null where the repository doesn't have it."""
        key = (commit, base)
        if key not in self._answers:
            whole = self._whole(commit)
            code = None if whole is None else self._run("merge-base", "--is-ancestor", whole, base)
            self._answers[key] = None if code is None or code[0] not in (0, 1) else code[0] == 0
        return self._answers[key]

    def _whole(self, name: str) -> str | None:
        if not (_ID.fullmatch(name) or _NAME.fullmatch(name)):
            return None
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return found[1].strip() or None if found and found[0] == 0 else None

    def _run(self, *words: str) -> tuple[int, str] | None:
        """Exit status and output of git; null where git is missing or takes too long."""
        try:
            done = subprocess.run(
                ["git", *SAFE, "-C", self.folder, *words],
                capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False,
                stdin=subprocess.DEVNULL, env=git_environment(),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.returncode, done.stdout
