"""What every result is: a frozen struct whose fields are the keys of a JSON file, in their order.

Each field has a docstring of its own with unit, meaning and when it is null; `docs/profile-json.md` and
`docs/comparison-json.md` are printed from these. A field that is absent (`UNSET`) has no key in the file.
"""

from __future__ import annotations

import typing
from typing import Any, NamedTuple, TypeVar

import msgspec

Known = TypeVar("Known")

RENAMED = {"from_": "from"}
"""Fields whose key is a keyword of Python."""


class Estimate(NamedTuple):
    """A value with its interval; `low` and `high` are None together, where nothing tells how sure the value is."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def bounded(self) -> bool:
        """Whether it has a value with both ends of an interval."""
        return self.whole is not None

    @property
    def whole(self) -> tuple[float, float, float] | None:
        """Value, lower and upper end; None unless all three are known."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return self.value, self.low, self.high

    @property
    def clear(self) -> bool:
        """Whether its interval lies wholly above or wholly below 0."""
        return self.whole is not None and not self.whole[1] <= 0 <= self.whole[2]


def known(value: Known | None) -> Known:
    """A field that another one tells to be there, as the far field is where the near one is. Raises ValueError."""
    if value is None:
        raise ValueError("a field of the results is null where others say that it is not")
    return value


@typing.dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Result(msgspec.Struct, frozen=True, rename=RENAMED):
    """Part of a result. Keys that a newer version may add are ignored when it is read."""

    def plain(self) -> dict[str, Any]:
        """As plain JSON values, in the order of the file."""
        return typing.cast(dict[str, Any], msgspec.to_builtins(self))


class Mean(Result):
    """A mean score with its interval."""

    mean: float | None
    """Mean score, 0 to 1; null without items."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class ItemsMean(Result):
    """How many items, and their mean score."""

    items: int
    """Items."""
    mean: float | None
    """Their mean score, 0 to 1; null without items."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)
