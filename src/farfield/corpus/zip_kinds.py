"""What a zip archive is that is more than a folder of files: told by the names in it."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.files.unreadable import Unreadable

OFFICE = {
    "xl/": "an Excel workbook; save it as CSV",
    "word/": "a Word document; write it as text",
    "ppt/": "slides of PowerPoint; write them as text",
}


def tell_zip(names: Sequence[str]) -> Unreadable | None:
    """What an archive of files with these names is; None where it is a folder of files."""
    if "[Content_Types].xml" in names:
        kinds = (what for folder, what in OFFICE.items() if any(name.startswith(folder) for name in names))
        return Unreadable(next(kinds, "a document of Microsoft Office; write it as text"))
    if names[:1] == ["mimetype"]:
        return Unreadable("an e-book (EPUB) or a document of OpenOffice; write it as text")
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return Unreadable("weights of a model (PyTorch)", text=False)
    if names and all(name.endswith(".npy") for name in names):
        return Unreadable("arrays of NumPy (of tokens?); name the texts that they were made of")
    if "header.json" in names and any(name.startswith(("samples/", "_journal/")) for name in names):
        return Unreadable("an evaluation log of Inspect; name it as EVALS, not as a corpus")
    return None
