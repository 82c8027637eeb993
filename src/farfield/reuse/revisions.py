"""What a word given to git names: HEAD, a commit's id, a branch, a tag, a file of a commit, a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

RevisionKind = Literal["head", "id", "name", "remote", "variable", "own", "earlier"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit as a command names it. `older`: an ancestor of it, by `~` or `^`; `path`: a file of it, by `:`; `back`:
    of HEAD or a branch where it stood `earlier`, by `@{n}`: how many steps ago.
    """

    kind: RevisionKind
    name: str
    older: bool = False
    path: str | None = None
    back: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """Commits of `right` that `left` doesn't have; with `both` also the other way round, as by `...`."""

    left: Revision
    right: Revision
    both: bool = False


HEAD = Revision("head", "HEAD")

_ID = re.compile(r"[0-9a-f]{6,40}|(?=[a-f]*[0-9])[0-9a-f]{4,5}", re.ASCII)
_HEADS = re.compile(r"(?:HEAD|@)(?:@\{[^}]*\})?|@\{[^}]*\}")
_OWN = re.compile(r"ORIG_HEAD|stash(?:@\{[^}]*\})?|refs/stash|MERGE_HEAD|CHERRY_PICK_HEAD")
_REMOTE = re.compile(
    r"(?:refs/)?(?:remotes/|pull/|merge-requests/)?(?:origin|upstream|fork|remotes?|pull|gh)/.+|FETCH_HEAD|refs/pull/.+"
)
_BRANCH = re.compile(
    r"(?:refs/heads/|heads/)?(?:main|master|trunk|develop|development|devel|dev|next|stable|unstable|default)"
    r"|(?:stable|release|releases|maint|support|branch)[/-][\w.-]+|refs/(?:heads|tags)/.+|tags/.+"
    r"|(?:v|V|rel-?|release-?|REL_?)?\d+(?:[._]\d+)+(?:\.x|[.-]?(?:a|b|c|rc|alpha|beta|dev|post)\.?\d*)?|\d+\.x"
)  # fmt: skip
_SUFFIX = re.compile(r"(?:[~^]\d*|\^\{[^}]*\}|@\{[^}]*\})+$")

MAIN = frozenset(
    {"main", "master", "trunk", "develop", "development", "devel", "dev", "next", "default", "unstable"}
)
"""Branches that go on while a task's commit stays behind."""


def read_revision(word: str) -> Revision | None:
    """The commit that a word names; null where it looks like a file or like nothing that git knows."""
    word, colon, path = word.partition(":")
    if colon and (not word or path.startswith("//")):
        return (
            Revision("variable", f":{path}") if path.startswith("/") and not path.startswith("//") else None
        )
    suffix = _SUFFIX.search(word)
    name = word[: suffix.start()] if suffix and suffix.start() else word
    older = bool(suffix and suffix.start() and re.search(r"[~^](?!\{|0)", suffix[0]))
    if suffix and _UPSTREAM.search(suffix[0]):
        branch = word.partition("@{")[0].removeprefix("HEAD")
        return Revision("remote", f"{branch}@{{upstream}}", older, path if colon else None)
    kind = _kind(name.removeprefix("^"))
    if kind is None and colon and re.fullmatch(r"[\w][\w./-]*", name) and "." not in name.rpartition("/")[2]:
        kind = "name"
    if kind in ("head", "name") and (back := _steps_back(word)):
        return Revision("earlier", name.partition("@{")[0] or "HEAD", older, path if colon else None, back)
    return None if kind is None else Revision(kind, name, older, path if colon else None)


_UPSTREAM = re.compile(r"@\{(?:u|upstream|push)\}", re.IGNORECASE)
_BACK = re.compile(r"@\{([^}]*)\}")
LONG_AGO = 1 << 20
"""Steps back of what is named by a time: nothing tells how many."""


def _steps_back(word: str) -> int:
    found = _BACK.search(word)
    if found is None:
        return 0
    return min(int(found[1].lstrip("-")), LONG_AGO) if re.fullmatch(r"-?\d{1,6}", found[1]) else LONG_AGO


def _kind(name: str) -> RevisionKind | None:
    if "$" in name or name in ("{}", "%"):
        return "variable"
    if _HEADS.fullmatch(name):
        return "head"
    if _OWN.fullmatch(name):
        return "own"
    if _ID.fullmatch(name):
        return "id"
    if _REMOTE.fullmatch(name):
        return "remote"
    return "name" if _BRANCH.fullmatch(name) else None


_PATH = re.compile(r"/|\.(?!\.)|\.\.(?:\.?/|$)")
"""How a word begins that is no range, whatever dots it has: `..X` is what X has more than HEAD."""


def read_range(word: str, named: Callable[[str], Revision | None] = read_revision) -> Range | None:
    """The range that a word names, as `A..B`; null where it is none. `named`: the commit that a side names."""
    if word.endswith(("^!", "^-")):
        one = named(word[:-2])
        return Range(replace(one, older=True), one) if one else None
    if _PATH.match(word) or ".." not in word or "/../" in word or word.endswith("/.."):
        return None
    left, dots, right = word.partition("...") if "..." in word else word.partition("..")
    sides = [named(side) if side else HEAD for side in (left, right)]
    if sides[0] is None or sides[1] is None:
        return None
    return Range(sides[0], sides[1], dots == "...")


def version_of(name: str) -> tuple[int, ...] | None:
    """The version that a tag is named after; null where it is named otherwise."""
    found = re.fullmatch(r"(?:refs/tags/|tags/)?(?:[A-Za-z][\w]*[-_/])?[vV]?(\d+(?:\.\d+)+)", name)
    return tuple(int(part[:9]) for part in found[1].split(".")) if found else None


def same_commit(one: str, other: str) -> bool:
    """Whether two ids, which may be cut short, name the same commit."""
    return len(one) >= 4 and len(other) >= 4 and (one.startswith(other) or other.startswith(one))


class Commits:
    """Ids of commits, found again by any length of at least four."""

    def __init__(self, ids: Sequence[str] = ()) -> None:
        self._ids: dict[str, set[str]] = {}
        for one in ids:
            self.add(one)

    def add(self, one: str) -> None:
        """Keeps an id."""
        if len(one) >= 4:
            self._ids.setdefault(one[:4], set()).add(one)

    def __contains__(self, one: str) -> bool:
        return any(same_commit(one, other) for other in self._ids.get(one[:4], ()))

    def __bool__(self) -> bool:
        return bool(self._ids)
