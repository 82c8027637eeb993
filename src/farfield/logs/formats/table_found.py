"""What is found of a table: which columns hold the fields of its records, and what to tell of the choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Columns:
    """Where the fields of the records stand. `warnings`: other readings that were possible, a code and a sentence each.

    `unread`: columns that are named like scores and hold something else.
    """

    fields: dict[str, str] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    unread: dict[str, Counter[str]] = field(default_factory=dict)
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that several columns make up, with the first of them in `fields`."""
    kept: set[str] = field(default_factory=set)
    """Columns that fill a field and stay metadata under their own name."""

    def warn(self, code: str, told: str) -> None:
        """Note another reading that was possible."""
        self.warnings.append((code, told))
