"""A family's run for a program: what the terminal tells of it, as one object."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from farfield.measure.intervals import Interval
from farfield.results.asked import Asked, AskedLevel
from farfield.results.structs import Mean
from farfield.run.levels import score_items

if TYPE_CHECKING:
    from farfield.run.running import FamilyRun


def asked_of(run: FamilyRun) -> Asked:
    """What a run of a family found."""
    items = [one for one in run.answers if not one.check]
    checks = [one for one in run.answers if one.check]
    recited = [one.recited for one in items if one.recited is not None]
    return Asked(
        family=run.family,
        model=run.model,
        log=str(run.log),
        support=str(run.shown) if run.shown else None,
        stopped=run.stopped,
        items=len(items),
        score=_mean(score_items(items)),
        outcomes=dict(Counter(one.outcome for one in items)),
        recited=sum(recited),
        wrong_off_usual=len(recited),
        checks=len(checks),
        checks_score=_mean(score_items(checks)),
        levels=[*_levels(run), *_sets(run)],
    )


def _levels(run: FamilyRun) -> list[AskedLevel]:
    return [
        AskedLevel(row.axis, row.level, row.items, _mean(row.score), row.usual_items, _mean(row.usual))
        for row in run.levels
    ]


def _sets(run: FamilyRun) -> list[AskedLevel]:
    return [
        AskedLevel(
            row.axis, row.level, row.sets, None, kinds={kind: _mean(mean) for kind, mean in row.means.items()}
        )
        for row in run.sets
    ]


def _mean(found: Interval | None) -> Mean | None:
    return None if found is None else Mean(found.mean, found.low, found.high)
