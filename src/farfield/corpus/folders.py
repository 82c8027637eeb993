"""Which files of a folder are its corpus: what describes the data beside it, as a README, is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from farfield.files.suffixes import DATA
from farfield.storage import content_suffix

DESCRIPTIONS = re.compile(
    r"dataset_infos?\.json|dataset_dict\.json|state\.json|data_?state\.json|croissant\.json|"
    r"manifest[^/]*\.(json|jsonl|txt|csv|tsv)|[^/]*\.manifest|sha\d*sums?(\.txt)?|md5sums?(\.txt)?|checksums?[^/]*|"
    r"[^/]*\.(md5|sha1|sha256|sha512|crc)|_success|_(common_)?metadata|_committed_[^/]*|_started_[^/]*",
    re.IGNORECASE,
)
"""Files that programs write beside data."""
COVERS = re.compile(
    r"(readme|licen[cs]e|copying|notice|changelog|changes|contributing|code_of_conduct|citation|authors|security|"
    r"data_?(set_?)?(card|sheet|statement)|model_?card)[^/]*",
    re.IGNORECASE,
)
"""Files that people write beside data, and in front of anything else."""
PAGES = (".md", ".rst")
MOST_PAGES = 2  # other pages that may stand beside a single file of data


def is_description(path: str) -> bool:
    """Whether a file is one that programs write beside data."""
    return DESCRIPTIONS.fullmatch(_name(path)) is not None


def without_descriptions(paths: Sequence[str]) -> list[str]:
    """The files of one folder, without those that only describe it.

    What programs write beside data is left out where data stands in the same folder or below. A README, a licence and
    a few other pages are left out of a folder in which there are at least as many files of data as of all others: in
    a tree of sources they are documents as any.
    """
    described = [path for path in paths if not is_description(path)]
    data = [path for path in described if _is_data(path)]
    covers = {path for path in described if not _is_data(path) and COVERS.fullmatch(_name(path))}
    pages = {path for path in described if path.lower().endswith(PAGES)} - covers
    others = len(described) - len(data) - len(covers) - len(pages)
    sure = [path for path in data if content_suffix(path) in DATA]  # JSON may be settings as well
    is_data_set = len(sure) >= max(1, others) or (bool(data) and others == 0)
    above = {folder for path in (data if is_data_set else sure) for folder in _folders(path)}
    dropped = {path for path in paths if is_description(path) and _folder(path) in above}
    if is_data_set:
        dropped |= covers | (pages if len(pages) <= max(MOST_PAGES, len(data)) else set())
    return [path for path in paths if path not in dropped]


def _is_data(path: str) -> bool:
    return content_suffix(path) in DATA or (
        content_suffix(path) == ".json" and not COVERS.fullmatch(_name(path))
    )


def _folders(path: str) -> Iterable[str]:
    folder = _folder(path)
    while True:
        yield folder
        if not folder or folder == "/":
            return
        folder = _folder(folder)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
