"""The formats of evaluation logs, found by name or asked in turn for their marks."""

from __future__ import annotations

from functools import lru_cache

from farfield.logs.log_format import LogFormat
from farfield.options.format_names import NAMED_FORMATS
from farfield.registry import Registry

LOG_FORMATS: Registry[LogFormat] = NAMED_FORMATS


@lru_cache
def log_formats() -> list[LogFormat]:
    """All formats in the order in which they are asked for their marks: Farfield's own before installed ones."""
    return [LOG_FORMATS.get(name) for name in LOG_FORMATS]
