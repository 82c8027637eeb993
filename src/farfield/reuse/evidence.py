"""What a run, its task and a repository tell of what came back: ids, lines, git's ids of contents, dates, ancestry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from farfield.reuse.access import Grade
from farfield.reuse.content import Known, Shares, Surroundings, keys_of, same_content, share
from farfield.reuse.lines import read_lines
from farfield.reuse.opening import Opening
from farfield.reuse.own_commits import OwnCommits
from farfield.reuse.pages import branch_goes_on
from farfield.reuse.project import Project
from farfield.reuse.returned import Section
from farfield.reuse.revisions import MAIN, Commits
from farfield.text.nouns import number_of

AUTHORED_BEFORE = timedelta(days=30)
"""A fix may have been written before the commit that a task starts from, and merged after it. What is older than the
base by less than this is not called the past by its date alone."""


MOST_IN_BASE = 0.5
"""Share of the lines that a commit adds from which on it counts as part of the base: later commits change some."""


@dataclass(frozen=True)
class Facts:
    """All that a run, its task and a repository tell about commits."""

    project: Project
    known: Known
    own: Commits
    ancestors: Commits
    later: Commits
    base_date: datetime | None = None
    """When the base was committed."""
    base_floor: datetime | None = None
    """A date that the base is not older than."""
    task_date: datetime | None = None
    """When the pull request of the fix was opened, where the tasks tell it."""
    made: OwnCommits = field(default_factory=OwnCommits)
    """What the commits are called that the run made itself."""
    surroundings: Callable[[], Surroundings] = Surroundings
    """The lines that the run saw around what commits change."""
    of_main: Commits = field(default_factory=Commits)
    """Those that a log of the branch lists that the task's commit is on, as far as anything tells."""
    ancestor: Callable[[str], bool | None] | None = None
    """Asks a checkout whether a commit is the base or older; null where it doesn't know the commit."""


SEALED = "the history was sealed before: what is left is the past"


class Graded(NamedTuple):
    """A grade and what it rests on."""

    grade: Grade
    why: str


def by_one_line(shares: Shares, facts: Facts) -> Graded | None:
    """One short line in common is chance in the past; in what may be younger it is the answer's."""
    if shares.fix or shares.tests:
        return Graded("answer", fix_words(shares))
    return Graded("answer", _shared_words(shares)) if shares.submitted and not facts.known.fix else None


def by_default(opening: Opening, section: Section, facts: Facts) -> Graded:
    """Of what nothing dates."""
    revision = opening.revision
    named = section.commit or (revision.name if revision is not None and revision.kind == "id" else None)
    if named is not None and named in facts.of_main:
        return Graded(
            "context", "the log of the branch lists it that the task's commit is on, as far as anything tells"
        )
    if revision is not None and revision.kind == "name" and revision.name in MAIN:
        return Graded("none", "the branch that the task's commit is on, as far as anything tells")
    if revision is not None and revision.kind == "name":
        return Graded("undecided", f"nothing places {revision.name} before or after the task's commit")
    return Graded("undecided", "nothing dates it against the task's commit")


def is_past(opening: Opening, section: Section, facts: Facts) -> bool:
    """Whether the commit is the agent's own, the base, older than it, or quoted by the task."""
    revision = opening.revision
    named = [section.commit] if section.commit else []
    if revision is not None and revision.kind == "id":
        named.append(revision.name)
    return facts.made.made(section, opening, facts.known) or any(
        one in facts.ancestors or one in facts.own or one in facts.project.base or one in facts.project.quoted
        for one in named
    )


def by_names(opening: Opening, section: Section, facts: Facts) -> Graded | None:
    """What the command, and ids that the run has seen, tell."""
    revision = opening.revision
    named = section.commit or (revision.name if revision is not None and revision.kind == "id" else None)
    older = revision is not None and revision.older
    if opening.origin == "own":
        return Graded("none", "")
    if named is not None and not older and (named in facts.project.base or named in facts.own):
        return Graded("none", "")
    if facts.made.made(section, opening, facts.known):
        return Graded("none", "")
    if named is not None and named in facts.project.quoted:
        return Graded("context", "the task quotes this commit")
    if opening.origin == "past":
        return Graded("context", opening.told or "it is the task's own past")
    if named is not None and named in facts.ancestors:
        return Graded("context", "HEAD's own log lists it: it is older than the task's commit")
    if opening.sealed and opening.way in ("history", "remote"):
        return Graded("context", SEALED)
    if facts.project.about_history and opening.way == "history":
        return Graded("context", "the task asks for work on the history, and names no commit to start from")
    return None


def shares_of(opening: Opening, section: Section, facts: Facts) -> Shares:
    """What the lines that an opening brought share with what is known."""
    # Files of a branch that HEAD was moved to: the run may have edited them since.
    own = opening.derived and opening.revision is not None
    before = opening.call.number if own or not opening.alone else None
    if section.has_diff:
        marks = [mark for mark in opening.marks if mark != "plain"] or ["added"]
        return share(section.text, facts.known, marks, before)
    return share(without_marks(section.text), facts.known, ("plain", "added", "removed"), before)


_NUMBERED_MARK = re.compile(r"^((?:[\w./-]{1,200}[:-])?\d{1,7}[:-])\+", re.MULTILINE)
"""A line of a diff within a file that was searched."""


def without_marks(text: str) -> str:
    """Lines of pieces of a diff without their marks; removed ones are left out."""
    lines = []
    for line in _NUMBERED_MARK.sub(r"\1", text).split("\n"):
        bare = line.lstrip()
        if (
            not bare.startswith("-") and not line.startswith(("Author:", "Date:", "commit ", "    "))
        ) or "    " in line[4:]:
            lines.append(line[1:] if line.startswith("+") else line)
        elif line.startswith("    "):
            lines.append(line)
    return "\n".join(lines)


def by_lines(opening: Opening, section: Section, shares: Shares, facts: Facts) -> Graded | None:
    """What the lines that came back share with the fix, the submission and the base."""
    if shares.told:
        return Graded("answer", fix_words(shares))
    begun = _content_words(opening, section, facts)
    if begun is not None and begun.grade in ("context", "none"):
        return begun
    if opening.marks == ("removed",) and section.has_diff and not shares.lines:
        return Graded("none", "")
    if (told := by_number(opening, facts)) is not None:
        return told
    if shares.strong and not facts.known.fix:
        return Graded("answer", _shared_words(shares))
    if begun is not None and _changes_the_same(section, facts):
        return Graded("answer", f"{begun.why}, and it changes a line that the submission changes")
    if shares.lines and shares.base >= (MOST_IN_BASE if section.has_diff else 1) * shares.lines:
        return Graded("context", "what it holds stood in the base already")
    return begun or goes_on(opening, section, facts)


def by_number(opening: Opening, facts: Facts) -> Graded | None:
    """What the number of a pull request tells."""
    if opening.number is None or opening.number != facts.project.number or opening.origin != "project":
        return None
    return Graded("answer", "it is the pull request that the task is named after")


def _changes_the_same(section: Section, facts: Facts) -> bool:
    """Whether a diff removes a telling line that the submission removes too."""
    removed = keys_of(read_lines(section.text), "removed")
    return not facts.known.fix and not facts.known.replaced.isdisjoint(removed)


def goes_on(opening: Opening, section: Section, facts: Facts) -> Graded | None:
    """What a range, a log of all branches or a branch's name tell: that it is not in HEAD's history."""
    named = section.commit or (opening.revision.name if opening.revision is not None else "")
    if opening.origin == "later":
        return Graded("later", opening.told)
    if named in facts.later:
        return Graded("later", "a log lists it above HEAD, or beside HEAD's own history")
    if opening.origin == "project" and branch_goes_on(opening.revision):
        return Graded("later", "it is the project's branch as it is today")
    return None


def _content_words(opening: Opening, section: Section, facts: Facts) -> Graded | None:
    """What git's ids of a file's content tell: made into, or made from, what the base holds."""
    later = None
    for change in section.changes:
        path = next((one for one in facts.known.changed if change.path.endswith(one)), None)
        if path is None:
            continue
        after, before = same_content(change, facts.known.changed[path])
        if opening.marks == ("removed",):
            return Graded("none", "") if before else None
        if after:
            return Graded("context", f"it made {path} what the base holds")
        if change.created:
            return Graded("context", f"it created {path}, which the base holds")
        if before:
            later = Graded("later", f"it begins with what the base holds in {path}")
    return later


def by_dates(opening: Opening, section: Section, facts: Facts) -> Graded | None:
    """The commit's date against the base's, or the task's."""
    date = section.date
    if date is None:
        return None
    base, task = facts.base_date, facts.task_date
    if base is not None and date > base:
        return Graded("later", f"it is dated {date:%Y-%m-%d}, the task's commit {base:%Y-%m-%d}")
    if task is not None and date > task:
        return Graded("later", f"it is dated {date:%Y-%m-%d}, the task {task:%Y-%m-%d}")
    limit = min((one for one in (base, task) if one is not None), default=facts.base_floor)
    if limit is not None and (
        date < limit - AUTHORED_BEFORE or (facts.known.fix and opening.way == "history")
    ):
        return Graded("context", f"it is dated {date:%Y-%m-%d}, before the task ({limit:%Y-%m-%d})")
    return None


def by_surroundings(opening: Opening, section: Section, shares: Shares, facts: Facts) -> Graded | None:
    """A diff whose surroundings were shown, and none of whose lines the base shows, applies to the base."""
    if not section.has_diff or shares.base or not shares.lines:
        return None
    old = keys_of(read_lines(section.text), "kept", "removed")
    if facts.surroundings().count(old, opening.result.number if opening.result is not None else None) > 1:
        return Graded("later", "the base shows what is around its lines, and none of them")
    return None


def by_checkout(opening: Opening, section: Section, facts: Facts) -> Graded | None:
    """Ancestry by a checkout of the repository. Its branches are today's, not those of the run: only ids are asked."""
    revision = opening.revision
    named = section.commit or (revision.name if revision is not None and revision.kind == "id" else None)
    if facts.ancestor is None or named is None:
        return None
    older = facts.ancestor(named)
    if older is None:
        return None
    if older:
        return Graded("context", "the repository says that the task's commit holds it")
    touches = any(facts.project.is_file(change.path) for change in section.changes) or bool(
        opening.path and facts.project.is_file(opening.path)
    )
    if touches and not facts.known.fix:
        return Graded(
            "answer", "the repository says that it is younger; it changes a file that the submission changes"
        )
    return Graded("later", "the repository says that it is younger than the task's commit")


def fix_words(shares: Shares) -> str:
    """What is shared with a known fix or hidden tests, in words."""
    if shares.fix:
        return f"it holds {lines_in_words(shares.fix)} of the known fix"
    return f"it holds {lines_in_words(shares.tests)} of the hidden tests"


def _shared_words(shares: Shares) -> str:
    return f"it holds {lines_in_words(shares.submitted)} that the submission adds and the base does not show"


def lines_in_words(count: int) -> str:
    """A number of lines, with their noun."""
    return "a line" if count == 1 else number_of(count, "line")
