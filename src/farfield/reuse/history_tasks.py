"""Whether a task asks for work on a repository's history, so that no commit of it is later than the task."""

from __future__ import annotations

import re

_ORDERS = (
    (r"rebase", r"branch|commits?|onto|main|master|HEAD"),
    (r"cherry-?pick", r"commits?|branch|[0-9a-f]{7,40}"),
    (r"squash|reword|reorder|amend|split", r"(?:the|my|all|last|these|\d+) (?:\w+ )?commits?"),
    (r"undo|revert|drop", r"commits?"),
    (r"merge", r"branch|(?:in)?to (?:main|master|dev\w*|trunk|release)|(?:main|master) into|lost commits?"),
    (r"resolve|fix|solve|handle", r"merge conflicts?|conflicts"),
    (r"recover|restore|retrieve|rescue", r"commits?|reflog|stash|branch|git"),
    (r"get", r"reflog|(?:commits?|work|changes) back"),
    (
        r"find|identify|locate",
        r"(?:which|lost|bad|first|dangling|that) commits?|lost (?:changes|work)|reflog",
    ),
    (
        r"remove|purge|scrub|erase|delete|strip|clean up|rewrite",
        r"(?:git |commit )?history|all (?:the )?commits",
    ),
    (r"use|run|start", r"git bisect|git reflog"),
    (r"bisect", r"commits?|history|repo(?:sitory)?|regression"),
)
"""What is done to a history, and what it is done to, within one clause."""

_BEGIN = r"(?:^|[.;:!?,*)\]-]|\b(?:please|then|and|now|to|you|must|should|me|help|lets?))\s*"
_PASSIVE = re.compile(
    r"(?i)\bbranch\b[^.;:!?]{0,60}\b(?:must|should|needs? to|has to) be (?:rebased|squashed|merged|cherry-picked)"
)
_GONE = r"can(?:'t|not| not) find|vanished|disappeared|(?:are|is) gone|lost"
_THINGS = r"changes|commits?|work|branch"
_LOST = re.compile(
    rf"(?i)\b(?:{_GONE})\b[^\n]{{0,200}}\b(?:{_THINGS})\b|\b(?:{_THINGS})\b[^\n]{{0,200}}\b(?:{_GONE})\b"
)
_MOVED = re.compile(
    r"(?i)\bchecked out\b|\bgit\b|\breset\b|\breflog\b|\bforce.?push|\bstash\b|\brepo(?:sitory)?\b"
)
_NAMED = re.compile(r"(?i)\b(?:lost|dangling|orphaned|unreachable) commits?\b|\bgit server\b")
"""What nothing but a history has."""

_GIT = re.compile(
    r"(?i)\b(?:git|commits?|committed|master|main|repo|repository|branch|branches|onto|HEAD|reflog)\b"
)
"""Code has branches, conflicts and what is merged too: those need git beside them."""

_NOT_ASKED = re.compile(
    r"(?i)\b(?:no|not|never|don't|avoid|feel free|if (?:needed|necessary)|you (?:can|may|could)|allowed to|your)\b"
)
"""In a clause that forbids or allows, or speaks of the agent's own branch, which is no task."""

_TOLD = re.compile(
    r"(?i)\b(?:after|since|when|whenever|because|during|calling|implement|add|support|method|function|subcommand"
    r"|raises?|returns?|fails?|drifts?|throws?|crash\w*)\b"
)
"""In the clause of something that happened, or that is to be built: neither asks for it."""

_CLAUSE = re.compile(r"[^.;:!?\n]+(?:[.;:!?](?=\S)[^.;:!?\n]+)*")
_VERBS = [
    re.compile(rf"(?i){_BEGIN}(?:{verb})\b(?=[^\n]{{0,120}}?\b(?:{what})\b)(?![\w`(-])")
    for verb, what in _ORDERS
]
_LONGEST = 2000
"""Characters of a clause that are looked at: a whole file may be one line."""


def asks_for_history(text: str) -> bool:
    """Whether what was asked is work on a repository's history."""
    return any(_is_about_history(line[:20_000]) for line in text.split("\n"))


def _is_about_history(line: str) -> bool:
    if _LOST.search(line) and _MOVED.search(line) and not _NOT_ASKED.search(line):
        return True
    return any(_is_order(found[0][:_LONGEST]) for found in _CLAUSE.finditer(line))


def _is_order(clause: str) -> bool:
    if _NOT_ASKED.search(clause):
        return False
    if _NAMED.search(clause) or _PASSIVE.search(clause):
        return True
    if not _GIT.search(clause):
        return False
    for verb in _VERBS:
        for found in verb.finditer(clause):
            if not _TOLD.search(clause[: found.start() + 1]):
                return True
    return False
