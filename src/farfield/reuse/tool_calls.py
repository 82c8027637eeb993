"""What tools other than a shell open: browsers, fetchers, search engines, readers of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from farfield.records import Event
from farfield.reuse.content import strings_of
from farfield.reuse.opening import Opening, Origin
from farfield.reuse.pages import open_address
from farfield.reuse.reading import open_paths
from farfield.reuse.story import Step, Story

_URL = re.compile(r"https?://[^\s'\"<>)\]\\]+")
_WEB = re.compile(r"brows|fetch|web|url|navigate|goto|http|crawl|scrape|visit|page", re.IGNORECASE)
_SEARCH = re.compile(
    r"web_?search|search_?web|google|bing|tavily|exa|brave|duckduckgo|serper|internet|search_?engine|perplexity|search_?online",
    re.IGNORECASE,
)
_REQUESTS = re.compile(r"pull_?request|merge_?request|github|gitlab|issue", re.IGNORECASE)
_BROWSES = re.compile(r"brows|playwright|puppeteer|navigate|goto|page", re.IGNORECASE)
_PAGE = re.compile(r"(?:Page )?URL:? +(https?://[^\s'\"<>)\]\\]+)")
_HANDS_ON = re.compile(r"(?:^|_)(?:task|agent|delegate\w*|dispatch\w*|sub_?agent)(?:$|_)", re.IGNORECASE)
_EDITS = frozenset(
    {
        "new_str",
        "new_string",
        "newtext",
        "file_text",
        "content",
        "new_content",
        "code_edit",
        "edits",
        "patch",
        "diff",
    }
    | {"replacement", "replace", "new_code", "insert_line", "text", "contents", "input"}
)
_WRITES = re.compile(
    r"edit|write|create|insert|replace|patch|apply|save|update|push|merge|comment|delete|send|submit|finish|reply",
    re.IGNORECASE,
)
_PATHS = (
    "path",
    "file_path",
    "filepath",
    "filename",
    "file",
    "target_file",
    "absolute_path",
    "directory",
    "include",
    "paths",
)


def is_edit(call: Event) -> bool:
    """Whether a tool writes into files."""
    keys = {str(key).lower() for key in call.arguments}
    command = call.arguments.get("command")
    if command in ("view", "open", "read"):
        return False
    return bool(_WRITES.search(call.tool or "") and keys & _EDITS) or command in (
        "create",
        "str_replace",
        "insert",
        "undo_edit",
    )


def open_tool(step: Step, story: Story) -> Iterator[Opening]:
    """What a call of a tool that is no shell opens."""
    call = step.call
    name = call.tool or ""
    views = call.arguments.get("command") in ("view", "open", "read")
    if is_edit(call) or (_WRITES.search(name) and not views):
        return
    shown = f"{name} {_shown(call.arguments)}"
    urls = [url for text in strings_of(call) for url in _URL.findall(text[:20_000])]
    if _SEARCH.search(name) or _finds_pages(step):
        yield Opening(call, step.result, "search", shown, "content", "elsewhere")
    elif urls and (_WEB.search(name) or _REQUESTS.search(name)):
        for url in urls[:10]:
            opening = open_address(url, step, shown, story.project)
            if opening is not None:
                yield opening
            if _BROWSES.search(name):
                story.page = opening
    elif _REQUESTS.search(name):
        yield _from_host(step, shown, story)
    elif urls and _HANDS_ON.search(name):
        yield from _asked_for(urls, step, shown, story)
    elif story.page is not None and _BROWSES.search(name):
        yield from _shown_page(step, shown, story)
    else:
        paths = [text for key in _PATHS if isinstance(text := call.arguments.get(key), str)]
        yield from open_paths(paths, story.folder, shown, step, story)


def _asked_for(urls: Sequence[str], step: Step, shown: str, story: Story) -> Iterator[Opening]:
    """What another agent is sent to fetch of the project and the task doesn't name: what it told may hold that."""
    for url in urls[:5]:
        opening = open_address(url, step, shown, story.project)
        if opening is not None and opening.origin == "project":
            yield replace(opening, origin="copy")


def _shown_page(step: Step, shown: str, story: Story) -> Iterator[Opening]:
    """What a browser shows of the page where it is: the address that came back tells it, else the one asked last."""
    told = _PAGE.search(step.text, 0, 20_000)
    page = open_address(told[1], step, shown, story.project) if told else story.page
    story.page = page
    if page is not None:
        yield replace(page, call=step.call, result=step.result, text=shown, derived=True)


def _finds_pages(step: Step) -> bool:
    """Whether a tool called only `search` came back with addresses."""
    asked = any(
        isinstance(step.call.arguments.get(key), str) for key in ("query", "q", "search_query", "queries")
    )
    hosts = {url.split("/")[2] for url in _URL.findall(step.text[:20_000])}
    return asked and "search" in (step.call.tool or "").lower() and len(hosts) > 2


def _from_host(step: Step, shown: str, story: Story) -> Opening:
    """A tool of a code host, which names repository and number apart."""
    arguments = step.call.arguments
    name = step.call.tool or ""
    repository = arguments.get("repo") or arguments.get("repository") or arguments.get("project") or ""
    own = isinstance(repository, str) and story.project.is_named(repository.rpartition("/")[2])
    number = next(
        (str(value) for key, value in arguments.items() if re.search(r"number|_id$|^id$|iid", str(key))), None
    )
    titles = re.search(r"list|search", name, re.IGNORECASE) is not None
    origin: Origin = "issue" if "issue" in name.lower() else "project" if own else "elsewhere"
    return Opening(
        step.call, step.result, "pull request", shown, "titles" if titles else "content",
        origin, marks=("plain", "added"), number=number,
    )  # fmt: skip


def _shown(arguments: Mapping[str, object]) -> str:
    told = {key: value for key, value in arguments.items() if isinstance(value, str | int | float)}
    return " ".join(f"{key}={str(value)[:200]}" for key, value in list(told.items())[:6])
