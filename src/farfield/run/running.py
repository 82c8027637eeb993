"""A family put to a model: an ordinary Inspect log, and how it went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farfield.families import Family, get_family
from farfield.families.answers import grade
from farfield.families.sets import SetFamily, title_of
from farfield.options.asking import RunOptions
from farfield.records import FarfieldError
from farfield.run.evaluating import display_of, explained, first_error, loaded, pace_of
from farfield.run.levels import Answered, LevelScore, SetLevel, score_levels, score_sets
from farfield.storage import require_local, write_json
from farfield.storage.writing import make_folder

if TYPE_CHECKING:
    from inspect_ai.log import EvalLog, EvalSample
    from inspect_ai.model import Model

TIME_LIMITS = ("time", "working")
VALUES = {"C": 1.0, "I": 0.0}
SCORE = "score"  # the kind of answers in a family whose questions are all of one


@dataclass(frozen=True)
class FamilyRun:
    """`log`: the file that was written. `stopped`: whether the run ended before its items did. `shown`: a declared
    support, for `--support`: the near region, which the examples of the prompt come from. `sets`: the levels of a
    family of sets, in the place of `levels`."""

    family: str
    model: str
    log: Path
    answers: list[Answered]
    levels: list[LevelScore]
    stopped: bool = False
    shown: Path | None = None
    sets: Sequence[SetLevel] = ()


def run_family(
    family: str,
    model: str,
    out: str | Path = "farfield-logs",
    options: RunOptions | None = None,
    *,
    quiet: bool = False,
) -> FamilyRun:
    """Ask a model the items of a family and write an Inspect log into `out`; `quiet`: without Inspect's display.

    Raises FarfieldError where the family, the model or a package is missing, and where not one item was answered.
    """
    options = options or RunOptions()
    require_local(Path(out))
    known = get_family(family)
    with explained(), loaded(model, options) as subject:
        make_folder(Path(out))
        log = _evaluate(family, subject, Path(out), options, quiet)
    answers = [_answered(known, sample) for sample in log.samples or []]
    path = Path(out) / Path(log.location).name
    if log.status == "error" or (answers and all(one.outcome == "error" for one in answers)):
        raise _nothing_came(model, log, path)
    stopped = log.status == "cancelled"
    if isinstance(known, SetFamily):
        return FamilyRun(family, model, path, answers, [], stopped, sets=score_sets(known, answers))
    return FamilyRun(
        family, model, path, answers, score_levels(known, answers), stopped, _write_shown(known, Path(out))
    )


def _write_shown(family: Family, out: Path) -> Path | None:
    """The near region of a family as a support that can be declared; its name says that it is no log."""
    if not family.axes:
        return None
    path = out / f"{family.name.replace(':', '-')}.support"
    near = {
        axis.name: list(axis.levels[: axis.levels.index(axis.default) + 1])
        if axis.kind == "ordered"
        else [axis.default]
        for axis in family.axes
    }
    write_json(path, {family.name: near})
    return path


def _evaluate(family: str, model: Model, out: Path, options: RunOptions, quiet: bool) -> EvalLog:
    import inspect_ai

    from farfield.run.tasks import name_task

    name, told = name_task(family)
    task = told | asdict(options.task)
    task["axes"] = {name: list(levels) for name, levels in options.task.axes.items()} or None
    before = set(out.glob("*.eval"))
    logs = inspect_ai.eval(
        name,
        model=model,
        task_args=task,
        log_dir=str(out),
        log_format="eval",
        display=display_of(quiet),
        working_limit=options.limit_seconds,
        **pace_of(options),
    )
    return logs[0] if logs else _stopped_log(set(out.glob("*.eval")) - before)


def _stopped_log(written: set[Path]) -> EvalLog:
    """What a run that was stopped had written: Inspect hands out no log of it."""
    from inspect_ai.log import read_eval_log

    if not written:
        raise KeyboardInterrupt
    return read_eval_log(str(max(written, key=lambda path: path.stat().st_mtime)))


def _answered(family: Family, sample: EvalSample) -> Answered:
    metadata, score = sample.metadata, next(iter((sample.scores or {}).values()), None)
    right = None if score is None else _number(score.value)
    usual = metadata.get("default_answer")
    if isinstance(family, SetFamily):
        return Answered(
            point={axis.name: metadata[f"at_{axis.name}"] for axis in family.axes},
            twin=str(metadata["cluster"]),
            outcome=_outcome(sample),
            score=right,
            kind=str(metadata.get("kind") or metadata.get("form") or SCORE),
            axis=next(axis.name for axis in family.arms if title_of(family, axis.name) == metadata["axis"]),
        )
    return Answered(
        point={axis.name: metadata[f"axis_{axis.name}"] for axis in family.axes},
        twin=str(metadata["twin"]),
        outcome=_outcome(sample),
        score=right,
        check=metadata.get("probe") is not None,
        recited=None
        if score is None or usual is None or right != 0
        else grade(score.answer, str(usual), family.answer),
    )


def _number(value: Any) -> float | None:
    number = VALUES.get(value, value) if isinstance(value, str) else value
    return float(number) if isinstance(number, int | float) and not math.isnan(number) else None


def _outcome(sample: EvalSample) -> str:
    """As the log tells it: an error and a limit before what the scorer has to say."""
    if sample.error is not None:
        return "error"
    if sample.limit is not None:
        return "timeout" if sample.limit.type in TIME_LIMITS else "limit"
    noted = [score.metadata or {} for score in (sample.scores or {}).values()]
    return str(next((one["outcome"] for one in noted if "outcome" in one), "unscored"))


def _nothing_came(model: str, log: EvalLog, path: Path) -> FarfieldError:
    """The error of a run without a single answer."""
    return FarfieldError(
        f"not one item was answered; {first_error(log)}",
        where=model,
        remedy=f"The whole story is in {path} (inspect view).",
    )
