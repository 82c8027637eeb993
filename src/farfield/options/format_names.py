"""The formats of evaluation logs by name. An installed package may bring more, by entry points of the same form.

What a format is stands in `log_format`, which knows the options of reading. The options may name a format and are
checked against these names, so they stand apart.
"""

from __future__ import annotations

from typing import Any

from farfield.registry import Registry

NAMED_FORMATS: Registry[Any] = Registry(
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

FORMATS = tuple(NAMED_FORMATS.own)
"""The names of those that Farfield reads itself."""
