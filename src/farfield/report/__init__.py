"""Results as people read them: one self-contained page. The terminal has a room of its own.

Names are loaded when first used: no page waits for what another is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farfield.report.page.novelty_page import write_novelty
    from farfield.report.page.profile_page import write_report
    from farfield.report.page.reuse_page import write_reuse

__all__ = ["write_novelty", "write_report", "write_reuse"]


def __getattr__(name: str) -> object:
    if name == "write_report":
        from farfield.report.page.profile_page import write_report as found
    elif name == "write_novelty":
        from farfield.report.page.novelty_page import write_novelty as found
    elif name == "write_reuse":
        from farfield.report.page.reuse_page import write_reuse as found
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found
