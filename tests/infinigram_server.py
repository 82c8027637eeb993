"""A real infini-gram index of bytes, and a server on loopback that speaks infini-gram's protocol over it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

INDEXING = """
import sys, types
# The package takes its tokenizers from transformers, which is not needed for bytes or for a tokenizer.json.
class AutoTokenizer:
    def from_pretrained(*_, **__):
        from tokenizers import Tokenizer
        tokenizer = Tokenizer.from_file(PATH)
        return types.SimpleNamespace(encode=lambda text: tokenizer.encode(text, add_special_tokens=False).ids)
PATH = sys.argv.pop(1)
transformers = sys.modules["transformers"] = types.ModuleType("transformers")
transformers.utils = types.SimpleNamespace(logging=types.SimpleNamespace(set_verbosity=lambda level: None))
transformers.AutoTokenizer = AutoTokenizer
from infini_gram import indexing
indexing.main()
"""


def build_index(
    folder: Path, documents: list[dict[str, Any]], shards: int = 2, tokenizer: Path | None = None
) -> Path:
    """An index built by the package's own indexing: of bytes, or of the tokens of a tokenizer.json."""
    (folder / "corpus").mkdir(parents=True)
    lines = [json.dumps(document, ensure_ascii=False) + "\n" for document in documents]
    (folder / "corpus" / "part.jsonl").write_text("".join(lines), encoding="utf-8")
    index = folder / "index"
    tokens = "--token_dtype u16 --tokenizer gpt2" if tokenizer else "--token_dtype u8"
    options = f"--data_dir {folder}/corpus --save_dir {index} --add_metadata --shards {shards} {tokens}"
    machine = "--cpus 1 --mem 1 --ulimit 512"
    command = [sys.executable, "-c", INDEXING, str(tokenizer), *options.split(), *machine.split()]
    subprocess.run(command, check=True, capture_output=True)
    return index


Fault = Callable[["Handler", int, dict[str, Any]], bool]
"""Told the number of the request and the question; True where it has spoilt the answer."""


def spoil_nothing(*_: Any) -> bool:
    return False


class Server(ThreadingHTTPServer):
    """Counts its requests and how many it held at once. `fault` may spoil answers; counts above `exact_to` are
    called approximate."""

    daemon_threads = True

    def __init__(self, folder: Path, name: str = "v4_test") -> None:
        from infini_gram.engine import InfiniGramEngine

        super().__init__(("127.0.0.1", 0), Handler)
        self.engine = InfiniGramEngine(
            index_dir=str(folder), eos_token_id=0, vocab_size=255, token_dtype="u8", max_disp_len=1000
        )
        self.name = name
        self.lock = threading.Lock()
        self.reset()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def reset(self) -> None:
        self.questions: list[dict[str, Any]] = []
        self.active = self.most_active = 0
        self.times: list[float] = []
        self.fault: Fault = spoil_nothing
        self.exact_to = 10**9
        self.slow = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.questions.append(question)
            self.server.times.append(time.monotonic())
            number = len(self.server.questions)
            self.server.active += 1
            self.counted = True
            self.server.most_active = max(self.server.most_active, self.server.active)
        try:
            time.sleep(self.server.slow)
            if not self.server.fault(self, number, question):
                self.reply(*self.answer(question))
        finally:
            self.leave()

    def leave(self) -> None:
        """No longer counted: before the client has its answer, for it may ask again at once."""
        with self.server.lock:
            self.server.active -= self.counted
            self.counted = False

    def reply(self, status: int, body: Any, **headers: str) -> None:
        self.leave()
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def answer(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """As the project's own server does: one question, its limits, its errors."""
        if question["index"] != self.server.name:
            return 400, {"error": f"[Flask] Invalid index: {question['index']}"}
        query = question["query"]
        if len(query) > 1000:
            return 200, {"error": "Please limit your input to <= 1000 characters!"}
        kinds = {"count": self.count, "find": self.find, "get_doc_by_rank": self.get_doc_by_rank}
        if question["query_type"] not in kinds:
            return 400, {"error": f"[Flask] Invalid query_type: {question['query_type']}"}
        tokens = list(query.encode())
        result = kinds[question["query_type"]](tokens, question)
        return 200, {**result, "latency": 0.1, "token_ids": tokens, "tokens": list(query)}

    def count(self, tokens: list[int], question: dict[str, Any]) -> dict[str, Any]:
        query = question["query"]
        if " AND " in query or " OR " in query:
            clauses = [[list(t.encode()) for t in c.split(" OR ")] for c in query.split(" AND ")]
            return self.server.engine.count_cnf(cnf=clauses)
        found = self.server.engine.count(input_ids=tokens)
        return {**found, "approx": found["count"] > self.server.exact_to}

    def find(self, tokens: list[int], _: dict[str, Any]) -> dict[str, Any]:
        return self.server.engine.find(input_ids=tokens)

    def get_doc_by_rank(self, tokens: list[int], question: dict[str, Any]) -> dict[str, Any]:
        assert 1 <= question["max_disp_len"] <= 10_000
        fields = {name: question[name] for name in ("s", "rank", "max_disp_len")}
        found = self.server.engine.get_doc_by_rank(**fields)
        text, needle, spans = bytes(found["token_ids"]), bytes(tokens), []
        while needle and (at := text.find(needle)) >= 0:
            spans += [[text[:at].decode(errors="replace"), None]] if at else []
            spans += [[needle.decode(), "0"]]
            text = text[at + len(needle) :]
        return {**found, "spans": [*spans, *([[text.decode(errors="replace"), None]] if text else [])]}

    def log_message(self, *_: object) -> None:
        """Quiet."""
