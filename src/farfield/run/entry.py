"""What Inspect loads at its entry point: the tasks of all families, and the provider."""

from __future__ import annotations

from inspect_ai.model import modelapi

from farfield.run.provider import FarfieldAPI
from farfield.run.tasks import TASKS

__all__ = ["TASKS", "farfield"]


@modelapi(name="farfield")
def farfield() -> type[FarfieldAPI]:
    """The provider of models that Inspect loads for `farfield/...`."""
    return FarfieldAPI
