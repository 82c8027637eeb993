"""What happens to everybody: a message, an exit status, and no traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError
from farfield.scan.infinigram import server as server_module
from farfield.scan.infinigram.cache import Cache
from farfield.scan.infinigram.server import Refused, Server
from farfield.storage.remote import DEEPEST, _Listing
from test_cli import run


def farfield(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "farfield", *arguments]
    environment = {name: value for name, value in (os.environ | variables).items() if value}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    rows = [
        {"item_id": f"i{at}", "task": "täsk — 数", "subject": "s", "question": f"what is {at}", "target": "x"}
        | {"output": "y", "far": at, "score": at % 2}
        for at in range(20)
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("view", "x" * 5000),
        ("profile", "log.jsonl", "--ruler", "column:far", "--out", "x" * 300),
        ("profile", "x" * 5000),
        ("view", "log.jsonl"),
        ("compare", "nothing"),
        ("plan", "log.jsonl"),
    ],
)
@pytest.mark.usefixtures("log")
def test_slips_are_messages(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments, monkeypatch=monkeypatch) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert told.startswith("farfield: ")


def test_no_home(log: Path, tmp_path: Path) -> None:
    done = farfield(
        tmp_path, "profile", str(log), "--ruler", "column:far", "--out", "run", HOME="", XDG_CACHE_HOME=""
    )
    assert done.returncode == 0, done.stderr


def test_sigterm_ends_it_as_ctrl_c_does(tmp_path: Path) -> None:
    """While it waits for a pipe as a log: no file is left, and the status says what ended it."""
    os.mkfifo(tmp_path / "slow.jsonl")
    command = [
        sys.executable,
        "-m",
        "farfield",
        "profile",
        "slow.jsonl",
        "--ruler",
        "column:far",
        "--out",
        "run",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        until = time.monotonic() + 60
        while not (tmp_path / "run").exists() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 143
    assert b"stopped" in told
    assert b"Traceback" not in told
    assert not (tmp_path / "run" / "run.json").exists()


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_cache_is_begun_again(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "infinigram.sqlite").write_bytes(damage)
    cache = Cache(str(tmp_path))
    assert cache.get("s", b"q") is None
    cache.put("s", b"q", b"a")
    assert cache.get("s", b"q") == b"a"
    cache.close()
    with sqlite3.connect(tmp_path / "infinigram.sqlite") as file:
        assert file.execute("SELECT count(*) FROM answers").fetchone() == (1,)


def serving(answer: Any) -> ThreadingHTTPServer:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_a_question_goes_to_no_other_host() -> None:
    asked = []
    other = serving(lambda request: asked.append(request.path))

    def away(request: Any) -> None:
        request.send_response(302)
        request.send_header("Location", f"http://127.0.0.1:{other.server_port}/")
        request.send_header("Content-Length", "0")
        request.end_headers()

    first = serving(away)
    with pytest.raises(Refused, match="which was not named"):
        Server(f"http://127.0.0.1:{first.server_port}/", RetryOptions()).post(b"{}")
    assert asked == []
    first.shutdown()
    other.shutdown()


def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def dripping(request: Any) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.05)

    monkeypatch.setattr(server_module, "LONGEST_TAKEN", 0.3)
    slow = serving(dripping)
    began = time.monotonic()
    with pytest.raises(server_module.Busy, match="not whole after"):
        Server(f"http://127.0.0.1:{slow.server_port}/", RetryOptions()).post(b"{}")
    assert time.monotonic() - began < 4
    slow.shutdown()


def test_folders_without_end_have_a_depth() -> None:
    class Endless:
        def ls(self, folder: str, detail: bool) -> list[dict[str, str]]:  # noqa: ARG002
            return [{"name": f"{folder}/more", "type": "directory"}]

        def info(self, path: str) -> dict[str, str]:  # noqa: ARG002
            return {"type": "directory"}

    listing = _Listing(Endless(), "web://host/a")
    with pytest.raises(FarfieldError, match=f"more than {DEEPEST} deep"):
        list(listing.below("a"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("profile", "empty", "--ruler", "column:far"), "empty: is an empty folder"),
        (("profile", "log.jsonl", "--corpus", "empty"), "empty: is an empty folder"),
        (("profile", "hidden", "--ruler", "column:far"), "hidden: holds no file, but for hidden ones"),
        (("drift", "log.jsonl", "--facts", "empty"), "empty: is a folder, and one file is wanted here"),
        (("drift", "log.jsonl", "--facts", "log.jsonl", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("reuse", "log.jsonl", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("novelty", "log.jsonl", "--corpus", "log.jsonl", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("coherence", "log.jsonl", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("example", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("compare", "empty"), "empty/profile.json: is missing"),
        (("open", "empty"), "empty: holds no report"),
        (("profile", "log.jsonl", "--ruler", "column:far", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("profile", "log.jsonl", "--ruler", "column:far", "--out", "https://h/x"), "https://h/x: is an address"),
        (("demo", "--out", "gs://b/x"), "gs://b/x: is an address"),
        (("lab", "carry_in", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("study", "scale", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("run", "addition", "--model", "farfield/exact", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("families", "addition", "--export", "s3://b/x"), "s3://b/x: is an address"),
        (("compare", "empty", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("plan", "empty", "--out", "s3://b/x"), "s3://b/x: is an address"),
        (("profile", "log.jsonl", "--ruler", "column:far", "--out", "log.jsonl"), "log.jsonl: is a file, and a folder"),
        (("profile", "log.jsonl", "--ruler", "column:far", "--out", "log.jsonl/run"), "log.jsonl: is a file, and a"),
        (("demo", "--out", "log.jsonl"), "log.jsonl: is a file, and a folder"),
        (("families", "addition", "--export", "log.jsonl/items"), "log.jsonl: is a file, and a folder"),
        (("families", "addition", "--export", "empty"), "empty: is a folder, and a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_stands_in_the_way_has_its_name(
    arguments: tuple[str, ...],
    told: str,
    log: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / ".ds").write_text("")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert run(*arguments, monkeypatch=monkeypatch) == 2
    *_, wrong, remedy = capsys.readouterr().err.splitlines()  # before it may stand the stages that went well
    assert wrong.startswith(f"farfield: {told}")
    assert remedy.endswith(".")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert log.exists()


def test_a_home_that_cannot_be_written_names_the_variable(log: Path, tmp_path: Path) -> None:
    """Compiled code is then lost with each run; the next one is told how to keep it."""
    given = ("profile", str(log), "--ruler", "column:far", "--out", "run")
    (tmp_path / "file").write_text("")
    blocked = str(tmp_path / "file" / "cache")
    done = farfield(tmp_path, *given, XDG_CACHE_HOME=blocked)
    assert done.returncode == 0, done.stderr
    assert b"in the variable XDG_CACHE_HOME" in done.stderr
    assert done.stderr.count(b"XDG_CACHE_HOME") == 1
    assert farfield(tmp_path, *given, "--quiet", XDG_CACHE_HOME=blocked).stderr == b""


TYPED_BEFORE = """
import sys
from farfield.cli import main

for command in sys.argv[1:]:
    print("typed:", command, flush=True)
    sys.argv = ["farfield", *command.split()]
    try:
        main()
    except SystemExit as left:
        if left.code:
            raise
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_every_terminal_is_written_to(encoding: str, log: Path, tmp_path: Path) -> None:
    """Four commands, typed into one process whose streams have that encoding."""
    measured = "profile log.jsonl --ruler column:far --out run"
    commands = [measured, "profile -h", "families addition", f"{measured} --json"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "XDG_CACHE_HOME": str(tmp_path / "kept")}
    command = [sys.executable, "-c", TYPED_BEFORE, *commands]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"XDG_CACHE_HOME" not in done.stderr  # which can be written to
    told = re.split("typed: .*\n", done.stdout.decode(encoding))[1:]
    assert len(told) == len(commands)
    assert "report.html" in told[0]
    assert "Usage:" in told[1]
    assert "digits" in told[2]
    assert json.loads(told[3])["scores"][0]["task"] == "täsk — 数"
    assert log.exists()
