"""The options of an infini-gram backend."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from farfield.options.retrying import RetryOptions


@dataclass(frozen=True, slots=True)
class InfinigramOptions:
    """How an infini-gram server is asked: at most `concurrency` requests at once, each tried as `retry` says.

    `cache`: the folder that keeps its answers; the user's cache folder where it is None.
    `occurrences`: how many occurrences of a whole question are opened to look for its target; beyond that
    `recall_documents` is a lower bound.
    """

    concurrency: int = 8
    occurrences: int = 50
    cache: str | None = None
    retry: RetryOptions = dataclasses.field(default_factory=RetryOptions)
