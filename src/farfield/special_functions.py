"""Functions that numpy lacks, by scipy, which is loaded when one is first called: it takes as long to load as all of
Farfield, and a scan asks for none."""

from __future__ import annotations

from collections.abc import Callable
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

    def _of_scipy(name: str) -> Callable[..., Any]:
        """The function of that name in scipy.special."""

        def call(*arguments: Any, **named: Any) -> Any:
            import scipy.special

            return getattr(scipy.special, name)(*arguments, **named)

        return call

    betaincinv, chdtrc, chdtri, expit, fdtrc, gammaincinv, log_expit = map(_of_scipy, __all__[:7])
    logit, ndtr, ndtri, stdtr, stdtrit, xlogy = map(_of_scipy, __all__[7:])
