"""The formats of evaluation logs by name. An installed package may bring more, by entry points of the same form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from farfield.registry import Registry

if TYPE_CHECKING:
    from farfield.logs.log_format import LogFormat

LOG_FORMATS: Registry[LogFormat] = Registry(
    "format of logs",
    {
        "inspect": "farfield.logs.formats.inspect:FORMAT",
        "every_eval_ever": "farfield.logs.formats.every_eval_ever:FORMAT",
        "lm_eval": "farfield.logs.formats.lm_eval:FORMAT",
        "lighteval": "farfield.logs.formats.lighteval:FORMAT",
        "helm": "farfield.logs.formats.helm:FORMAT",
        "openai_evals": "farfield.logs.formats.openai_evals:FORMAT",
        "promptfoo": "farfield.logs.formats.promptfoo:FORMAT",
        "olmes": "farfield.logs.formats.olmes:FORMAT",
        "evalplus": "farfield.logs.formats.evalplus:FORMAT",
        "simple_evals": "farfield.logs.formats.simple_evals:FORMAT",
        "reasoning_gym": "farfield.logs.formats.reasoning_gym:FORMAT",
        "hle": "farfield.logs.formats.hle:FORMAT",
        "swebench": "farfield.logs.formats.swebench:FORMAT",
        "table": "farfield.logs.formats.table:FORMAT",
    },
    group="farfield.log_formats",
)

FORMATS = tuple(LOG_FORMATS.own)
"""The names of those that Farfield reads itself."""


@lru_cache
def log_formats() -> list[LogFormat]:
    """All formats in the order in which they are asked for their marks: Farfield's own before installed ones."""
    return [LOG_FORMATS.get(name) for name in LOG_FORMATS]
