"""What a command's parameters become: options of typer's, each in its panel of the help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import lru_cache
from inspect import Parameter
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand

from farfield.cli.completing import OFFERS
from farfield.cli.plain_values import read_plainly
from farfield.options.typed import OUTPUT, PANELS, AsDeclared, Typed
from farfield.records import FarfieldError

HELP = {"help_option_names": ["--help", "-h"]}
"""What every command and group of commands is made with."""


class PanelledCommand(TyperCommand):
    """A command whose --help stands in the last panel rather than in one of its own."""

    def get_params(self, ctx: Any) -> Any:
        found = super().get_params(ctx)
        read_plainly(found)
        return found

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)
        if found is not None:
            found.rich_help_panel = OUTPUT
        return found


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer reads it: each parameter that is a class of options gives way to the options of it.

    A class of options is a dataclass; those of its fields are options that `Typed` stands in the annotation of, and
    those of the classes among its fields. The command gets an instance of it with what was typed.
    """
    hints = _hints_of(command)
    parameters: list[Parameter] = []
    groups: dict[str, _Group] = {}
    for name, parameter in inspect.signature(command).parameters.items():
        kind = hints[name]
        if is_dataclass(kind) and isinstance(kind, type):
            groups[name] = _Group.of(kind)
            parameters += groups[name].parameters
        else:
            parameters.append(_single(parameter, kind))

    parameters.sort(key=_place)

    def typed(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group.taken_from(values)
        command(**values)

    typed.__name__, typed.__doc__, typed.__module__ = command.__name__, command.__doc__, command.__module__
    typed.__annotations__ = {one.name: one.annotation for one in parameters}
    typed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return typed


def declared_of(command: Callable[..., None] | type) -> dict[str, Typed]:
    """How each option of a command, or of a class of options, is declared, by the name of its parameter."""
    found: dict[str, Typed] = {}
    for name, hint in _hints_of(command).items():
        declared = _declared(hint)
        if declared is not None:
            found[name] = declared
        elif isinstance(hint, type) and is_dataclass(hint):
            found |= declared_of(hint)
    return found


@lru_cache
def _hints_of(one: Callable[..., None] | type) -> Mapping[str, Any]:
    """The annotations of a command or a class of options, read: each class is met in several commands, and twice."""
    return get_type_hints(one, include_extras=True)


def _declared(hint: Any) -> Typed | None:
    return next((one for one in get_args(hint) if isinstance(one, Typed)), None)


@dataclass(frozen=True)
class _Group:
    """A class of options among a command's parameters: its options, and the classes among its fields."""

    kind: type
    parameters: list[Parameter]
    readers: dict[str, Callable[[Any], Any]]
    inner: dict[str, _Group]

    @classmethod
    def of(cls, kind: type) -> _Group:
        hints = _hints_of(kind)
        found = cls(kind, [], {}, {})
        for one in fields(kind):
            hint, declared = hints[one.name], _declared(hints[one.name])
            if declared is not None:
                found.parameters.append(
                    Parameter(
                        one.name,
                        Parameter.KEYWORD_ONLY,
                        default=_untyped(one, declared),
                        annotation=_typers(hint, declared),
                    )
                )
                found.readers[one.name] = _reader(one.name, hint, declared)
            elif isinstance(hint, type) and is_dataclass(hint):
                found.inner[one.name] = cls.of(hint)
                found.parameters.extend(found.inner[one.name].parameters)
        return found

    def taken_from(self, values: dict[str, object]) -> Any:
        """The instance with what was typed, which is taken out of `values`."""
        typed = {name: read(values.pop(name)) for name, read in self.readers.items()}
        inner = {name: group.taken_from(values) for name, group in self.inner.items() if group.parameters}
        return self.kind(**typed, **inner)


def _single(parameter: Parameter, hint: Any) -> Parameter:
    """A parameter that is one option or argument."""
    declared = _declared(hint)
    if declared is not None:
        hint = _typers(hint, declared)
    return parameter.replace(annotation=hint, kind=Parameter.KEYWORD_ONLY)


def _untyped(one: Field[Any], declared: Typed) -> Any:
    """What typer hands on where nothing was typed."""
    if declared.untyped is not AsDeclared:
        return declared.untyped
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    return None if default in ((), {}) else default


def _typers(hint: Any, declared: Typed) -> Any:
    """The annotation that typer reads."""
    kind = get_args(hint)[0]
    named = declared.name.split() if declared.name else []
    option: Any = typer.Option(
        *named,
        rich_help_panel=declared.panel,
        metavar=declared.value,
        help=declared.help,
        min=declared.least,
        autocompletion=OFFERS[declared.offers] if declared.offers else None,
        show_default=_shown_default(kind, declared),
    )
    return Annotated[_plain_kind(kind, declared), option]


def _shown_default(kind: Any, declared: Typed) -> bool | str:
    """What the help says of what holds where nothing is typed: a number, a text, yes and no say it themselves."""
    if kind in (bool, int, float, str):
        return True
    return declared.default.replace("`", "") if declared.default not in (None, "none") else False


def _plain_kind(kind: Any, declared: Typed) -> Any:
    """What typer reads: texts where the option is repeatable or its values are named."""
    if declared.parse is not None or get_origin(kind) is tuple:
        return list[str] | None
    return str if get_origin(kind) is Literal else kind


def _reader(name: str, hint: Any, declared: Typed) -> Callable[[Any], Any]:
    """Makes the field's value of what typer hands on. Raises FarfieldError for what it cannot be."""
    kind = get_args(hint)[0]
    if declared.parse is not None:
        parse = declared.parse
        return lambda value: parse(value or ())
    if get_origin(kind) is tuple:
        return lambda value: tuple(value or ())
    if get_origin(kind) is Literal:
        return lambda value: _one_of(f"--{name}", value, get_args(kind))
    return lambda value: value


def _one_of(option: str, value: str, legal: Sequence[str]) -> str:
    if value not in legal:
        raise FarfieldError(
            f"{value!r} is not a value of {option}", remedy=f"It is one of {', '.join(legal)}."
        )
    return value


def _place(parameter: Parameter) -> int:
    """Arguments first, then options by panel; within one as they were declared."""
    panel = get_args(parameter.annotation)[-1].rich_help_panel
    return PANELS.index(panel) if panel else -1
