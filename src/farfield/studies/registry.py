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


def get_study(name: str) -> Study[Any]:
    """Raises FarfieldError with the near names where there is none of this name, and where it cannot run here."""
    if name not in STUDIES:
        near = get_close_matches(name, STUDIES, n=3, cutoff=0.4) or sorted(STUDIES)
        raise FarfieldError(f"there is no study {name!r}", remedy=f"Did you mean {', '.join(near)}?")
    require_backend()
    module, _, symbol = STUDIES[name].partition(":")
    study: Study[Any] = getattr(import_module(module), symbol)()
    return study
