"""A server of the OpenAI protocol on loopback that behaves as a test tells it, question by question."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[str, int], Any]
"""From a question, and how often it was asked before, to a text, a status code, or HANG."""

HANG = object()


class StubServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.asked = behaviour, Counter[str]()
        self.requests: list[dict[str, Any]] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: StubServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        question = body["messages"][-1]["content"]
        said = self.server.behaviour(question, self.server.asked[question])
        self.server.asked[question] += 1
        if said is HANG:
            self.server.stopped.wait()
        elif isinstance(said, int):
            self._send(said, {"error": {"message": f"told to fail with {said}", "type": "stub"}})
        else:
            message = {"role": "assistant", "content": said}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
            self._send(200, {
                "id": "stub", "object": "chat.completion", "created": 0, "model": "stub", "choices": [choice],
                "usage": usage,
            })  # fmt: skip

    def _send(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(behaviour: Behaviour) -> Iterator[StubServer]:
    server = StubServer(behaviour)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
