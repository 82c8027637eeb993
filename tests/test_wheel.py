"""What is published works alone: the wheel, in an environment that sees no checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_a_wheel_installed_alone_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel in an environment of its own that sees the dependencies but not the checkout."""
    monkeypatch.delenv("PYTHONPATH", raising=False)  # may name a checkout
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    python = home / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import farfield; print(farfield.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))
    command = [python, "-c", "from farfield.cli import main; main()"]
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "profile" in shown.stdout
    corpus, answers = tmp_path / "corpus.jsonl", tmp_path / "answers.jsonl"
    corpus.write_text(
        "".join(json.dumps({"text": f"what is {n} plus {n}? {n + n}"}) + "\n" for n in range(30))
    )
    answers.write_text(
        "".join(
            json.dumps(
                {"id": n, "question": f"what is {n} plus {n}?", "target": str(2 * n), "score": n % 3 != 0}
            )
            + "\n"
            for n in range(10, 50)
        )
    )
    job = ["profile", str(answers), "--corpus", str(corpus), "--out", str(tmp_path / "out")]
    done = subprocess.run([*command, *job], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000
