"""Results as people read them: one self-contained page. The terminal has a room of its own."""

from farfield.report.page.profile_page import write_report

__all__ = ["write_report"]
