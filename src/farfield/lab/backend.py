"""The lab's own dependencies: asked for before they are used."""

import logging
from importlib.util import find_spec

from farfield.records import FarfieldError

PACKAGES = ("jax", "equinox", "optax")


def require_backend() -> None:
    """Make sure that the packages of the lab extra are there, and that jax stays quiet on a plain CPU.

    Raises FarfieldError, with the way to install them, where one is missing.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise FarfieldError(
            f"the demo needs the lab extra ({', '.join(missing)} not installed)",
            remedy="pip install 'farfield[lab]'",
        )
    logging.getLogger("jax._src.xla_bridge").setLevel(logging.ERROR)
