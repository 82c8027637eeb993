"""Results as people read them: one self-contained page, and a table in the terminal."""

from farfield.report.page import write_report
from farfield.report.terminal import summarise

__all__ = ["summarise", "write_report"]
