"""Addresses of code hosts, archives and package servers, taken apart: repository, commit, file, number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

PageKind = Literal["file", "commit", "pull", "issue", "compare", "archive", "repository", "page"]


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names. `repository`: its name without its owner, or that of a package."""

    host: str
    path: str
    repository: str | None = None
    kind: PageKind = "page"
    revision: str | None = None
    file: str | None = None
    number: str | None = None


_HOSTS = re.compile(
    r"(?:^|\.)(?:github(?:usercontent)?|gitlab|bitbucket|codeberg|gitee|sr|sourcegraph|jsdelivr|statically|githack)"
    r"\.(?:com|org|ht|net|io)$"
)
_RAW = frozenset({"raw.githubusercontent.com", "raw.githack.com", "rawcdn.githack.com", "cdn.statically.io"})
_KINDS: dict[str, PageKind] = {
    "blob": "file", "raw": "file", "contents": "file", "src": "file", "blame": "file", "commit": "commit",
    "commits": "commit", "pull": "pull", "pulls": "pull", "merge_requests": "pull", "pull-requests": "pull",
    "issues": "issue", "compare": "compare", "archive": "archive", "tarball": "archive", "zipball": "archive",
}  # fmt: skip
_ARCHIVE = re.compile(r"(?:^|/)([A-Za-z][\w.-]*?)-v?\d[\w.+-]*\.(?:tar\.\w+|tgz|zip|whl|crate|gem|egg|jar)$")


_NEVER = re.compile(r"(?!)")
_SOURCE = {
    "unpkg.com": re.compile(r"/((?:@[\w.-]+/)?[\w.-]+)(?:@([\w.-]+))?/(.+)"),
    "esm.sh": re.compile(r"/((?:@[\w.-]+/)?[\w.-]+)(?:@([\w.-]+))?/(.+)"),
    "docs.rs": re.compile(r"/([\w-]+)/([\w.-]+)/src/(.+)"),
    "crates.io": re.compile(r"/api/v1/crates/([\w-]+)/([\w.-]+)/(download)"),
    "static.crates.io": re.compile(r"/crates/([\w-]+)/([\w.-]+?)/(download)"),
    "proxy.golang.org": re.compile(r"/(?:[\w.-]+/)*([\w.-]+)/@v/(v[\w.-]+?)\.(zip|mod|info)"),
    "sources.debian.org": re.compile(r"/(?:data|src)/(?:main/\w+/)?([\w.-]+)/([\w.~+-]+)/(.+)"),
}
"""Hosts of releases that show their files: name, version, file."""


def read_address(url: str) -> Address:
    """What an address names, as code hosts build theirs. One that wraps another is that other one."""
    wrapped = max(url.rfind("http://"), url.rfind("https://"))
    url = url[wrapped:] if wrapped > 0 else url
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return Address("", url)
    path = unquote(parts.path)
    pieces = [piece for piece in path.split("/") if piece]
    if not _HOSTS.search(host):
        return _package(host, path)
    if pieces[:1] in (["repos"], ["raw"]):  # an API, and the host that shows diffs of pull requests
        pieces = pieces[1:]
    if "-" in pieces:  # groups within groups, and what is shown behind it
        at = pieces.index("-")
        pieces = [pieces[0], *pieces[at - 1 : at], *pieces[at + 1 :]]
    return _hosted(host, path, pieces, parts) if len(pieces) > 1 else Address(host, path)


def _hosted(host: str, path: str, pieces: Sequence[str], parts: SplitResult) -> Address:
    name = pieces[1].removesuffix(".git")
    if host == "cdn.jsdelivr.net" and len(pieces) > 2:
        name, _, revision = (pieces[2] if pieces[0] == "gh" else pieces[1]).partition("@")
        rest = pieces[3:] if pieces[0] == "gh" else pieces[2:]
        return Address(host, path, name, "file", revision or None, "/".join(rest))
    if host in _RAW and len(pieces) > 3:
        skipped = 2 if pieces[2] == "refs" and len(pieces) > 5 else 0
        return Address(host, path, name, "file", pieces[2 + skipped], "/".join(pieces[3 + skipped :]))
    if host == "codeload.github.com":
        return Address(host, path, name, "archive", pieces[-1])
    return _page(host, path, name, pieces[2:], parts.query)


def _package(host: str, path: str) -> Address:
    """An archive that is named after what is in it, or any other page."""
    if found := _SOURCE.get(host, _NEVER).match(path):
        name, revision, file = found.groups()
        return Address(host, path, name, "file", revision or "HEAD", file)
    found = _ARCHIVE.search(path)
    return Address(host, path, found[1], "archive") if found else Address(host, path)


def _page(host: str, path: str, name: str, rest: Sequence[str], query: str) -> Address:
    kind: PageKind = _KINDS.get(rest[0], "page") if rest else "repository"
    after = rest[1] if len(rest) > 1 else None
    if kind == "file" and rest[0] == "contents":
        asked = re.search(r"(?:^|&)ref=([^&]+)", query)
        return Address(host, path, name, "file", asked[1] if asked else None, "/".join(rest[1:]))
    if kind == "file":
        return Address(host, path, name, kind, after, "/".join(rest[2:]))
    if kind in ("pull", "issue"):
        number = after.partition(".")[0] if after else None
        return Address(host, path, name, kind, number=number if number and number.isdigit() else None)
    revision = after.removesuffix(".patch").removesuffix(".diff") if after else None
    return Address(host, path, name, kind, revision)
