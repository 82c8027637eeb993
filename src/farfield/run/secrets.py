"""What Inspect would write of a model into its log, without the secrets: the model itself keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from farfield.records import without_secrets

if TYPE_CHECKING:
    from inspect_ai.model import Model

HIDDEN = "(not kept)"
_SECRET = re.compile(r"(?i)key|token|secret|passw|auth|credential|cookie|signature")
_COUNTS = re.compile(r"(?i)^(max|min|num|n)_|_(count|limit|budget)$|tokens$")


def keep_secrets(model: Model) -> None:
    """Take user, password and query off the address, and what is called a secret off the arguments, that are logged.

    The client of the model's server has them already: it was made with the model.
    """
    address = model.explicit_base_url
    if address is not None:
        model._explicit_base_url = without_secrets(address)
    model.model_args = {
        name: value if name == "api_key" else without(value, name) for name, value in model.model_args.items()
    }


def without(value: Any, name: str = "") -> Any:
    """A value without secrets: addresses lose theirs, what has the name of one goes as a whole."""
    if isinstance(value, Mapping):
        return {key: without(part, str(key)) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [without(part, name) for part in value]
    if not isinstance(value, str):
        return value
    secret = _SECRET.search(name) and not _COUNTS.search(name)
    return HIDDEN if secret else without_secrets(value)
