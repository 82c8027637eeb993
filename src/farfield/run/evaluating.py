"""What every evaluation of Inspect shares here: the model, its pace, the display, and what went wrong."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from rich.text import Text

from farfield.extras import missing
from farfield.options.asking import RunOptions
from farfield.records import FarfieldError
from farfield.storage.writing import make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspect_ai import Task
    from inspect_ai.log import EvalLog
    from inspect_ai.model import Model


_OWN_ERROR = re.compile(r"FarfieldError\((['\"])(.*)\1\)", re.DOTALL)
"""An error of Farfield's own as Inspect quotes it."""


@contextmanager
def explained() -> Iterator[None]:
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
def loaded(name: str, options: RunOptions) -> Iterator[Model]:
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


def evaluate(
    name: str, task_of: Callable[[Model], Task], folder: Path, options: RunOptions, *, quiet: bool
) -> EvalLog:
    """The log of one evaluation, written into `folder`; no item of it is cut at a limit of time.

    Raises FarfieldError where the model or a package is missing, and KeyboardInterrupt where it was stopped.
    """
    with explained(), loaded(name, options) as model:
        import inspect_ai

        make_folder(folder)  # once there is a model: what cannot be asked leaves nothing
        logs = inspect_ai.eval(
            task_of(model),
            model=model,
            log_dir=str(folder),
            log_format="eval",
            display=display_of(quiet),
            **pace_of(options),
        )
    if not logs or logs[0].status == "cancelled":
        raise KeyboardInterrupt
    return logs[0]


def display_of(quiet: bool) -> Any:
    """Inspect's display: its own on a terminal, else none."""
    return "rich" if sys.stdout.isatty() and not quiet else "none"


class Pace(TypedDict, total=False):
    """Arguments of Inspect, by its own names; what is not given is left to it."""

    log_level: str
    fail_on_error: bool
    max_retries: int
    seed: int
    cache: bool
    max_tokens: int
    temperature: float
    max_connections: int


def pace_of(options: RunOptions) -> Pace:
    """How Inspect is told to ask."""
    told = Pace(
        log_level="error",  # what a sample ran into is told in the end
        fail_on_error=False,
        max_retries=options.retries,
        seed=options.task.seed,
        cache=options.cache,
    )
    if options.max_tokens is not None:
        told["max_tokens"] = options.max_tokens
    if options.temperature is not None:
        told["temperature"] = options.temperature
    if options.connections is not None:
        told["max_connections"] = options.connections
    return told


def first_error(log: EvalLog) -> str:
    """The end of the first thing that went wrong in an evaluation."""
    errors = [sample.error.message for sample in log.samples or [] if sample.error is not None]
    errors += [log.error.message] if log.error else []
    told = errors[0].replace("\\n", "\n") if errors else ""  # Inspect keeps some errors as they are quoted
    own = _OWN_ERROR.fullmatch(told.strip())
    if own:  # its first line says what went wrong, the last one what to do
        return f"the first error: {' '.join(own[2].splitlines())[:300]}"
    lines = told.strip().splitlines() or ["it is not said which"]
    return f"the first error: {lines[-1][:300]}"
