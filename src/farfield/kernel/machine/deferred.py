"""A compiled function of which numba hears when it is first called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, update_wrapper
from threading import RLock
from typing import Any

MAKING = RLock()
"""Held while numba's is made: its settings say meanwhile where code is kept, and two threads may call at once."""


class Deferred:
    """Stands for a function until numba's own, which `make` makes of it, is called or asked about.

    To make numba's for all functions of a run takes as long as loading the code of those that it calls: of three
    functions two are called by compiled ones alone, whose code holds them.
    """

    def __init__(self, function: Callable[..., object], make: Callable[[], Any]) -> None:
        self._make = make
        update_wrapper(self, function)

    @cached_property
    def numbas(self) -> Any:
        """The function as numba has it."""
        with MAKING:
            made = self.__dict__.get("numbas")
            return self._make() if made is None else made

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.numbas(*given, **named)

    @property
    def _numba_type_(self) -> Any:
        """numba asks a value that a function names for this, as it compiles the function."""
        return self.numbas._numba_type_

    def __reduce__(self) -> str:
        """Another process finds it by its name, as it does a function."""
        return str(self.__qualname__)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "_make":
            raise AttributeError(name)
        return getattr(self.numbas, name)
