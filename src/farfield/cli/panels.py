"""The panels of each command's help, and groups of options that a command takes as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import fields, is_dataclass
from inspect import Parameter
from typing import Annotated, Any, get_args, get_type_hints

from typer.core import TyperCommand

READ, ASK, MODEL, COMPUTE = "What to read", "What to ask", "The model", "What to compute"
CORPUS, DISTANCE, EQUAL, VALUES = "Corpus", "Distance", "Held equal", "Values"
COMPARISON, NEXT, SPEED, OUTPUT = "Comparison", "The next run", "Speed", "Output"
PANELS = (READ, ASK, MODEL, COMPUTE, CORPUS, DISTANCE, EQUAL, VALUES, COMPARISON, NEXT, SPEED, OUTPUT)
"""In the order in which help shows them, whichever of them a command has."""


HELP = {"help_option_names": ["--help", "-h"]}
"""What every command and group of commands is made with."""


class PanelledCommand(TyperCommand):
    """A command whose --help stands in the last panel rather than in one of its own."""

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)
        if found is not None:
            found.rich_help_panel = OUTPUT
        return found


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer reads it: each parameter that is a class of options gives way to the options of it.

    A class of options is a dataclass whose fields are annotated as typer's, with its `panel`; the command gets an
    instance of it with what was typed.
    """
    hints = get_type_hints(command, include_extras=True)
    parameters: list[Parameter] = []
    groups: dict[str, tuple[type, list[str]]] = {}
    for name, parameter in inspect.signature(command).parameters.items():
        kind = hints[name]
        if is_dataclass(kind) and isinstance(kind, type):
            options = list(_options(kind))
            groups[name] = kind, [option.name for option in options]
            parameters += options
        else:
            parameters.append(parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY))

    parameters.sort(key=_place)

    def typed(**values: Any) -> None:
        for name, (kind, names) in groups.items():
            values[name] = kind(**{option: values.pop(option) for option in names})
        command(**values)

    typed.__name__, typed.__doc__, typed.__module__ = command.__name__, command.__doc__, command.__module__
    typed.__annotations__ = {one.name: one.annotation for one in parameters}
    typed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return typed


def _place(parameter: Parameter) -> int:
    """Arguments first, then options by panel; within one as they were declared."""
    panel = get_args(parameter.annotation)[-1].rich_help_panel
    return PANELS.index(panel) if panel else -1


def _options(group: Any) -> Iterator[Parameter]:
    """The fields of a class of options as parameters, each with the class's panel."""
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        kind, declared = get_args(hints[field.name])
        option = copy(declared)
        option.rich_help_panel = group.panel
        yield Parameter(
            field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=Annotated[kind, option]
        )
