"""How often and how long a busy or broken network is asked again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryOptions:
    """How a remote file is read: in blocks of `block` bytes, `ahead` of them at once, each tried `tries` times.

    Between tries it waits up to `first_wait` seconds, then twice as long each time, at most `longest_wait`; the
    wait is drawn from the upper half, so that many readers don't come back together. A connection that is
    silent for `timeout` seconds counts as broken.
    """

    tries: int = 7
    first_wait: float = 0.5
    longest_wait: float = 30.0
    timeout: float = 60.0
    block: int = 8 << 20
    ahead: int = 4

    def waits(self) -> Iterator[float]:
        for number in range(self.tries - 1):
            longest = min(self.longest_wait, self.first_wait * 2**number)
            yield random.uniform(longest / 2, longest)
