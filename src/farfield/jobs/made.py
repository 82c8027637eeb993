"""When a run was made, how long that took, and by which versions."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

MEASURING = ("numpy", "polars", "scipy")
"""The libraries that make numbers wherever no corpus is scanned."""


class Made(NamedTuple):
    """When it was finished (UTC, ISO 8601), seconds by the clock, and versions by name."""

    created: str
    seconds: float
    versions: dict[str, str]


def made_now(seconds: float, libraries: Sequence[str] = MEASURING) -> Made:
    """What is to be told of a run that is finished now and took so long."""
    versions = {"farfield": version("farfield"), "python": platform.python_version()}
    return Made(
        datetime.now(UTC).isoformat(timespec="seconds"),
        round(seconds, 2),
        versions | {name: version(name) for name in libraries},
    )
