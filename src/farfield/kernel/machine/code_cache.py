"""Compiled code on disk. What can't be kept or is damaged costs time, and no run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numba.core.caching

from farfield.storage.locking import hold

FunctionCache: Any = numba.core.caching.FunctionCache


class CodeCache(FunctionCache):  # type: ignore[misc]
    """numba's own, but for full disks, damaged files, and processes that compile the same function for different
    types at once: without a lock the index of one would name the code of the other.

    `kind` tells codes of one function apart that differ in more than the types of its arguments.
    """

    def __init__(self, function: Any, kind: str = "") -> None:
        super().__init__(function)
        self._kind = kind

    def _index_key(self, signature: Any, codegen: Any) -> Any:
        return (*super()._index_key(signature, codegen), self._kind)

    def load_overload(self, signature: Any, context: Any) -> Any:
        try:
            return super().load_overload(signature, context)
        except Exception:  # whatever a damaged file makes of its reader
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        with suppress(OSError), hold(Path(self.cache_path), wait=True):
            super().save_overload(signature, data)
