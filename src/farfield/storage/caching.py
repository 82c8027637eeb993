"""Where this user's programs keep what they can fetch again."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Farfield's folder there, by the custom of the platform. It may not exist yet."""
    if sys.platform == "darwin":
        home = "~/Library/Caches"
    elif sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "farfield"
