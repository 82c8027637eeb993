"""A process that crashes costs the test it crashed at, and neither the others nor the end of the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
from files_to_processes import FilesToProcesses


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return FilesToProcesses(config, log)
"""

PASSES = "def test_first(): pass\ndef test_second(): pass\n"
CRASHES = "import os\ndef test_before(): pass\ndef test_crash(): os._exit(1)\ndef test_behind(): pass\n"
NEVER_ENDS = CRASHES.replace("os._exit(1)", "os.read(os.pipe()[0], 1)")
SETTINGS = "[pytest]\nfaulthandler_timeout = 2\nfaulthandler_exit_on_timeout = true\n"


@pytest.mark.parametrize("bad", [CRASHES, NEVER_ENDS], ids=["crashes", "never ends"])
def test_all_else_is_run_and_the_run_ends(bad: str, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    for number in range(12):
        (tmp_path / f"test_{number:02}.py").write_text(bad if number == 6 else PASSES)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-q", "-p", "no:cacheprovider"],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "1 failed, 24 passed" in done.stdout
    assert "test_06.py::test_crash" in done.stdout
