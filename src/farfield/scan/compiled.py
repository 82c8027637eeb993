"""The one door to numba: compiled once, kept on disk, typed for the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba

Integer: TypeAlias = Any
"""An integer of whatever width the compiler infers."""

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile to machine code on first use and cache it, so that a second run compiles nothing."""
    return cast(Function, numba.njit(cache=True, boundscheck=False)(function))
