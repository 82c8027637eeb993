"""What to know before believing the figures of drift: codes with counts. Their sentences are made in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from farfield.measure.drift.account import Account
from farfield.measure.drift.arm_names import IRRELEVANT, is_bare
from farfield.measure.drift.rows import Gathered, Row
from farfield.results.drift import DriftNotice, SubjectDrift

LONGER = 0.1
"""By which share the irrelevant text may be longer or shorter than a reminder."""
FEWEST_SHIFTED = 5
FEWEST_REPEATED = 5
FEWEST_UNLIKE, MOST_UNLIKE = 5, 0.05
"""Answers, and their share, that are scored otherwise than their names tell, or name several, before that is told."""
SPREAD_OUT = 0.2
"""Share of the dates that may be first of January before they are taken for years without a day."""


def find_notices(
    rows: Sequence[Row], subjects: Sequence[SubjectDrift], gathered: Gathered
) -> list[DriftNotice]:
    """All of them, in the order of their weight."""
    by_subject: dict[str, list[Row]] = {}
    for row in rows:
        by_subject.setdefault(row.subject, []).append(row)
    found: list[DriftNotice] = []
    for one in subjects:
        found += _of_subject(one, by_subject[one.subject])
    return found + list(_of_all(gathered, rows))


def _of_subject(one: SubjectDrift, rows: Sequence[Row]) -> Iterator[DriftNotice]:
    bare = [row for row in rows if row.arm == one.baseline and row.form == "name"]
    yield from _shifted(one.subject, bare)
    if one.other_baselines:
        yield DriftNotice(
            "several_baselines",
            one.subject,
            one.baseline,
            None,
            None,
            ", ".join(other.arm for other in one.other_baselines),
        )
    if not bare and not any(row.form == "event" for row in rows):
        yield DriftNotice(
            "no_baseline", one.subject, None, None, None, ", ".join(arm.arm for arm in one.arms)
        )
    chosen = [effect for effect in one.effects if effect.of == "all" and effect.reason == "asked_of_wrong"]
    if chosen:
        arms = ", ".join(effect.arm for effect in chosen)
        yield DriftNotice(
            "asked_of_wrong", one.subject, None, max(effect.pairs for effect in chosen), None, arms
        )
    yield from _unpaired(one, rows)
    yield from _lengths(one.subject, rows)
    for life in one.half_lives:
        if life.equal_totals is not True and life.by == "outcomes":
            code = "totals_untold" if life.equal_totals is None else "totals_differ"
            yield DriftNotice(code, one.subject, life.arm, None, None, None)
    if one.effects and not any(effect.arm in IRRELEVANT for effect in one.effects):
        yield DriftNotice("no_irrelevant", one.subject, None, None, None, None)
    leaking = sum(row.leaks for row in bare)
    if leaking:
        yield DriftNotice("leaks", one.subject, one.baseline, leaking, len(bare), None)


def _unpaired(one: SubjectDrift, rows: Sequence[Row]) -> Iterator[DriftNotice]:
    """Reminders none of whose questions was asked without one."""
    if not any(arm.arm == one.baseline for arm in one.arms):
        return
    paired = {effect.arm for effect in one.effects}
    for arm in dict.fromkeys(row.arm for row in rows if row.form == "name" and not is_bare(row.arm)):
        if arm not in paired:
            asked = sum(row.arm == arm for row in rows)
            yield DriftNotice("unpaired", one.subject, arm, asked, None, one.baseline)


def _shifted(subject: str, bare: Sequence[Row]) -> Iterator[DriftNotice]:
    """Answers that name what is right for a neighbour, more often than what is right for their own question."""
    own = sum(row.outcome == "current" for row in bare)
    for at, side in enumerate(("before", "after")):
        others = sum(row.shifted[at] for row in bare)
        if others >= FEWEST_SHIFTED and others > own:
            yield DriftNotice("shifted_key", subject, None, others, len(bare), side)


def _lengths(subject: str, rows: Sequence[Row]) -> Iterator[DriftNotice]:
    """The irrelevant text against each reminder: a longer one is a stronger distraction."""
    lengths: dict[str, list[float]] = {}
    for row in rows:
        if row.length is not None:
            lengths.setdefault(row.arm, []).append(row.length)
    irrelevant = next((lengths[arm] for arm in IRRELEVANT if arm in lengths), None)
    if irrelevant is None:
        return
    told = {arm: float(np.mean(found)) for arm, found in lengths.items() if arm not in IRRELEVANT}
    longest = [arm for arm, words in told.items() if words == max(told.values())]
    for arm, found in lengths.items():
        ratio = float(np.mean(irrelevant)) / max(float(np.mean(found)), 1e-9)
        if not is_bare(arm) and arm in longest and abs(ratio - 1) > LONGER:
            yield DriftNotice("unequal_lengths", subject, arm, round(100 * ratio), None, None)


def _of_all(gathered: Gathered, rows: Sequence[Row]) -> Iterator[DriftNotice]:
    account = gathered.account
    if account.said:
        told = ", ".join(f"{arm} ({count:,})" for arm, count in account.said.items())
        yield DriftNotice("arms_by_what_is_said", None, None, sum(account.said.values()), None, told)
    for subject, count in account.repeated.items():
        if count >= FEWEST_REPEATED:
            yield DriftNotice("repeated", subject, None, count, None, None)
    yield from _of_reading(account, len(rows))
    for order in account.orders:
        yield DriftNotice("day_order", None, order.first, order.telling, order.slashed, order.where)
    if account.first_of_january > SPREAD_OUT * len(rows):
        yield DriftNotice("first_of_january", None, None, account.first_of_january, len(rows), None)
    if not account.answers_known and any(row.named for row in rows):
        yield DriftNotice("answers_of_rows", None, None, None, None, None)
    if not account.answers_known and not account.columns.get("outcome"):
        yield DriftNotice("stale_unknown", None, None, None, None, None)


def _of_reading(account: Account, rows: int) -> Iterator[DriftNotice]:
    """How answers were read: against their scores, with several names, by the right answer beside them."""
    unlike = account.right_otherwise + account.wrong_otherwise
    if unlike >= FEWEST_UNLIKE and unlike > MOST_UNLIKE * account.scored:
        yield DriftNotice(
            "scores_otherwise",
            None,
            None,
            account.right_otherwise,
            account.scored,
            f"{account.wrong_otherwise:,}",
        )
    if account.several >= FEWEST_UNLIKE and account.several > MOST_UNLIKE * rows:
        yield DriftNotice("several_named", None, None, account.several, rows, None)
    if account.by_target:
        yield DriftNotice("by_target", None, None, account.by_target, rows, None)
