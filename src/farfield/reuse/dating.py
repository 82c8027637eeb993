"""When the commit was made that a run starts from, as the run's own looks at HEAD tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from farfield.reuse.git_calls import is_plain
from farfield.reuse.history import Git
from farfield.reuse.returned import listed_ids, read_date, sections_of

_ISO_LINE = re.compile(r"\b(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d ?(?:Z|[+-]\d\d:?\d\d)?)?)\b")
_BLAMED = re.compile(
    r"^\^?[0-9a-f]{7,40} [^\n]{0,200}?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) +\d+\)", re.MULTILINE
)
_DATES = re.compile(r"%[ac][diI]|%[ac]s")


@dataclass
class Dates:
    """The date of HEAD before the agent's own commits, and its id; null where nothing tells."""

    base: datetime | None = None
    head: str | None = None
    floor: datetime | None = None
    """Of the youngest commit that HEAD's own log or blame dates: the base is no older."""


def follow_dates(dates: Dates, git: Git) -> None:
    """Notes date and id of HEAD, where a command shows its log from the top."""
    call, story = git.call, git.story
    _follow_floor(dates, git)
    if dates.base is not None or story.own_commits or story.moved or not git.step.alone:
        return
    if call.verb not in ("log", "show") or not is_plain(call) or call.paths or call.others:
        return
    if any(one.older or one.path for one in call.revisions) or call.has(
        "-S", "-G", "--grep", "--author", "--skip", "--reverse"
    ):
        return
    if any(sink and sink[0] not in ("head", "cat", "less") for sink in git.command.sinks):
        return
    text = git.step.text
    if dates.head is None:
        dates.head = next(iter(listed_ids(text)), None)
        story.heads.add(dates.head or "")
    first = next((one for one in sections_of(text) if one.commit), None)
    if first is not None and first.date is not None:
        dates.base = first.date
    elif call.has("--format", "--pretty") and any(_DATES.search(option) for option in call.options):
        dates.base = read_date(text.split("\n", 1)[0])
    elif call.has("--date") and (found := _ISO_LINE.search(text.split("\n", 1)[0])):
        dates.base = read_date(found[1])


def _follow_floor(dates: Dates, git: Git) -> None:
    """Notes the youngest date in HEAD's own log or blame."""
    call, story = git.call, git.story
    if story.own_commits or story.moved or not git.step.alone or not is_plain(call):
        return
    if call.verb == "log":
        told = [section.date for section in sections_of(git.step.text) if section.commit]
    elif call.verb in ("blame", "annotate"):
        told = [read_date(one) for one in _BLAMED.findall(git.step.text)]
    else:
        return
    dates.floor = max((one for one in (*told, dates.floor) if one is not None), default=None)
