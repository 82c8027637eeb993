"""Results as people read them: one self-contained page. The terminal has a room of its own.

Names are loaded when first used: no page waits for what another is made of.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farfield.report.page.novelty_page import write_novelty
    from farfield.report.page.profile_page import write_report
    from farfield.report.page.reuse_page import write_reuse

__all__ = ["write_novelty", "write_report", "write_reuse"]

_HOMES = {"write_novelty": "novelty_page", "write_report": "profile_page", "write_reuse": "reuse_page"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"farfield.report.page.{_HOMES[name]}"), name)
