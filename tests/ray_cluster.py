"""A Ray cluster for tests: on a loopback address, quiet, started and stopped here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOST = "127.0.0.2"  # 127.0.0.1 Ray would replace by an outer address of the machine


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@contextmanager
def cluster(cores: int = 2) -> Iterator[str]:
    """The address of a cluster of one machine."""
    with tempfile.TemporaryDirectory(prefix="ray", dir="/tmp") as folder:  # Ray's sockets need short names
        port = free_port()
        command = [
            str(Path(sys.executable).with_name("ray")), "start", "--head", "--block", f"--node-ip-address={HOST}",
            f"--port={port}", f"--num-cpus={cores}", "--include-dashboard=false", "--disable-usage-stats",
            "--object-store-memory=100000000", f"--temp-dir={folder}/r",
        ]  # fmt: skip
        environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0"}
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        try:
            _wait_for(port, process, Path(folder, "log"))
            yield f"{HOST}:{port}"
        finally:
            _stop(process)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while "Ray runtime started" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    socket.create_connection((HOST, port), 5).close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    group = process.pid
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(group, ending)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
