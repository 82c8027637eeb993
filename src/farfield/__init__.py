"""Farfield: how far from its training data does a language model still work?

    import farfield

    run = farfield.profile("logs/", corpus="train.jsonl.zst", out="farfield-out")
    print(run.profile.profiles[0].rulers["pieces"].gap)

or stage by stage: `read_items`, `farfield.scan.scan`, `fit_profile`, `write_report`. Names are loaded when first
used, so that `import farfield` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from farfield.records import FarfieldError

if TYPE_CHECKING:
    from farfield.jobs.compare import Comparison, compare
    from farfield.jobs.drift import DriftRun, drift
    from farfield.jobs.measuring import fit_profile
    from farfield.jobs.novelty import NoveltyRun, novelty
    from farfield.jobs.plan import Plan, plan
    from farfield.jobs.profile import ProfileOptions, Run, profile
    from farfield.jobs.reuse import ReuseRun, audit
    from farfield.logs import read_items
    from farfield.options.auditing import ReuseOptions
    from farfield.options.dating import DriftOptions
    from farfield.options.judging import NoveltyOptions
    from farfield.report import write_report

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "DriftOptions",
    "DriftRun",
    "FarfieldError",
    "NoveltyOptions",
    "NoveltyRun",
    "Plan",
    "ProfileOptions",
    "ReuseOptions",
    "ReuseRun",
    "Run",
    "__version__",
    "audit",
    "compare",
    "drift",
    "fit_profile",
    "novelty",
    "plan",
    "profile",
    "read_items",
    "write_report",
]

_HOMES = {
    "Comparison": "farfield.jobs.compare",
    "compare": "farfield.jobs.compare",
    "NoveltyOptions": "farfield.options.judging",
    "NoveltyRun": "farfield.jobs.novelty",
    "novelty": "farfield.jobs.novelty",
    "DriftOptions": "farfield.options.dating",
    "DriftRun": "farfield.jobs.drift",
    "drift": "farfield.jobs.drift",
    "Plan": "farfield.jobs.plan",
    "ProfileOptions": "farfield.jobs.profile",
    "Run": "farfield.jobs.profile",
    "ReuseOptions": "farfield.options.auditing",
    "ReuseRun": "farfield.jobs.reuse",
    "audit": "farfield.jobs.reuse",
    "fit_profile": "farfield.jobs.measuring",
    "plan": "farfield.jobs.plan",
    "profile": "farfield.jobs.profile",
    "read_items": "farfield.logs",
    "write_report": "farfield.report",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'farfield' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
