"""Where this user's programs keep what they can fetch again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from farfield.records import FarfieldError


def cache_folder() -> Path:
    """Farfield's folder there, by the custom of the platform. It may not exist yet."""
    if sys.platform == "darwin":
        home = "~/Library/Caches"
    elif sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return in_home(home) / "farfield"


def in_home(path: str) -> Path:
    """A path whose `~` is the user's home. Raises FarfieldError where the system knows of none."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise FarfieldError(
            "there is no home folder to keep files in",
            where=path,
            remedy="Set HOME, or name a folder in XDG_CACHE_HOME.",
        ) from error
