"""Warnings on pools of tasks and on strata: what must be known before their scores are quoted."""

from __future__ import annotations

from typing import assert_never

from farfield.results import ruler_notices as of
from farfield.results.ruler_notices import ViewNotice
from farfield.words.numbers import THIN, count, number, whole

NAMED = 3


def view_warning(notice: ViewNotice) -> str:
    """The sentence of a notice on a pool or on strata."""
    match notice:
        case of.PartOfGroup(group=group, here=here, tasks=tasks):
            return f"Of the {tasks} tasks of {group} only {here} are here: this is not the score of the whole group."
        case of.NotAnswered(group=group, tasks=tasks):
            return (
                f"It has no scored answer to {_named(tasks)} of {group}, which other subjects have: their pooled "
                "scores are of other items, and only what both answered compares."
            )
        case of.OtherMean():
            return _other_mean(notice)
        case of.OneOfGroup(group=group, tasks=tasks):
            return (
                f"It is one of the {tasks} tasks of {group}, and the only one here: this is not the score of "
                f"{group}."
            )
        case of.NoStratum(column=column, items=items):
            holds = "holds" if items == 1 else "hold"
            return f"{count(items, 'item')} {holds} no {column} and are in no stratum."
        case of.ManyStrata(column=column, strata=strata, clear=clear, clear_holm=held):
            return (
                f"{whole(strata)} strata by {column} were looked at: of so many, some differ by chance. The score "
                f"changes along the distance in {clear or 'none'} of them taken alone (p < .05), and in "
                f"{held or 'none'} once all strata of the run are counted in (Holm)."
            )
    assert_never(notice)


def _other_mean(notice: of.OtherMean) -> str:
    """That the log's own score of the group is another mean than the pool's."""
    stated = list(notice.stated.items())[:NAMED]
    told = ", ".join(f"{metric} {number(100 * value, 1)}" for metric, value in stated)
    given = "that is what the log gives" if notice.by_tasks else "neither is what the log gives"
    mean, alike = (f"{number(100 * share, 1)}{THIN}%" for share in (notice.score, notice.task_mean))
    return (
        f"The pooled score is the mean over items, {mean}; the mean over its tasks, each alike, is {alike}, and "
        f"{given} ({told})."
    )


def _named(tasks: list[str]) -> str:
    more = f" and {len(tasks) - NAMED} more tasks" if len(tasks) > NAMED else ""
    return f"{', '.join(tasks[:NAMED])}{more}"
