"""What Inspect loads at its entry point: the tasks of all families, the provider, and the scanner of Inspect Scout."""

from __future__ import annotations

from importlib.util import find_spec

from inspect_ai.model import modelapi

from farfield.run.provider import FarfieldAPI
from farfield.run.tasks import TASKS

__all__ = ["TASKS", "farfield"]

if find_spec("inspect_scout") is not None:  # a package of its own, which few who ask models have
    from farfield.run import scout

    __all__ += ["scout"]


@modelapi(name="farfield")
def farfield() -> type[FarfieldAPI]:
    """The provider of models that Inspect loads for `farfield/...`."""
    return FarfieldAPI
