"""Compiled code stays where it is for the processes of tests that move the home: compiling anew takes half a minute."""

from __future__ import annotations

from pathlib import Path

from farfield.kernel.machine import cache_folder

KEPT_CODE = {"NUMBA_CACHE_DIR": str(Path(cache_folder()).parents[1])}
