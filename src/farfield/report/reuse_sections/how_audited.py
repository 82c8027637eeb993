"""How it was measured, and what would overturn a row."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.records import Rejected
from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.report.tables.input_files import files_table
from farfield.report.tables.numbers import facts_list
from farfield.words import numbers, phrases

HOW = (
    "Each call's command is split into argument lists and graded by what it opened and by what came back. A "
    "submission's tokens are names, numbers and signs, all quotes alike and blanks left out. Of every run of six "
    "tokens the earliest event decides: inside (the task, the repository, the old text of edits), outside (outputs "
    "graded answer, later or undecided), or the agent's own words. Copied: spans of product code of at least 12 "
    "tokens, 6 of them informative, with at least 15 informative tokens in all. Reproduced: at least half of the new "
    "lines that tell something equal lines displayed first. Tests and prose are counted apart."
)
OVERTURN = (
    "The same lines in the base, the task or a template that the audit was not given: name them by --repo or "
    "--background, and the row goes.",
    "A date or an ancestry that makes what was displayed older than the base: --tasks or --repo move it to context.",
    "An earlier event in which the agent wrote the same, in a part of the transcript that was cut out.",
    "A format that tells the order of events wrongly.",
)
MOST_REJECTED = 30


def how_audited(found: AuditResults) -> Element:
    """The last section."""
    options, read = found.result.options, found.result.read
    facts = [
        ("Tasks", options.tasks or "not given: fixes are called later code, dates come from the outputs"),
        ("Checkouts", phrases.listed(options.repo, 6) or "not given"),
        ("Background", phrases.listed(options.background, 6) or "not given"),
        ("Sealed", phrases.listed(options.sealed, 6) or "as the transcripts show it"),
        ("Intervals", f"{numbers.percent(options.confidence, 0)}, Wilson's; of pairs Newcombe's"),
        (
            "Left out",
            f"{numbers.whole(read.nothing)} without an event, {numbers.whole(read.rejected)} unreadable, "
            f"{numbers.whole(read.repeated)} read before",
        ),
        ("Made", f"{found.record.created}, Farfield {found.record.versions.get('farfield', '')}"),
    ]
    return tag(
        "section",
        tag("h2", "How it was measured, and what would overturn it"),
        tag("p", HOW),
        tag("p", "A row falls with any of these:"),
        tag("ul", [tag("li", one) for one in OVERTURN], class_="overturning"),
        facts_list(facts),
        tag("pre", found.record.command, class_="command"),
        _left_out(found.rejected),
        files_table(found.record.inputs),
        id="method",
    )


def _left_out(rejected: Sequence[Rejected]) -> Element | None:
    if not rejected:
        return None
    rows = [
        tag("li", f"{one.source}{f', line {one.line}' if one.line else ''}: {one.reason}")
        for one in rejected[:MOST_REJECTED]
    ]
    rest = len(rejected) - MOST_REJECTED
    rows += [tag("li", f"and {numbers.whole(rest)} more in rejected.jsonl")] if rest > 0 else []
    summary = f"{numbers.count(len(rejected), 'file or run', 'files or runs')} left out"
    return tag("details", tag("summary", summary), tag("ul", rows, class_="overturning"))
