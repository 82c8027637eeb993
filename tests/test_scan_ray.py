"""A scan on a real Ray cluster: the same files as a serial run, whatever dies on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import ray_cluster
from farfield.corpus import parts
from farfield.jobs.profile import ProfileOptions, scan_only
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.scan.plan import make_plan

WORDS = [f"w{number}" for number in range(50)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pytest.importorskip("ray")
    with ray_cluster.cluster() as found:
        yield found


@pytest.fixture(scope="module")
def evals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ray")
    rng = random.Random(1)
    (folder / "corpus").mkdir()
    texts = []
    for number in range(12):
        texts = [" ".join(rng.choices(WORDS, k=60)) for _ in range(4000)]
        lines = [json.dumps({"text": text}) for text in texts]
        (folder / "corpus" / f"{number:02}.jsonl").write_text("\n".join(lines))
    items = [
        {"id": n, "question": " ".join(text.split()[:20]), "target": text.split()[30], "score": n % 2}
        for n, text in enumerate(texts[:200])
    ]
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, items)))
    return folder


def run(folder: Path, out: Path, ray: str | None) -> dict[str, bytes]:
    options = ProfileOptions(scan=ScanOptions(ray=ray))
    scan_only(str(folder / "items.jsonl"), str(folder / "corpus"), out, options)
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.parquet"))}


@pytest.mark.slow
def test_a_cluster_gives_the_files_of_a_serial_run_though_its_workers_are_killed(
    address: str, evals: Path, tmp_path: Path
) -> None:
    serial = run(evals, tmp_path / "serial", None)
    assert sorted(serial) == ["evidence.parquet", "items.parquet", "passages.parquet"]
    assert run(evals, tmp_path / "undisturbed", address) == serial
    killed: list[int] = []
    done = threading.Event()
    killer = threading.Thread(target=kill_a_scanning_worker, args=(killed, done))
    killer.start()
    try:
        assert run(evals, tmp_path / "disturbed", address) == serial
    finally:
        done.set()
        killer.join()
    assert killed


@pytest.mark.slow
def test_paths_and_pieces_of_files_are_those_of_a_serial_run(
    address: str, evals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named from the folder the command is typed in, large files in pieces of JSON lines and of Parquet."""
    monkeypatch.chdir(evals)
    monkeypatch.setattr(parts, "SPLIT_ABOVE", 100_000)
    monkeypatch.setattr(parts, "RANGE_BYTES", 300_000)
    texts = [f"{n} {WORDS[n % 50]} " * 15 for n in range(3000)]
    pl.DataFrame({"text": texts}).write_parquet(
        "corpus/p.parquet", row_group_size=500, compression="uncompressed"
    )
    try:
        plan = make_plan([str(path) for path in sorted(Path("corpus").iterdir())], {})
        assert len(plan.surveyed) == 13 < len(plan.shards) / 2
        assert run(Path(), tmp_path / "ray", address) == run(Path(), tmp_path / "serial", None)
    finally:
        Path("corpus/p.parquet").unlink()


CHILD = """
import sys
from farfield.jobs import profile as job
from farfield.scan import ScanOptions, engines

engines.RUN_BYTES, engines.BYTES_PER_NODE = 1_000_000, 0
folder, out, address = sys.argv[1:]
options = job.ProfileOptions(scan=ScanOptions(ray=address))
job.scan_only(folder + "/items.jsonl", folder + "/corpus", out, options)
"""


@pytest.mark.slow
def test_a_command_killed_on_the_cluster_goes_on_there_or_here(
    address: str, evals: Path, tmp_path: Path
) -> None:
    serial = run(evals, tmp_path / "serial", None)
    for where in (address, None):
        out = tmp_path / str(where is None)
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(evals), str(out), address])
        while not list(out.glob(".shards/*/*.shards")):
            assert child.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        child.kill()
        child.wait()
        assert not list(out.glob("*.parquet"))
        assert run(evals, out, where) == serial
        resumed = json.loads((out / "run.json").read_text())["resumed"]
        assert 0 < resumed["bytes_reused"] <= resumed["bytes"]


def kill_a_scanning_worker(killed: list[int], done: threading.Event) -> None:
    while not killed and not done.is_set():
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and b"ray::_scan_there" in title(entry):
                os.kill(int(entry.name), signal.SIGKILL)
                killed.append(int(entry.name))
                break
        time.sleep(0.005)


def title(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
def test_a_broken_file_is_named_as_it_is_without_a_cluster(address: str, evals: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"body": "w1"}\n')
    sources = [str(evals / "corpus" / "00.jsonl"), str(tmp_path)]
    table = pl.DataFrame({"question": ["w1 w2"], "target": ["w3"], "output": [None]})
    messages = []
    for where in (None, address):
        with pytest.raises(FarfieldError) as caught:
            scan(table, sources, ScanOptions(ray=where))
        messages.append((str(caught.value), caught.value.where))
    assert messages[0] == messages[1]


@pytest.mark.parametrize("auto", [False, True])
def test_an_unreachable_cluster_is_one_message_and_soon(
    auto: bool, evals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray")
    address = f"127.0.0.1:{ray_cluster.free_port()}"
    if auto:
        monkeypatch.setenv("RAY_ADDRESS", address)
    began = time.monotonic()
    with pytest.raises(FarfieldError, match="no Ray cluster can be reached") as caught:
        run(evals, tmp_path, "auto" if auto else address)
    assert time.monotonic() - began < 20
    assert caught.value.where == f"--ray {address}"
    assert "ray start" in str(caught.value.remedy)


def test_an_address_is_host_and_port(evals: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    with pytest.raises(FarfieldError, match="not the address of a cluster"):
        run(evals, tmp_path, "somewhere")


def test_without_the_package_its_name_is_told(
    evals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(FarfieldError) as caught:
        run(evals, tmp_path, "auto")
    assert "-m pip install 'ray>=" in str(caught.value.remedy)
