"""A family put to a model: an ordinary Inspect log, and how it went."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from farfield.extras import missing
from farfield.families import Family, get_family
from farfield.families.answers import grade
from farfield.families.sets import SetFamily, title_of
from farfield.options.asking import RunOptions
from farfield.records import FarfieldError
from farfield.run.levels import Answered, LevelScore, SetLevel, score_levels, score_sets
from farfield.storage import require_local, write_json
from farfield.storage.writing import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    with _inspect(), _loaded(model, options) as subject:
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
    given: dict[str, Any] = {
        "max_tokens": options.max_tokens,
        "temperature": options.temperature,
        "max_connections": options.connections,
        "working_limit": options.limit_seconds,
    }
    before = set(out.glob("*.eval"))
    logs = inspect_ai.eval(
        name,
        model=model,
        task_args=task,
        log_dir=str(out),
        log_format="eval",
        display=_display(quiet),
        log_level="error",  # what a sample ran into is told in the end
        fail_on_error=False,
        max_retries=options.retries,
        seed=options.task.seed,
        cache=options.cache,
        **{name: value for name, value in given.items() if value is not None},
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


@contextmanager
def _inspect() -> Iterator[None]:
    """Inspect's own complaints of what the user can mend, as such."""
    try:
        from inspect_ai._util.error import PrerequisiteError
    except ImportError as error:
        raise missing("run", "running a family needs inspect_ai, which is not installed") from error
    try:
        yield
    except PrerequisiteError as error:
        said = Text.from_markup(str(error.message)).plain.removeprefix("ERROR: ")
        raise FarfieldError(" ".join(said.split())) from error


@contextmanager
def _loaded(name: str, options: RunOptions) -> Iterator[Model]:
    """The model, closed afterwards."""
    from inspect_ai.model import get_model

    import farfield.run.entry  # noqa: F401 - the provider is known by its name then
    from farfield.run.provider import FarfieldAPI
    from farfield.run.secrets import keep_secrets

    try:
        model = get_model(name, base_url=options.base_url, memoize=False, **options.model_args)
    except ValueError as error:
        raise FarfieldError(
            str(error),
            remedy="Models are named PROVIDER/NAME as in Inspect, as farfield/smollm2 or openai/NAME.",
        ) from error
    keep_secrets(model)
    try:
        yield model
    finally:
        if isinstance(model.api, FarfieldAPI):  # others close with their event loop
            model.api.close()


def _display(quiet: bool) -> Any:
    return "rich" if sys.stdout.isatty() and not quiet else "none"


def _nothing_came(model: str, log: EvalLog, path: Path) -> FarfieldError:
    """The error of a run without a single answer: the end of the first thing that went wrong."""
    errors = [sample.error.message for sample in log.samples or [] if sample.error is not None]
    first = errors[0] if errors else (log.error.message if log.error else "it is not said which")
    ending = (
        first.replace("\\n", "\n").strip().splitlines()[-1]
    )  # Inspect keeps some errors as they are quoted
    return FarfieldError(
        f"not one item was answered; the first error: {ending[:300]}",
        where=model,
        remedy=f"The whole story is in {path} (inspect view).",
    )
