"""Results as people read them: one self-contained page. The terminal has a room of its own."""

from farfield.report.page.novelty_page import write_novelty
from farfield.report.page.profile_page import write_report
from farfield.report.page.reuse_page import write_reuse

__all__ = ["write_novelty", "write_report", "write_reuse"]
