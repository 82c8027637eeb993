"""Studies by name."""

from __future__ import annotations

from typing import Any

from farfield.lab.backend import require_backend
from farfield.registry import Registry
from farfield.studies.study import Study

STUDIES: Registry[Study[Any, Any]] = Registry(
    "study",
    {
        "scale": "farfield.studies.scale:Scale",
        "widen": "farfield.studies.widen:Widen",
        "environments": "farfield.studies.environments:Environments",
        "progress": "farfield.studies.progress:ProgressStudy",
        "science_loop": "farfield.studies.science_loop:ScienceLoop",
        "model_loop": "farfield.studies.model_loop:ModelLoop",
        "imitation": "farfield.studies.imitation:Imitation",
        "market": "farfield.studies.market:MarketStudy",
        "text": "farfield.studies.text:TextStudy",
    },
    group="farfield.studies",
)
"""Imported when asked for: all but those of `WITHOUT_TRAINING` take the packages of the extra `lab`."""

WITHOUT_TRAINING = frozenset({"market"})
"""Studies that train nothing, and so run with the core alone."""


def get_study(name: str) -> Study[Any, Any]:
    """Raises FarfieldError with the near names where there is none of this name, and where it cannot run here."""
    STUDIES.require(name)
    if name not in WITHOUT_TRAINING:
        require_backend()
    return STUDIES.get(name)
