"""A git command's arguments → what it does, to which commits and which files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from farfield.reuse.revisions import Range, Revision, read_range, read_revision

Named = Callable[[str], Revision | None]
_TAKING = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path"})
_VALUED = frozenset(
    {
        "-n",
        "--max-count",
        "-S",
        "-G",
        "--grep",
        "--author",
        "--committer",
        "--since",
        "--after",
        "--until",
        "--before",
    }
    | {
        "--skip",
        "-L",
        "-U",
        "--format",
        "--pretty",
        "--date",
        "--diff-filter",
        "-m",
        "--message",
        "-F",
        "--file",
    }
    | {
        "--source",
        "-s",
        "--depth",
        "-o",
        "--output",
        "-b",
        "-B",
        "-c",
        "--branch",
        "--reference",
        "-j",
        "--jobs",
    }
    | {
        "--color",
        "-e",
        "--origin",
        "-u",
        "--prefix",
        "--strategy",
        "-X",
        "--contains",
        "--sort",
        "--points-at",
    }
)
_ALONE: dict[str, frozenset[str]] = {
    "show": frozenset({"-s", "-c", "-m", "-u", "-b", "-B", "--color"}),
    "log": frozenset({"-s", "-c", "-m", "-u", "-b", "-B", "--color"}),
    "diff": frozenset({"-s", "-c", "-u", "-b", "-B", "-m", "--color"}),
    "cat-file": frozenset({"-s", "-e"}),
    "blame": frozenset({"-s", "-e", "-c", "-b", "-m"}),
    "grep": frozenset({"-c", "-F", "-o", "--color", "-n", "-L", "-G", "-s", "-u", "-S", "-U"}),
    "branch": frozenset({"-m"}),
    "checkout": frozenset({"-m"}),
    "stash": frozenset({"-u"}),
    "push": frozenset({"-u"}),
    "commit": frozenset({"-s", "-u"}),
    "cherry-pick": frozenset({"-n", "-e", "-s"}),
    "revert": frozenset({"-n", "-e", "-s"}),
}
"""Options that take a word elsewhere and none here."""

_VALUED_HERE: dict[str, frozenset[str]] = {"grep": frozenset({"-A", "-C", "-f", "--max-depth", "--threads"})}
"""Options that take a word here alone."""

ALL_REFS = ("--all", "--branches", "--remotes", "--tags", "--glob", "--reflog", "--walk-reflogs")
_TITLES = frozenset(
    {
        "--stat",
        "--name-only",
        "--name-status",
        "--shortstat",
        "--numstat",
        "--no-patch",
        "--summary",
        "--dirstat",
    }
)
_PATCHES = frozenset(
    {"-p", "-u", "--patch", "--patch-with-stat", "--cc", "-c", "-m", "--full-diff", "--word-diff"}
)


@dataclass(frozen=True, slots=True)
class GitCall:
    """A git command, its arguments told apart."""

    verb: str
    options: tuple[str, ...]
    revisions: tuple[Revision, ...] = ()
    ranges: tuple[Range, ...] = ()
    others: tuple[str, ...] = ()
    """Arguments that are neither options nor commits: files, addresses, names."""
    paths: tuple[str, ...] = ()
    """Files behind `--`."""
    folder: str | None = None
    """Where `-C` sends it."""

    def has(self, *names: str) -> bool:
        """Whether one of these options is given, with or without a value."""
        return any(
            option == name or option.startswith(f"{name}=") for option in self.options for name in names
        )

    @property
    def all_refs(self) -> bool:
        """Whether commits of all branches are asked for."""
        return self.has(*ALL_REFS) or (self.verb == "log" and self.has("-g"))

    @property
    def titles_only(self) -> bool:
        """Whether only titles, names of files and counts are asked for."""
        quiet = any(option.partition("=")[0] in _TITLES for option in self.options) or self.has("-s")
        return quiet and not any(option in ("-p", "-u", "--patch") for option in self.options)

    @property
    def shows_patch(self) -> bool:
        """Of a log: whether it shows what commits change."""
        asked = any(
            option.partition("=")[0] in _PATCHES or option.startswith(("-L", "-U")) for option in self.options
        )
        return asked and not self.titles_only


def read_git(words: Sequence[str], named: Named = read_revision) -> GitCall | None:
    """What a git command does; null where the words are no git command. `words`: its arguments, `git` first; `named`:
    the commit that a word names, null where it is none.
    """
    if not words or words[0].rpartition("/")[2] not in ("git", "git.exe"):
        return None
    at, folder = 1, None
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "-C" and at + 1 < len(words):
            folder = words[at + 1]
        elif words[at].startswith(("--work-tree=", "--git-dir=")):
            folder = words[at].partition("=")[2].removesuffix("/.git")
        at += 2 if words[at] in _TAKING else 1
    if at >= len(words):
        return GitCall("", ())
    return _read_arguments(words[at], words[at + 1 :], folder, named)


def _read_arguments(verb: str, words: Sequence[str], folder: str | None, named: Named) -> GitCall:
    options: list[str] = []
    revisions: list[Revision] = []
    ranges: list[Range] = []
    others: list[str] = []
    at = 0
    while at < len(words) and words[at] != "--":
        word = words[at]
        if word.startswith("-") and len(word) > 1:
            valued = word in _VALUED and word not in _ALONE.get(verb, ())
            valued = valued or word in _VALUED_HERE.get(verb, ())
            value = words[at + 1] if valued and at + 1 < len(words) else None
            options.append(word if value is None else f"{word}={value}")
            at += value is not None
        elif verb == "grep" and not (others or any(one.startswith(_PATTERNS) for one in options)):
            others.append(word)
        elif found := read_range(word, named):
            ranges.append(found)
        elif (one := named(word)) and not (others and _takes_files(verb)):
            revisions.append(one)
        else:
            others.append(word)
        at += 1
    paths = tuple(words[at + 1 :])
    return GitCall(verb, tuple(options), tuple(revisions), tuple(ranges), tuple(others), paths, folder)


_PATTERNS = ("-e=", "-f=")
"""Options of a search that give what is searched for, which else is its first word."""


def _takes_files(verb: str) -> bool:
    """Whether what comes behind a file is a file too."""
    return verb in ("show", "log", "diff", "checkout", "blame")


def is_plain(call: GitCall) -> bool:
    """Whether a git command shows HEAD's own history only."""
    return not call.all_refs and all(one.kind == "head" for one in call.revisions) and not call.ranges
