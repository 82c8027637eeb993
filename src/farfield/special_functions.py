"""Functions that numpy lacks, by scipy, of which the compiled part alone is loaded, when one is first called.

The rest of scipy.special takes ten times as long to load, and a scan asks for none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = [
    "betaincinv", "chdtrc", "chdtri", "expit", "fdtrc", "gammaincinv", "log_expit", "logit", "ndtr", "ndtri", "stdtr",
    "stdtrit", "xlogy",
]  # fmt: skip

if TYPE_CHECKING:
    from scipy.special import (
        betaincinv,
        chdtrc,
        chdtri,
        expit,
        fdtrc,
        gammaincinv,
        log_expit,
        logit,
        ndtr,
        ndtri,
        stdtr,
        stdtrit,
        xlogy,
    )
else:
    PACKAGE = "scipy.special"

    @lru_cache(maxsize=1)
    def _compiled() -> ModuleType:
        """scipy's compiled functions, the very ones that `scipy.special` hands on; without its own beginning, which
        loads numpy's compilers and writes documentation. Where that cannot be passed by, with it."""
        import scipy

        if PACKAGE in sys.modules:
            return sys.modules[PACKAGE]
        stand_in = ModuleType(PACKAGE)
        stand_in.__path__ = [str(Path(scipy.__file__).parent / "special")]
        sys.modules[PACKAGE] = stand_in
        try:
            found = import_module("scipy.special._ufuncs")
            lacks = [name for name in __all__ if not hasattr(found, name)]
        except (ImportError, AttributeError):
            lacks = [PACKAGE]
        finally:
            sys.modules.pop(PACKAGE, None)
        return import_module("scipy.special") if lacks else found

    def _of_scipy(name: str) -> Callable[..., Any]:
        """The function of that name in scipy.special."""

        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(_compiled(), name)(*arguments, **named)

        return call

    betaincinv, chdtrc, chdtri, expit, fdtrc, gammaincinv, log_expit = map(_of_scipy, __all__[:7])
    logit, ndtr, ndtri, stdtr, stdtrit, xlogy = map(_of_scipy, __all__[7:])
