"""What was typed, read without pydantic where that is plain: loading it takes longer than reading a command line.

Typer has a parameter's value read by an object of its own, which it makes when the first one is read. Where that is so
the one here stands in its place: it takes what nobody could read otherwise, and leaves the rest, and so every refusal,
to typer's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_origin

_SLOT = "_runtime_param"
_UNREAD: Any = object()
_MOST_DIGITS = 15
_ASKED_OF_A_PATH = {
    "exists": False, "file_okay": True, "dir_okay": True, "writable": False, "resolve_path": False,
    "allow_dash": False, "path_type": None,
}  # fmt: skip


def read_plainly(parameters: Iterable[Any]) -> None:
    """Have typer's parameters read by the reader here first. A typer that knows no such readers is left as it is."""
    for parameter in parameters:
        known = hasattr(parameter, "get_runtime_param") and hasattr(parameter, "type_descriptor")
        if known and getattr(parameter, _SLOT, _UNREAD) is None:
            setattr(parameter, _SLOT, _Plainly())


class _Plainly:
    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        told = param.type_descriptor
        found = _read(value, told.annotation, told.parameter_info, several)
        if found is not _UNREAD:
            return found
        setattr(param, _SLOT, None)
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _read(value: Any, kind: Any, info: Any, several: bool) -> Any:
    if getattr(info, "parser", None) is not None:
        return _UNREAD
    if get_origin(kind) is list and several and isinstance(value, list | tuple):
        read = [_read(one, get_args(kind)[0], info, False) for one in value]
        return _UNREAD if any(one is _UNREAD for one in read) else read
    if several:
        return _UNREAD
    if kind is str:
        return value if type(value) is str else _UNREAD
    if kind is Path:
        return _path(value, info)
    return _number(value, kind, info) if kind in (int, float) else _UNREAD


def _path(value: Any, info: Any) -> Any:
    plain = isinstance(value, str | Path) and all(
        getattr(info, name, _UNREAD) == usual for name, usual in _ASKED_OF_A_PATH.items()
    )
    if not plain or (Path(value).exists() and not os.access(value, os.R_OK)):
        return _UNREAD
    return Path(value)


def _number(value: Any, kind: type, info: Any) -> Any:
    if kind is int and isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value) if len(value) <= _MOST_DIGITS else value
    bounded = getattr(info, "max", _UNREAD) is not None or getattr(info, "clamp", _UNREAD)
    if type(value) is not kind or bounded or (info.min is not None and value < info.min):
        return _UNREAD
    return value
