"""Studies by name."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

from farfield.lab.backend import require_backend
from farfield.records import FarfieldError
from farfield.studies.study import Study

STUDIES: dict[str, str] = {
    "scale": "farfield.studies.scale:Scale",
    "widen": "farfield.studies.widen:Widen",
    "environments": "farfield.studies.environments:Environments",
    "progress": "farfield.studies.progress:ProgressStudy",
    "science_loop": "farfield.studies.science_loop:ScienceLoop",
    "imitation": "farfield.studies.imitation:Imitation",
}
"""Name → `module:Class`, imported when asked for: that takes the packages of the extra `lab`."""

QUESTIONS: dict[str, str] = {
    "scale": "Do more data and a larger model carry further, or only score better near home?",
    "widen": "How much variation along a frozen axis turns hyperpolation into interpolation?",
    "environments": "How far does a skill learned in some environments carry, and what does it cost to cover them all?",
    "progress": "Of the progress from an old model to a new one, how much was data, how much recipe, how much compute?",
    "science_loop": "How far does a model get that trains on a choice of its own attempts, and what does it lose on "
    "the way?",
    "imitation": "Where does a model trained on a learner's transcripts still learn as the learner does?",
}
"""What each asks, in a sentence: to be listed where nothing can be trained."""


def get_study(name: str) -> Study[Any]:
    """Raises FarfieldError with the near names where there is none of this name, and where it cannot run here."""
    if name not in STUDIES:
        near = get_close_matches(name, STUDIES, n=3, cutoff=0.4) or sorted(STUDIES)
        raise FarfieldError(f"there is no study {name!r}", remedy=f"Did you mean {', '.join(near)}?")
    require_backend()
    module, _, symbol = STUDIES[name].partition(":")
    study: Study[Any] = getattr(import_module(module), symbol)()
    return study
