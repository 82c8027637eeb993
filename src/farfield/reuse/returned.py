"""What came back from a command: nothing, a failure, titles, or content; its commits, their dates, their files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from farfield.files.json_values import decode_json
from farfield.reuse.lines import plain_text

_TAGS = re.compile(
    r"<(?:returncode|exit_code)>-?\d+</(?:returncode|exit_code)>"
    r"|</?(?:returncode|output|stdout|stderr|warning|exit_code|result|system)>"
)
_FRAME = re.compile(
    r"^(?:OBSERVATION:"
    r"|\[?(?:The command (?:completed|finished)|Command (?:finished|completed|executed)|exit(?:ed)? (?:code|status))"
    r"[^\n]{0,200}"
    r"|\((?:Open file|Current directory): [^\n]{0,300}\)|bash-\$"
    r"|\[(?:Current working directory|Python [Ii]nterpreter|Command finished)[^\n]{0,300}"
    r"|Your command ran successfully and did not produce any output\.?"
    r"|\(no output\)|\(empty\)|no output)\s*$",
)
_FAILED = re.compile(
    r"^(?:fatal:|error:|git: '|usage: git|bash: |sh: |zsh: |/bin/\w*sh: |curl: \(\d+\)|wget: |ERROR[: ]"
    r"|\d{3}:? (?:Not Found|Forbidden|Unauthorized|Bad)|\{\"message\": ?\"(?:Not Found|API rate|Bad cred|Requires)"
    r"|GraphQL: |gh: |To get started with GitHub CLI|HTTP (?:request|[45]\d\d)|Could not resolve"
    r"|ERR_|Access denied|Permission denied|Connection (?:refused|timed out)|Temporary failure|Timeout|timed out"
    r"|Failed to connect|[^\n]{0,80}(?:not a git repository|unknown revision|command not found"
    r"|No such file or directory|Network is unreachable|not in (?:the )?allow ?list|no (?:open )?pull requests?"
    r"|Page not found|Access Denied|Name or service not known|no git remotes"
    r"|No route to host|Failed to fetch|network access"
    r"|40[034] (?:Forbidden|Not Found|Bad)|rate limit|request failed|status code [45]\d\d))",
    re.IGNORECASE,
)
_COMMIT = re.compile(r"^(?:[*|/\\ ]*)commit ([0-9a-f]{7,40})\b", re.MULTILINE)
_FROM = re.compile(r"^From ([0-9a-f]{40}) Mon Sep 17 00:00:00 2001$", re.MULTILINE)
_TITLED = re.compile(
    r"^(?:[*|/\\] ?)*([0-9a-f]{7,40}) (?:\([^)\n]*\) )?[^\n]{1,300}\n{1,3}(?=diff --(?:git|cc) )",
    re.MULTILINE,
)
"""A commit as `git log --oneline -p` begins it."""

_DATE = re.compile(r"^[*|/\\ ]*(Date|AuthorDate|CommitDate): +(.{10,40}?)\s*$", re.MULTILINE)
_GIT_DATE = re.compile(
    r"[A-Z][a-z]{2},? (?:([A-Z][a-z]{2}) +(\d{1,2})|(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})) (\d\d:\d\d:\d\d)"
    r"(?: (\d{4}))? ?([+-]\d{4})?"
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?")
_BLOBS = re.compile(
    r"^diff --(?:git a/(\S+) b/(\S+)|cc (\S+))\n"
    r"(?:(?:old|new|deleted|similarity|rename|copy|dissimilarity) [^\n]*\n)*index ([0-9a-f]+)\.\.([0-9a-f]+)",
    re.MULTILINE,
)
_NEW_FILE = re.compile(r"^diff --git a/\S+ b/(\S+)\nnew file mode", re.MULTILINE)
_LISTED = re.compile(r"^[^\n0-9a-z]{0,40}?(?:[^\n]{0,60}? )?\(?([0-9a-f]{7,40})\b", re.MULTILINE)
_NAMES_OF_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_STAT = re.compile(r"^ ?(?:\S[^\n|]*\| +(?:\d+|Bin)|\d+ files? changed)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of a diff and what git calls its content before and after; `created` if it was not there before."""

    path: str
    before: str
    after: str
    created: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What came back of one commit; of no commit where the output names none."""

    text: str
    commit: str | None = None

    @property
    def date(self) -> datetime | None:
        """When it was committed, else written; null where it doesn't say."""
        found = dict(_DATE.findall(self.text[:4000]))
        told = found.get("CommitDate") or found.get("Date") or found.get("AuthorDate")
        return read_date(told) if told else None

    @property
    def has_diff(self) -> bool:
        """Whether it shows what a commit changes."""
        return "@@ -" in self.text or "@@@ -" in self.text

    @property
    def changes(self) -> Sequence[FileChange]:
        """The files of its diffs of which it tells the content's ids."""
        created = set(_NEW_FILE.findall(self.text))
        return [
            FileChange(new or merged, before, after, new in created)
            for _, new, merged, before, after in _BLOBS.findall(self.text)
        ]


def without_frame(text: str) -> str:
    """What came back without the words that a harness puts around it."""
    if text.startswith('{"'):
        text = _from_json(text)
    lines = [_TAGS.sub("", line) for line in plain_text(text).split("\n")]
    return "\n".join(line for line in lines if not _FRAME.match(line)).strip("\n")


_OUTPUTS = ("output", "stdout", "stderr", "content", "text", "result", "error")


def _from_json(text: str) -> str:
    """What a tool put into an object; the text itself where it is none, or has no output in it."""
    try:
        found = decode_json(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return text
    parts = (
        [found[key] for key in _OUTPUTS if isinstance(found.get(key), str)] if isinstance(found, dict) else []
    )
    return "\n".join(part for part in parts if part) if parts else text


def is_failure(text: str) -> bool:
    """Whether all that came back says that it failed."""
    first = text.lstrip()[:400].partition("\n")[0]
    if not _FAILED.match(first):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) <= 6 * sum(_FAILED.match(line.lstrip()) is not None for line in lines)


def sections_of(text: str) -> Sequence[Section]:
    """What came back of each commit, in order; the text before the first one goes with none."""
    starts = sorted(
        {(found.start(), found[1]) for one in (_COMMIT, _FROM, _TITLED) for found in one.finditer(text)}
    )
    if not starts:
        return [Section(text)] if text.strip() else []
    ends = [*(start for start, _ in starts[1:]), len(text)]
    head = [Section(text[: starts[0][0]])] if text[: starts[0][0]].strip() else []
    return head + [Section(text[at:end], commit) for (at, commit), end in zip(starts, ends, strict=True)]


def listed_ids(text: str) -> Sequence[str]:
    """Ids at the beginning of lines, as a log or a blame lists them, in order."""
    whole = _COMMIT.findall(text)
    if whole:
        return list(whole)
    return [one for one in _LISTED.findall(text) if any(char.isdigit() for char in one) or len(one) > 8]


def read_date(text: str) -> datetime | None:
    """A date as git prints it, or ISO 8601; without a zone it is taken for UTC. Null where it is none."""
    if found := _GIT_DATE.search(text):
        month, day, day2, month2, year2, clock, year, zone = found.groups()
        try:
            number = _MONTHS.get(month or month2 or "", 0)
            return _moment(int(year2 or year or 0), number, int(day or day2), clock, zone)
        except ValueError:
            return None
    if found := _ISO.search(text):
        date, clock, zone = found.groups()
        year, month, day = date.split("-")
        try:
            return _moment(int(year), int(month), int(day), clock or "00:00:00", zone)
        except ValueError:
            return None
    return None


def _moment(year: int, month: int, day: int, clock: str, zone: str | None) -> datetime:
    zone = "+0000" if zone in (None, "Z", "") else zone.replace(":", "")
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    told = f"{year:04d}-{month:02d}-{day:02d} {clock} {zone}"
    return datetime.strptime(told, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)


def holds_content(text: str) -> bool:
    """Whether something else than titles, names of files, counts and messages of failure came back."""
    return bool(text.strip()) and not is_failure(text) and not _only_titles(text)


def _only_titles(text: str) -> bool:
    """Whether commits are shown without what they change."""
    if "@@ -" in text or "@@@ -" in text:
        return False
    if _COMMIT.search(text):
        return True
    return bool(_STAT.search(text)) and text.count("\n") < 3 * len(_STAT.findall(text)) + 8
