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
    types at once: without a lock the index of one would name the code of the other."""

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
