"""All audited runs → what reuse.json says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from farfield.records import ListedRun
from farfield.results.reuse import ListedRuns, ReadRuns, Reuse, ReuseSettings
from farfield.reuse.audit import AuditedRun
from farfield.reuse.sealing import arm_runs, compare_sealed
from farfield.reuse.tally import tally
from farfield.text.nouns import number_of
from farfield.transcripts.finishing import ENDED_EARLY


class ReadCounts(NamedTuple):
    """Files read, and what is in no denominator: without an event, unreadable, read before. `twice`: runs of files
    that RUNS and `--sealed` both name.
    """

    files: int
    nothing: int
    rejected: int
    repeated: int
    twice: int = 0


def summarise_runs(
    runs: Sequence[AuditedRun],
    listed: Sequence[ListedRun],
    sealed: frozenset[str],
    read: ReadCounts,
    options: ReuseSettings,
) -> Reuse:
    """What is said of all runs. `sealed`: those that `--sealed` names, which only the sealing is about."""
    asked = [one for one in runs if one.run not in sealed]
    by_subject: dict[str, list[AuditedRun]] = {}
    for run in sorted(asked, key=lambda one: one.subject):
        by_subject.setdefault(run.subject, []).append(run)
    subjects = by_subject.items() if len(by_subject) > 1 else ()
    unsealed = sum(one.run in sealed and not one.accesses.seal.sealed for one in runs)
    confidence = options.confidence
    return Reuse(
        read=ReadRuns(
            files=read.files,
            runs=len(runs),
            formats=dict(sorted(Counter(one.format for one in runs).items())),
            nothing=read.nothing,
            rejected=read.rejected,
            repeated=read.repeated,
        ),
        listed=_listed(listed, runs),
        whole=tally(asked, None, confidence),
        subjects=[tally(these, name, confidence) for name, these in subjects],
        sealing=compare_sealed(arm_runs(runs, listed, sealed), unsealed, confidence),
        options=options,
        warnings=list(_warnings(runs, read, unsealed)),
    )


def _listed(listed: Sequence[ListedRun], runs: Sequence[AuditedRun]) -> ListedRuns | None:
    if not listed:
        return None
    claimed = [one for one in listed if one.claimed]
    flagged = [one for one in listed if one.flagged]
    displayed = {one.run for one in runs if one.accesses.accessed}
    return ListedRuns(
        runs=len(listed),
        transcripts=sum(one.run_id is not None for one in listed),
        claimed=len(claimed),
        without_patch=sum(one.handed_in is False for one in claimed),
        flagged=len(flagged),
        flagged_read=sum(one.run_id is not None for one in flagged),
        flagged_displayed=sum(one.run_id in displayed for one in flagged),
    )


def _warnings(runs: Sequence[AuditedRun], read: ReadCounts, unsealed: int) -> Iterator[str]:
    """What would make the numbers say more than they can."""
    yield from _of_what_is_missing(runs)
    undecided = sum(one.accesses.grade == "undecided" for one in runs)
    if undecided:
        yield (
            f"what {_runs(undecided)} displayed cannot be dated: give --tasks for dates, or --repo for what is older "
            "than the base"
        )
    if unsealed:
        yield f"in {unsealed:,} of the runs that --sealed names nothing seals the history; they count as sealed"
    if read.twice:
        verb, count = ("is", "it counts") if read.twice == 1 else ("are", "they count")
        yield f"{_runs(read.twice)} {verb} named by RUNS and by --sealed alike; {count} as sealed alone"
    left = read.nothing + read.rejected
    if left:
        what = "file, record or run" if left == 1 else "files, records or runs"
        yield f"not audited, and in no share: {left:,} {what}, named in rejected.jsonl"
    if read.repeated:
        yield f"the same calls and outputs as another run, so not counted again: {_runs(read.repeated)}"
    if runs and not any(one.claimed is not None for one in runs):
        yield "no log tells outcomes: shares are of all audited runs, solved or not"


def _of_what_is_missing(runs: Sequence[AuditedRun]) -> Iterator[str]:
    """What of calls, outputs and submissions is not there, or cannot be read."""
    untold = sum(one.patch == "untold" for one in runs)
    if untold:
        yield f"of {untold:,} of {_runs(len(runs))} nothing tells what was handed in: only what they displayed is told"
    rebuilt = sum(one.patch == "rebuilt" for one in runs)
    if rebuilt:
        yield f"the patches of {_runs(rebuilt)} are rebuilt from their edits, as no log records them{_lacking(runs)}"
    truncated = sum(one.truncated > 0 for one in runs)
    if truncated:
        yield f"outputs of {_runs(truncated)} were cut short by their harness: what was cut may have been displayed"
    early = sum(any(note.startswith(ENDED_EARLY) for note in one.notes) and one.handed_in for one in runs)
    if early:
        what = (
            "it had when a limit or an error ended it"
            if early == 1
            else "they had when limits or errors ended them"
        )
        yield f"{_runs(early)} handed in what {what}: that may be cut short"
    unread = sum(one.unread > 0 for one in runs)
    if unread:
        yield (
            f"in {_runs(unread)} the arguments of calls cannot be read, or their results name no call: what these "
            "looked up may be missing"
        )
    binary = sum(one.text.binary > 0 for one in runs)
    if binary:
        yield f"patches of {_runs(binary)} hold binary files, of which nothing can be said"
    strange = sum(not one.parsed for one in runs)
    if strange:
        yield f"what {_runs(strange)} handed in is no diff that can be read: all of its text counts as new"


def _runs(number: int) -> str:
    return number_of(number, "run")


def _lacking(runs: Sequence[AuditedRun]) -> str:
    """That rebuilt patches may lack something, and how many of them."""
    unseen = sum(one.unseen_edits > 0 for one in runs)
    if not unseen:
        return ""
    return f"; {unseen:,} of these runs may have changed files by sed -i, a script or git too, which such a patch lacks"
