"""What an address alone tells: the project's own page, file, commit or pull request, or something elsewhere."""

from __future__ import annotations

import re

from farfield.records import without_secrets
from farfield.reuse.access import Way
from farfield.reuse.addresses import Address, read_address
from farfield.reuse.opening import Asks, Opening, Origin
from farfield.reuse.project import Project
from farfield.reuse.revisions import MAIN, Revision
from farfield.reuse.story import Step

_LOCAL = re.compile(
    r"(?:^|\.)(?:localhost|local|internal|test|example|invalid)$|^(?:127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)|^[\w-]+$"
)
_SEARCH_HOSTS = re.compile(
    r"(?:^|\.)(?:google|bing|duckduckgo|yandex|baidu|brave|startpage|kagi|tavily|serper|serpapi|exa|searx\w*)\.\w+"
)


def open_address(
    url: str, step: Step, text: str, project: Project, method: Way | None = None
) -> Opening | None:
    """What an address opens; null where it leads nowhere outside. `text`: the command as typed."""
    url = url.rstrip(".,;)")
    address = read_address(url[4:].replace(":", "/", 1) if url.startswith("git@") else url)
    if not address.host or _LOCAL.search(address.host):
        return None
    origin, revision, why = _origin(url, address, project)
    way: Way = method or ("pull request" if address.kind in ("pull", "issue") else "web")
    if _SEARCH_HOSTS.search(address.host) and ("search" in url or "?q=" in url or "q=" in url):
        way = "search"
    asks: Asks = "titles" if origin == "project" and _is_list(address) else "content"
    marks = ("added",) if address.kind in ("commit", "compare", "pull") else ("plain", "added")
    return Opening(
        step.call, step.result, way, text, asks, origin, revision, marks, address.file,
        without_secrets(url), address.number, alone=step.alone, told=why,
    )  # fmt: skip


def _is_list(address: Address) -> bool:
    """Whether an address lists commits or pull requests without what is in them."""
    return address.kind in ("commit", "compare", "pull") and not (address.revision or address.number)


def _origin(url: str, address: Address, project: Project) -> tuple[Origin, Revision | None, str]:
    """What an address alone tells: the project's own, or elsewhere; the commit it names."""
    own = bool(address.repository and project.is_named(address.repository))
    own = own or bool(address.repository and address.file and project.is_file(address.file))
    if not own:
        return ("issue" if quotes(url, project) else "elsewhere"), None, ""
    if quotes(url, project) and address.kind not in ("file", "commit", "compare"):
        return "issue", None, "the task names it"
    if address.kind == "issue":
        return "issue", None, ""
    if address.kind in ("page", "repository"):
        return "page", None, ""
    name = address.revision or ""
    if not name:
        return "project", None, ""
    kind = "id" if re.fullmatch(r"[0-9a-f]{7,40}", name) else "remote"
    return "project", Revision("id" if kind == "id" else "remote", name), ""


def quotes(url: str, project: Project) -> bool:
    """Whether the task of a project names an address."""
    return any(_bare(url) == _bare(one) for one in project.addresses)


def _bare(url: str) -> str:
    """An address without what makes two of the same differ."""
    return url.partition("#")[0].rstrip("/.,").removesuffix(".git").rstrip("/")


def branch_goes_on(revision: Revision | None) -> bool:
    """Whether an address shows a branch as it is today."""
    if revision is None:
        return False
    return revision.name in ("HEAD", *MAIN)
