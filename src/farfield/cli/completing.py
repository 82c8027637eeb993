"""What a shell offers for a name that is begun: only what is at hand without loading tables or the kernel."""

from __future__ import annotations

RULERS = ("pieces", "bits", "match", "coverage", "containment", "exposure", "semantic", "time", "column:")
"""As the registry of rulers has them (`measure/rulers.py`), which would load tables; the help names them too."""


def ruler_names(begun: str) -> list[str]:
    """The rulers that begin so."""
    return [name for name in RULERS if name.startswith(begun)]


def format_names(begun: str) -> list[str]:
    """The formats of logs that begin so."""
    from farfield.options.format_names import FORMATS

    return [name for name in FORMATS if name.startswith(begun)]


def family_names(begun: str) -> list[str]:
    """The families that begin so."""
    from farfield.families import family_names as names

    return [name for name in names() if name.startswith(begun)]


def world_names(begun: str) -> list[str]:
    """The worlds of the lab that begin so."""
    from farfield.lab.worlds import WORLDS

    return [name for name in WORLDS if name.startswith(begun)]


def study_names(begun: str) -> list[str]:
    """The studies that begin so."""
    from farfield.studies.registry import STUDIES

    return [name for name in STUDIES if name.startswith(begun)]


def example_names(begun: str) -> list[str]:
    """The examples that begin so."""
    return [name for name in ("gsm8k", "smollm2") if name.startswith(begun)]


OFFERS = {"rulers": ruler_names, "formats": format_names}
"""What `Typed.offers` names."""
