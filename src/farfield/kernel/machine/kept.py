"""Whether compiled code is kept, for those who tell of it; apart, as what imports the door counts as compiled."""

from __future__ import annotations

from pathlib import Path

from farfield.kernel.machine import SCRATCH, cache_folder


def code_is_there() -> bool:
    """Whether compiled code of these sources is kept already: the first run on a machine takes a minute for it."""
    return next(Path(cache_folder()).rglob("*.nbi"), None) is not None


def code_is_kept() -> bool:
    """Whether what is compiled now will be there for the next run."""
    return not Path(cache_folder()).name.startswith(SCRATCH)
