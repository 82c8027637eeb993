"""Servers on loopback for the tests: an S3 store (moto), a proxy before it that misbehaves, a plain web server."""

from __future__ import annotations

import http.client
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import unquote

SLOW_DOWN = (
    b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your rate</Message></Error>"
)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server that answers by `handler` while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def object_store() -> Iterator[str]:
    """The address of an S3 store that speaks the real protocol."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def hang_up(self, *, reset: bool) -> None:
        if reset:  # no goodbye: the other side sees "connection reset by peer"
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


class Faults:
    """Which fault the next answer gets: each request meets those of `kinds` one after the other, then none."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.made: Counter[str] = Counter()
        self.over = Event()
        self._lock = Lock()

    def next(self, *request: str) -> str | None:
        with self._lock:
            number = self.seen[request]
            self.seen[request] += 1
            kind = self.kinds[number] if number < len(self.kinds) else None
            self.made[kind or "none"] += 1
            return kind


def misbehave(
    handler: Quiet, kind: str, status: int, body: bytes, headers: dict[str, str], over: Event
) -> None:
    """Answer with a fault: `busy`, `429`, `cut`, `reset`, `stall` or `short` (fewer bytes, and it says so)."""
    if kind == "busy":
        handler.answer(503, SLOW_DOWN, {"Content-Type": "application/xml"})
    elif kind == "429":
        handler.answer(429, b"slow down")
    elif kind == "short":
        handler.answer(status, body[: len(body) // 2], headers)
    else:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        if kind == "stall":
            over.wait(30)
        handler.hang_up(reset=kind == "reset")


@contextmanager
def faulty_proxy(target: str, faults: Faults) -> Iterator[str]:
    """A server before `target` that passes everything on, after every GET has met all `faults`."""
    host = target.removeprefix("http://")

    class Proxy(Quiet):
        def do_GET(self) -> None:
            status, body, headers = self.ask()
            kind = faults.next(self.path, self.headers.get("Range", ""))
            if kind is None:
                self.answer(status, body, headers)
            else:
                misbehave(self, kind, status, body, headers, faults.over)

        def do_HEAD(self) -> None:
            status, _, headers = self.ask()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def ask(self) -> tuple[int, bytes, dict[str, str]]:
            connection = http.client.HTTPConnection(host)
            connection.request(self.command, self.path, headers=dict(self.headers.items()))
            answer = connection.getresponse()
            body = answer.read()
            left_out = {"content-length", "connection", "transfer-encoding", "date", "server"}
            if self.command == "HEAD":
                left_out.discard("content-length")
            headers = {k: v for k, v in answer.getheaders() if k.lower() not in left_out}
            connection.close()
            return answer.status, body, headers

    try:
        with serving(Proxy) as address:
            yield address
    finally:
        faults.over.set()


@contextmanager
def web_server(files: dict[str, bytes], *, ranges: bool, faults: Faults | None = None) -> Iterator[str]:
    """A web server of some files and one page that lists them."""

    class Web(Quiet):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            name = unquote(self.path.lstrip("/"))
            if name == "":
                links = "".join(f'<a href="{name}">{name}</a>' for name in files)
                self.answer(200, links.encode(), {"Content-Type": "text/html"})
                return
            if name not in files:
                self.answer(404, b"no")
                return
            status, body, headers = self.cut(files[name])
            kind = faults.next(self.path, self.headers.get("Range", "")) if faults else None
            if kind and self.command == "GET":
                misbehave(self, kind, status, body, headers, faults.over)
            else:
                self.answer(status, body, headers)

        def cut(self, data: bytes) -> tuple[int, bytes, dict[str, Any]]:
            wanted = self.headers.get("Range")
            if not ranges:
                return 200, data, {"Accept-Ranges": "none"}
            if not wanted:
                return 200, data, {"Accept-Ranges": "bytes"}
            begin, end = (int(part) for part in wanted.removeprefix("bytes=").split("-"))
            return 206, data[begin : end + 1], {"Content-Range": f"bytes {begin}-{end}/{len(data)}"}

    try:
        with serving(Web) as address:
            yield address
    finally:
        if faults:
            faults.over.set()
