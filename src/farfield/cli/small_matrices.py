"""One thread for the linear algebra of a command whose matrices are small."""

from __future__ import annotations

import os

ASKED = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
"""Where a user says how many threads OpenBLAS shall have."""


def spare_threads() -> None:
    """Have numpy multiply in this process's own thread, and so in the processes that it starts; unless a user's
    variables say how.

    OpenBLAS starts a thread for each core as numpy is loaded, and lets them look out for work: as long as numpy
    itself takes to load on two cores, and longer on more. Fits of a few columns never fill them. So this is called
    before numpy is loaded, by the command line alone: whose own Python it is keeps what it has.
    """
    if not any(name in os.environ for name in ASKED):
        os.environ[ASKED[0]] = "1"
