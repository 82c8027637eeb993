"""Evidence as it comes in: merged as a tree, and kept on disk from time to time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from farfield.scan.checkpoints import Checkpoints
from farfield.scan.partial import Partial
from farfield.scan.plan import Shard

Evidence = TypeVar("Evidence")
"""A Partial, or what stands for one on a cluster."""


class Collector(Generic[Evidence]):
    """`merge` joins up to `fan` partials; `fetch` gives the Partial that one stands for.

    `every`: bytes of the corpus between two checkpoints.
    """

    def __init__(
        self,
        merge: Callable[[Sequence[Evidence]], Evidence],
        fetch: Callable[[Evidence], Partial],
        fan: int,
        checkpoints: Checkpoints | None,
        every: int,
    ) -> None:
        self._merge, self._fetch, self._fan = merge, fetch, fan
        self._checkpoints, self._every = checkpoints, every
        self._partials: deque[Evidence] = deque()
        self._shards: list[Shard] = []
        self._unsaved: list[tuple[Sequence[Shard], Evidence]] = []

    def begin(self, shards: Sequence[Shard], partial: Evidence) -> None:
        """Take what stands on disk already."""
        self._shards += shards
        self._add_partial(partial)

    def add(self, shards: Sequence[Shard], partial: Evidence) -> None:
        """Take the evidence of a finished run of shards."""
        self._shards += shards
        self._add_partial(partial)
        if self._checkpoints is None:
            return
        self._unsaved.append((shards, partial))
        if sum(shard.bytes for run, _ in self._unsaved for shard in run) >= self._every:
            if self._checkpoints.is_full:
                self._checkpoints.save_all(self._shards, self._fetch(self._joined(self._partials)))
                self._unsaved = []
            else:
                self.save()

    def _add_partial(self, partial: Evidence) -> None:
        self._partials.append(partial)
        while len(self._partials) >= self._fan:
            self._partials.append(self._merge([self._partials.popleft() for _ in range(self._fan)]))

    def save(self) -> None:
        """Write what has come since the last checkpoint."""
        if self._checkpoints and self._unsaved:
            shards = [shard for run, _ in self._unsaved for shard in run]
            self._checkpoints.save(
                shards, self._fetch(self._joined([partial for _, partial in self._unsaved]))
            )
            self._unsaved = []

    @property
    def kept(self) -> int:
        """How many finished shards stand on disk."""
        unsaved = sum(len(run) for run, _ in self._unsaved)
        return len(self._shards) - unsaved if self._checkpoints else 0

    def finish(self) -> Partial:
        """All the evidence (of at least one run)."""
        return self._fetch(self._joined(self._partials))

    def _joined(self, partials: Sequence[Evidence]) -> Evidence:
        return partials[0] if len(partials) == 1 else self._merge(list(partials))
