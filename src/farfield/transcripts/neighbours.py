"""Files that stand beside a transcript and tell of its run."""

from __future__ import annotations

from farfield.files.siblings import folder_of
from farfield.files.whole_files import read_whole
from farfield.records import FarfieldError
from farfield.storage import open_input


def place_beside(path: str, name: str) -> str:
    """The path of a file by its place from a transcript's folder, as `verifier/reward.txt` or `../result.json`."""
    folder = folder_of(path)
    while name.startswith("../"):
        name = name.removeprefix("../")
        folder = f"{folder}/.." if folder.endswith(".") else folder_of(folder)
    return f"{folder}/{name}"


def read_beside(path: str, name: str) -> bytes | None:
    """The content of a file by its place from a transcript's folder; None where it isn't there or cannot be read."""
    place = place_beside(path, name)
    try:
        with open_input(place) as stream:
            return read_whole(stream, place)
    except FarfieldError:
        return None
