"""The packages that the study of real text learns from: pinned wheels, fetched with pip, checked, never imported."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield.records import FarfieldError
from farfield.storage import cache_folder


@dataclass(frozen=True)
class Wheel:
    """A wheel by name, version and SHA-256; `side`: the half that learns from it, or `T`, from which nobody does."""

    side: str
    name: str
    version: str
    sha256: str


WHEELS = (
    "A django 5.2.19 5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00",
    "A sympy 1.14.0 e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5",
    "A twisted 26.10.0 3732f42af218925a0fe78d6668db55853f7fb532245a89a2669babe7d3000fa8",
    "A scrapy 2.19.0 44c1ad4b008f1976e946c75b2adce0e448cbfe470c584b1b59469abf270e8013",
    "A sphinx 9.0.4 5bebc595a5e943ea248b99c13814c1c5e10b3ece718976824ffa7959ff95fffb",
    "A docutils 0.23 25d013af9bf23bc1c7b2b093dff4208166c53a94786c9e447808335ef1185fea",
    "A nltk 3.10.4 769ba5413f265b7d3e87cd163cc28efa01e29eeef8bb6080bc907949d9fcfb51",
    "A celery 5.7.0 18310a9c919f9029e4735367484d93e6a25cdfd30afdc474622cc263d9b35f6e",
    "B sqlalchemy 2.1.9 449fed5c2caa3b278cc57499d09db001fb3f28dc7f18affc48142aee4dcc0cdf",
    "B networkx 3.6.1 d47fbf302e7d9cbbb9e2555a0d267983d2aa476bac30e90dfbe5669bd57f3762",
    "B ansible_core 2.19.14 d518d0e96fa75bedfe9b0a96d5b158aa712d092961824c115140c8677b88ff06",
    "B bokeh 3.9.2 448e07d5ee78231f5bdece3be020024bb98696c0d6b127e0e2df0b8ba8fa9765",
    "B dask 2026.8.0 ccc0c83a189b0398602435189771d28dad7b5773b6089bb8dce14ae732dd782c",
    "B fonttools 4.68.0 d76f8fdcb6936f5e1045a0c9dd721a4bf11112e60d1e243bfa1d39f06a8b3104",
    "B jax 0.10.2 724d73c4678d8b06f6a6ab4db1b8a2fea8cd4f1e2c2564f99601634ec7b8d1c6",
    "B mypy 2.4.1 1784648d6ec8c2b5465e3f26241b845a0b3cb4e56c993c64abe16989e7698999",
    "B mitmproxy 11.0.2 95db7b57b21320a0c76e59e1d6644daaa431291cdf89419608301424651199b4",
    "T paramiko 5.1.0 d9fe6d67a9d0bbf3eb85b051d26ab850b678c02d060f32915b944e5ca6d0d9e1",
    "T pypdf 7.1.1 04c5680d4b4cfa04ab505b09393fc949860c34a4dad6565284d11a2f5c3ce8b1",
    "T openpyxl 3.1.5 5282c12b107bffeef825f4617dc029afaf41d0ea60823bbb665ef3079dc79de2",
    "T prompt_toolkit 3.0.53 01c0891d7f9237d5e339f7d3e42cdae80b7534abb1c7c0e3352efba6231492f2",
    "T xlsxwriter 3.3.1 8e2c89e59d733fe59e112317218c64fbbc276d90a8c144ebd6f7fa15e7ab184a",
    "T pylint 4.1.4 b39fcc762ec4a7fe385d01b8e170fd996847297cdc0e3850bdda1435c74cfd95",
    "T hypothesis 6.155.7 9f634bdb1f9e9b8ab6ba09431cf2deedb750c96978125a6fb3c5a0f6c6db4131",
    "T textual 8.2.8 267375fd402dc8d981457212efa71f0e3365fd17bba144ba9bb3ed7563cb374a",
)
"""Packages of pure Python, whose halves share no project: those that build on each other stand on one side."""


def parse_wheel(told: str) -> Wheel:
    """A wheel as a study's parameters tell it: side, name, version and hash."""
    side, name, version, sha256 = told.split(" ")
    return Wheel(side, name, version, sha256)


def find_wheels(wheels: Sequence[Wheel], folder: Path | None) -> list[Path]:
    """The files of the wheels in a folder, or fetched with pip into the cache folder, each with the hash it must have.

    Raises FarfieldError where one is missing or is another file than the study names.
    """
    place = cache_folder() / "wheels" if folder is None else folder
    missing = [wheel for wheel in wheels if _in(place, wheel) is None]
    if missing and folder is not None:
        raise FarfieldError(
            f"{len(missing)} of {len(wheels)} wheels are missing, {missing[0].name} {missing[0].version} for one",
            where=str(folder),
            remedy="Leave --wheels out to have pip fetch them.",
        )
    if missing:
        _fetch(missing, place)
    return [_checked(wheel, place) for wheel in wheels]


def _in(folder: Path, wheel: Wheel) -> Path | None:
    return next(iter(sorted(folder.glob(f"{wheel.name}-{wheel.version}-*.whl"))), None)


def _checked(wheel: Wheel, folder: Path) -> Path:
    path = _in(folder, wheel)
    if path is None:
        raise FarfieldError(f"pip left no wheel of {wheel.name} {wheel.version}", where=str(folder))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wheel.sha256:
        raise FarfieldError(
            f"is not the wheel that the study names: its SHA-256 is {found}, {wheel.sha256} was expected",
            where=str(path),
            remedy="Delete the file and fetch it anew.",
        )
    return path


def _fetch(wheels: Sequence[Wheel], folder: Path) -> None:
    """By the user's own configuration of pip; it checks the hashes itself, and they are checked again when read."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text("".join(f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in wheels))
    pure = ["--python-version", "3.12", "--platform", "any", "--implementation", "py", "--abi", "none"]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*pip, *pure, "--only-binary", ":all:", "--require-hashes", "--dest", str(folder), "-r", str(wanted)],
        capture_output=True, text=True, check=False, errors="replace",
    )  # fmt: skip
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise FarfieldError(
            "pip fetched other files than the packages that the study names",
            remedy="Nothing was kept. Is a proxy or an index in between that changes files? Try again.",
        )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr]
        raise FarfieldError(
            f"pip could not fetch the packages: {said[-1].removeprefix('ERROR: ').strip()}",
            remedy="Is there a network? Try again, or name a folder that has the wheels with --wheels.",
        )
