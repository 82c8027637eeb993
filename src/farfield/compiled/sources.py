"""Which files compiled code is made of: those with compiled functions in them, and all that these import.

A compiled function contains what it calls and every constant it names, from whatever file. So the sources are
followed through the imports: a list of rooms would miss a new folder, and serve machine code that is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]

_COMPILED = re.compile(r"^@(compiled|borrowing|instruction)\b", re.MULTILINE)
_IMPORT = re.compile(
    r"^\s*(?:from farfield(?P<room>[.\w]*) import (?P<names>\([^)]*\)|[^\n]*)|import farfield(?P<module>[.\w]*))",
    re.MULTILINE,
)


def compiled_sources(house: Path = HOUSE) -> list[Path]:
    """The sources that compiled code depends on, sorted; `house` is the package's folder."""
    texts = {path: path.read_text(encoding="utf-8") for path in house.rglob("*.py")}
    waiting = [path for path, text in texts.items() if _COMPILED.search(text)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(house, texts[path])
    return sorted(found)


def _imported(house: Path, text: str) -> Iterator[Path]:
    for match in _IMPORT.finditer(text):
        module = (match["room"] or match["module"] or "").strip(".")
        yield from _files(house, module)
        for name in re.findall(r"\w+", match["names"] or ""):  # each may be a module of its own
            yield from _files(house, f"{module}.{name}")


def _files(house: Path, module: str) -> Iterator[Path]:
    place = house.joinpath(*filter(None, module.split(".")))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file() and path != house / "__init__.py":
            yield path
