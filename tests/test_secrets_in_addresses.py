"""User, password and query of an address are secrets: nothing that is written or shown has them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from farfield.records import FarfieldError, InputFile, Rejected, without_secrets
from farfield.scan.infinigram.server import _authorized
from kept_code import KEPT_CODE

USER, PASSWORD, TOKEN = "u5er", "passw0rd", "t0kenXYZ"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"s3://{USER}:{PASSWORD}@bucket/a/*.jsonl", "s3://bucket/a/*.jsonl"),
        (f"http://{USER}:{PASSWORD}@host:80/a.jsonl?token={TOKEN}#x", "http://host:80/a.jsonl"),
        (f"infinigram:idx@https://{USER}:{PASSWORD}@host/?k={TOKEN}", "infinigram:idx@https://host/"),
        (f"--corpus=https://host/a?X-Amz-Signature={TOKEN} and more?", "--corpus=https://host/a and more?"),
        (f"'https://host/a?sig={TOKEN}': no such file", "'https://host/a': no such file"),
        ("C:/a?b@c", "C:/a?b@c"),
        ("what is 2? me@host", "what is 2? me@host"),
    ],
)
def test_addresses_are_shown_without_secrets(text: str, shown: str) -> None:
    assert without_secrets(text) == shown
    assert without_secrets(shown) == shown
    assert InputFile(text).path == Rejected(text, 1, "").source == shown
    assert FarfieldError(text, where=text, remedy=text).args[0] == f"{shown}: {shown}\n{shown}"


def test_a_server_of_an_index_is_told_who_asks_and_nobody_else() -> None:
    url, header = _authorized(f"https://{USER}:{PASSWORD}@host:1/x?y")
    assert url == "https://host:1/x?y"
    assert base64.b64decode(header["Authorization"].removeprefix("Basic ")).decode() == f"{USER}:{PASSWORD}"
    assert _authorized("https://host/x") == ("https://host/x", {})


@pytest.fixture
def address() -> Iterator[str]:
    """A server that sends log.jsonl to whoever has the token, and says no such file of others."""
    rows = [
        {
            "item_id": f"i{at}",
            "task": "t",
            "subject": "s",
            "question": f"what is {at}",
            "target": "x",
            "output": "y",
        }
        | {"far": at, "score": at % 2}
        for at in range(20)
    ]
    text = ("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n").encode()

    class Sending(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            found = parts.path.endswith("log.jsonl") and TOKEN in parts.query
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(text) if found else 0))
            self.end_headers()
            self.wfile.write(text if found else b"")

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Sending)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/log.jsonl?token={TOKEN}"
    server.shutdown()


def farfield(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | KEPT_CODE | {"XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "farfield", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_no_file_of_a_run_has_them(address: str, tmp_path: Path) -> None:
    done = farfield(tmp_path, "profile", address, "--ruler=column:far", "--out", "run")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["inputs"]["evals"][0]["path"] == address.partition("?")[0]
    assert len(record["inputs"]["evals"][0]["sha256"]) == 64
    assert json.loads((tmp_path / "run" / "profile.json").read_text())["profiles"][0]["task"] == "t"
    told = done.stdout + done.stderr
    for path in tmp_path.rglob("*"):
        if path.is_file():
            told += path.read_bytes().decode("latin-1")
    assert TOKEN not in told


def test_no_message_has_them(address: str, tmp_path: Path) -> None:
    missing = address.replace("log.jsonl", "other.jsonl").replace("http://", f"http://{USER}:{PASSWORD}@")
    for arguments in (
        ("profile", missing, "--ruler=column:far"),
        ("profile", address, f"--corpus={missing}"),
        ("profile", address, "--corpus", f"infinigram:x@{missing}"),
    ):
        done = farfield(tmp_path, *arguments)
        assert done.returncode == 2, done.stderr
        for secret in (USER, PASSWORD, TOKEN):
            assert secret not in done.stdout + done.stderr
