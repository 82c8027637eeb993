"""The type checker knows who reads which key: a field that is renamed at its source alone does not pass."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow  # about half a minute where the type checker has not run before
def test_a_renamed_field_is_found_wherever_it_is_read(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", tmp_path / ".mypy_cache")
    rulers = tmp_path / "src" / "farfield" / "results" / "rulers.py"
    source = rulers.read_text()
    assert source.count("    near_items: int\n") == 1
    rulers.write_text(source.replace("    near_items: int\n", "    items_near: int\n"))
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "src"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 1, found.stderr
    wrong = set(re.findall(r"^src/farfield/([\w/]+)\.py:\d+: error", found.stdout, re.MULTILINE))
    readers = {
        str(path.relative_to(tmp_path / "src" / "farfield").with_suffix(""))
        for path in (tmp_path / "src" / "farfield").rglob("*.py")
        if "near_items" in path.read_text()
    }
    assert "report/figures/ceiling_and_reach" in readers
    assert wrong == readers, found.stdout
