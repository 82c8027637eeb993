"""Names and what they stand for: families, worlds, studies, log formats and rulers are found in this one way.

Farfield's own stand in a table beside the code that uses them. An installed package brings more by entry points, in the
same form: `name = "module:Symbol"` in the group of the kind. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from typing import Any, Generic, TypeVar

from farfield.records import FarfieldError

Thing = TypeVar("Thing")
NAMES_SHOWN = 20


def near_names(name: str, names: Iterable[str]) -> str:
    """A remedy: the names that look like `name`, or else all of them (at most NAMES_SHOWN)."""
    known = list(names)
    plain = {one.casefold(): one for one in reversed(known)}
    close = [plain[one] for one in get_close_matches(name.casefold(), plain, n=3, cutoff=0.6)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    more = f" and {len(known) - NAMES_SHOWN} more" if len(known) > NAMES_SHOWN else ""
    return f"There are: {', '.join(known[:NAMES_SHOWN])}{more}."


@dataclass(frozen=True)
class Registry(Generic[Thing]):
    """What there is of a kind, by name. Farfield's own go before installed ones of the same name.

    `kind`: what one is called in messages. `own`: each is given by `module:Symbol` or itself; what is a class there is
    made by calling it. `group`: of the entry points, where packages may bring more.
    """

    kind: str
    own: Mapping[str, str | Thing]
    group: str | None = None
    remedy: Callable[[str, list[str]], str] | None = None

    def __iter__(self) -> Iterator[str]:
        """All names: Farfield's in the order of the table, then those of packages by the alphabet."""
        return iter({**self.own, **dict.fromkeys(sorted(self._installed()))})

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self._installed()

    def get(self, name: str) -> Thing:
        """What a name stands for. Raises FarfieldError with the near names where there is none of this name."""
        self.require(name)
        found = self.own[name] if name in self.own else self._installed()[name]
        return _load(found) if isinstance(found, str) else found

    def require(self, name: str) -> None:
        """Raise FarfieldError with the near names where there is none of this name; nothing is imported."""
        if name not in self:
            remedy = self.remedy or near_names
            raise FarfieldError(f"there is no {self.kind} {name!r}", remedy=remedy(name, list(self)))

    def _installed(self) -> Mapping[str, str]:
        return installed(self.group) if self.group else {}


@lru_cache
def installed(group: str) -> Mapping[str, str]:
    """What packages bring in a group of entry points: name → `module:Symbol`. Looked up once a process."""
    from importlib.metadata import entry_points  # here, for help and completion ask for none

    return {entry.name: entry.value for entry in entry_points(group=group)}


def _load(address: str) -> Any:
    module, _, symbol = address.partition(":")
    found = getattr(import_module(module), symbol)
    return found() if isinstance(found, type) else found
