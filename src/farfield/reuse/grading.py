"""An opening and what came back from it → an access with its grade.

The first that holds decides: what the command and the run tell of the commit; the lines of a known fix; what git calls
the content of the files; lines that the submission adds; lines that the base holds; dates; a checkout of the
repository. What none of them tells is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from farfield.reuse.access import ACCESSED, GRADES, Access
from farfield.reuse.content import keys_of, share
from farfield.reuse.evidence import (
    SEALED,
    Facts,
    Graded,
    by_checkout,
    by_dates,
    by_default,
    by_lines,
    by_names,
    by_one_line,
    by_surroundings,
    fix_words,
    goes_on,
    is_past,
    lines_in_words,
    shares_of,
    without_marks,
)
from farfield.reuse.lines import read_lines
from farfield.reuse.opening import Opening
from farfield.reuse.returned import Section, holds_content, is_failure, sections_of
from farfield.reuse.revisions import same_commit

_MOST = 50
"""Accesses of one command that shows many commits, the strongest: a log of everything has thousands."""


def grade(opening: Opening, text: str, facts: Facts) -> Iterator[Access]:
    """The accesses of an opening: one, or one for each commit that came back where the command names many."""
    sections = _sections(opening, text, facts)
    if opening.asks == "import":
        yield from _import(opening, text, facts)
        return
    if opening.asks == "search":
        yield _access(opening, Section(text), _grade_search(opening, text, facts))
        return
    graded = [(section, _grade_section(opening, section, facts)) for section in sections]
    if not sections:
        graded = [(Section(""), _grade_nothing(opening, text, facts))]
    graded = sorted(graded, key=lambda one: GRADES.index(one[1].grade))[: _MOST if opening.several else 1]
    for section, one in graded:
        if one.grade != "none":
            yield _access(opening, section, one)


def _sections(opening: Opening, text: str, facts: Facts) -> Sequence[Section]:
    """The part of what came back that this opening brought."""
    if not text.strip() or is_failure(text):
        return []
    revision = opening.revision
    if not opening.alone and _failed_beside(opening, text):
        return []
    if opening.asks == "titles":
        return [Section(text)]
    sections = sections_of(text)
    if opening.several:
        shown = [one for one in sections if one.commit] or sections
        return (
            shown if revision is None or revision.kind != "id" else _down_to_the_past(opening, shown, facts)
        )
    if revision is not None and revision.kind == "id" and not revision.older and not revision.path:
        own = [one for one in sections if one.commit and same_commit(one.commit, revision.name)]
        if own:
            return own
        if not any(one.commit for one in sections):
            return [Section(text)]
        if opening.alone:
            return _down_to_the_past(opening, sections, facts)
        return [one for one in sections if not one.commit]
    return [Section(text, next((one.commit for one in sections if one.commit), None))]


_NO_SUCH = re.compile(r"^(?:fatal|error): [^\n]{0,200}", re.MULTILINE)
_NOT_FETCHED = re.compile(
    r"^(?:curl: \(\d+\)|wget: unable|[^\n]{0,80}(?:(?:Could not|unable to) resolve host|Network is unreachable)"
    r"|[^\n]{0,40}(?:gh|curl|wget|glab): (?:command )?not found)",
    re.MULTILINE,
)
_FETCHING = re.compile(r"(?<![\w./-])(?:curl|wget|gh|glab)(?![\w./-])")


def _failed_beside(opening: Opening, text: str) -> bool:
    """Whether one of several commands says that it failed: git by the commit's name, all that fetch by their number."""
    if (
        opening.revision is not None
        and opening.revision.kind in ("id", "name", "remote")
        and opening.url is None
    ):
        return any(f"{opening.revision.name}" in line for line in _NO_SUCH.findall(text[:20_000]))
    if opening.way not in ("web", "pull request", "search") or opening.derived:
        return False
    asked = len(_FETCHING.findall(opening.call.command or ""))
    return 0 < asked <= len(_NOT_FETCHED.findall(text[:20_000]))


def _down_to_the_past(opening: Opening, sections: Sequence[Section], facts: Facts) -> Sequence[Section]:
    """What is shown of a commit's log: where the commit is the past, all is, as what follows it is older."""
    if sections and is_past(opening, Section(""), facts):
        return [Section(sections[0].text)]
    past = (at for at, one in enumerate(sections) if is_past(opening, one, facts))
    return sections[: next(past, len(sections)) + 1]


def _access(opening: Opening, section: Section, graded: Graded) -> Access:
    revision = opening.revision
    named = revision.name if revision is not None and revision.kind == "id" else None
    result = opening.result
    date = section.date
    return Access(
        event=opening.call.number,
        result=result.number if result is not None else None,
        time=(result.time if result is not None else None) or opening.call.time,
        way=opening.way,
        grade=graded.grade,
        command=opening.text,
        why=graded.why,
        bytes_back=len(section.text.encode("utf-8", "replace")),
        path=opening.path,
        url=opening.url,
        commit=section.commit or named,
        date=date.isoformat() if date else None,
    )


def _import(opening: Opening, text: str, facts: Facts) -> Iterator[Access]:
    """Of files that become those of another commit: what nobody saw cannot be compared, and may be handed in."""
    section = Section(text)
    told = by_names(opening, section, facts) or goes_on(opening, section, facts)
    told = told or by_checkout(opening, section, facts) or by_default(opening, section, facts)
    if is_failure(text):
        told = Graded("looked", "it failed")
    if told.grade in ACCESSED:
        told = Graded(told.grade, f"put into the working tree; {told.why}")
    if told.grade != "none":
        yield _access(opening, section, told)


def _grade_nothing(opening: Opening, text: str, facts: Facts) -> Graded:
    """Of what came back empty or failed."""
    if opening.origin in ("own", "past", "copy") or is_past(opening, Section(text), facts):
        return Graded("none", "")
    if opening.asks != "titles" and not facts.project.names and opening.origin == "elsewhere":
        return Graded("none", "")
    return Graded("looked", "it failed" if text.strip() else "nothing came back")


def _grade_search(opening: Opening, text: str, facts: Facts) -> Graded:
    """Of hits among many commits: only lines of the fix, or several lines of the submission, make them more."""
    shares = share(without_marks(text), facts.known, ("plain", "added"), opening.call.number)
    if shares.told and not opening.sealed:
        return Graded("answer", fix_words(shares))
    if shares.strong and not opening.sealed and not facts.known.fix:
        return Graded("answer", f"its hits hold {lines_in_words(shares.submitted)} that the submission adds")
    return Graded("looked", "hits of a search only" if text.strip() else "nothing came back")


def _without_own(section: Section, opening: Opening, facts: Facts) -> Section:
    """A section without diffs of which the agent wrote every line before, where its own may stand among them."""
    if not opening.own_diff and not (
        opening.several and section.commit is None and facts.made.any_before(opening)
    ):
        return section
    head, *pieces = _DIFF.split(section.text)
    kept = []
    for piece in pieces:
        added = keys_of(read_lines(f"diff --git {piece}"), "added")
        before = [key for key in added if facts.known.own.get(key, opening.call.number) < opening.call.number]
        if not added or len(before) < len(added):
            kept.append(f"diff --git {piece}")
    if pieces and not kept and opening.several:
        return Section("", section.commit)
    return Section(head + "".join(kept), section.commit)


_DIFF = re.compile(r"^diff --git ", re.MULTILINE)


def _grade_section(opening: Opening, section: Section, facts: Facts) -> Graded:
    if opening.origin == "copy":
        return _grade_copy(opening, section, facts)
    section = _without_own(section, opening, facts)
    if opening.asks == "titles" or not _brings_content(opening, section):
        if opening.origin in ("own", "past") or is_past(opening, section, facts):
            return Graded("none", "")
        if opening.sealed and opening.way == "history" and section.text.strip():
            return Graded("context", SEALED)
        return Graded("looked", "titles, names or counts only")
    told = by_names(opening, section, facts)
    if told is not None:
        return told
    if opening.origin in ("elsewhere", "page", "issue") or opening.way == "search":
        return _grade_page(opening, section, facts)
    shares = shares_of(opening, section, facts)
    graded = (
        by_lines(opening, section, shares, facts)
        or by_dates(opening, section, facts)
        or by_surroundings(opening, section, shares, facts)
        or by_checkout(opening, section, facts)
        or by_default(opening, section, facts)
    )
    if graded.grade in ("later", "undecided"):
        return by_one_line(shares, facts) or graded
    return graded


def _brings_content(opening: Opening, section: Section) -> bool:
    if opening.revision is not None and opening.revision.path:
        return bool(section.text.strip()) and not is_failure(section.text)
    return holds_content(section.text)


def _grade_page(opening: Opening, section: Section, facts: Facts) -> Graded:
    """Of an address that is not code of the project: only shared lines make it more than looking."""
    before = None if opening.alone else opening.call.number
    shares = share(without_marks(section.text), facts.known, ("plain", "added"), before)
    if section.has_diff and not (shares.told or shares.strong):
        shares = share(section.text, facts.known, ("added",), before)
    if shares.told:
        return Graded("answer", fix_words(shares))
    if opening.origin == "issue" and opening.told:
        return Graded("context", opening.told)
    if shares.strong:
        why = f"it holds {lines_in_words(shares.submitted)} that the submission adds"
        return Graded("answer" if opening.origin in ("page", "issue") else "undecided", why)
    return Graded("looked", "it holds no lines of what was submitted")


def _grade_copy(opening: Opening, section: Section, facts: Facts) -> Graded:
    """Of a copy of the project whose release nothing tells: the base too is installed beside many working trees."""
    known, named = facts.known, opening.revision is not None
    if named and by_names(opening, section, facts) is not None:
        return Graded("none", "")
    if section.has_diff:
        shares = share(section.text, known, ("added",), opening.call.number)
    else:
        shares = share(without_marks(section.text), known, ("plain", "added"), opening.call.number)
    if shares.told:
        return Graded(
            "answer", fix_words(shares) if named else f"in a copy of the project, {fix_words(shares)}"
        )
    if (
        shares.strong
        and not known.fix
        and shares.submitted >= _MOST_IN_COPY * len(known.submitted - known.base)
    ):
        what = "it" if named else "a copy of the project"
        why = f"{what} holds {lines_in_words(shares.submitted)} of those that the submission adds"
        return Graded("answer", why)
    return Graded("none", "")


_MOST_IN_COPY = 0.5
"""Share of the submission's lines that make a copy a fixed one: single ones may stand elsewhere in the base's files."""
