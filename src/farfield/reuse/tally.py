"""Runs counted: what stands behind those that are claimed to be solved, by what they displayed and by which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from farfield.measure.intervals import FEWEST_CLUSTERS, mean_interval
from farfield.results.reuse import Audit, GradeShare, Share, Split, WayShare
from farfield.reuse.access import ACCESSED, GRADES, WAYS
from farfield.reuse.audit import AuditedRun
from farfield.reuse.tasks import repository_of

SAME_WORDS = ("copied", "reproduced")


def tally(runs: Sequence[AuditedRun], subject: str | None, confidence: float = 0.95) -> Audit:
    """What was found of these runs. Shares are of the runs that are claimed to be solved; of all audited ones where no
    log tells outcomes.
    """
    told = [one for one in runs if one.claimed is not None]
    basis = [one for one in told if one.claimed] if told else list(runs)
    counted = Counter(one.verdict for one in basis)

    def share(of: Sequence[AuditedRun], holds: Callable[[AuditedRun], bool]) -> Share:
        return _share(of, holds, confidence)

    return Audit(
        subject=subject,
        runs=len(runs),
        outcomes=len(told),
        basis="claimed" if told else "audited",
        clustered_by=_clusters(basis)[1],
        claimed=share(told, is_claimed),
        split=Split(
            no_patch=counted["no patch"],
            copied=counted["copied"],
            reproduced=counted["reproduced"],
            displayed=counted["displayed"],
            undecided=counted["undecided"],
            nothing_found=counted["nothing found"],
        ),
        without_patch=share(basis, lambda one: one.verdict == "no patch"),
        displayed=share(basis, lambda one: one.accesses.accessed),
        copied=share(basis, lambda one: one.verdict == "copied"),
        reproduced=share(basis, lambda one: one.verdict == "reproduced"),
        remaining=share(basis, lambda one: one.verdict == "nothing found"),
        by_grade=_by_grade(runs, share),
        by_way=_by_way(runs, share),
    )


Sharer = Callable[[Sequence[AuditedRun], Callable[[AuditedRun], bool]], Share]


def is_claimed(run: AuditedRun) -> bool:
    """Whether the log claims it solved."""
    return run.claimed is True


def _by_grade(runs: Sequence[AuditedRun], share: Sharer) -> list[GradeShare]:
    found = []
    for grade in GRADES:
        these = [one for one in runs if one.accesses.grade == grade]
        told = [one for one in these if one.claimed is not None]
        found.append(GradeShare(grade, len(these), share(told, is_claimed)))
    return found


def _by_way(runs: Sequence[AuditedRun], share: Sharer) -> list[WayShare]:
    found = []
    for way in WAYS:
        took = [one for one in runs if any(access.way == way for access in one.accesses.accesses)]
        displayed = [
            one
            for one in took
            if any(access.way == way and access.grade in ACCESSED for access in one.accesses.accesses)
        ]
        same = sum(one.verdict in SAME_WORDS for one in displayed)
        told = [one for one in displayed if one.claimed is not None]
        if took:
            found.append(WayShare(way, len(took), len(displayed), same, share(told, is_claimed)))
    return found


Key = Callable[[AuditedRun], str]


def _clusters(runs: Sequence[AuditedRun]) -> tuple[Key, str | None]:
    """What these runs share that makes them alike: their repository where there are enough to tell how repositories
    differ, else their task where it was run several times.
    """
    repositories = {repository_of(one.task) for one in runs}
    tasks = {one.task for one in runs}
    if FEWEST_CLUSTERS <= len(repositories) < len(tasks):
        return lambda one: repository_of(one.task), "repository"
    if FEWEST_CLUSTERS <= len(tasks) < len(runs):
        return lambda one: one.task, "task"
    return lambda one: one.run, None


def _share(of: Sequence[AuditedRun], holds: Callable[[AuditedRun], bool], confidence: float) -> Share:
    """A share with its Wilson interval, at the effective number of runs where some are alike."""
    if not of:
        return Share(0, 0, None, None, None)
    key, _ = _clusters(of)
    scores = np.array([float(holds(one)) for one in of])
    numbers = {name: at for at, name in enumerate(sorted({key(one) for one in of}))}
    clusters = np.array([numbers[key(one)] for one in of])
    found = mean_interval(scores, clusters, confidence)
    return Share(int(scores.sum()), len(of), found.mean, found.low, found.high)
