"""An infini-gram index at a server: the same answers as the index itself, whatever happens on the way."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.corpus_notices import CountsApproximate, NoPassages, SpansUnasked
from farfield.options.infinigram import InfinigramOptions
from farfield.options.retrying import RetryOptions
from farfield.records import Evidence, FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.scan.infinigram.cache import FILE, Cache
from farfield.storage.staging import UNFINISHED
from infinigram_server import Handler, Server, build_index
from test_scan_infinigram import DOCUMENTS, items

FAST = RetryOptions(tries=4, first_wait=0.01, longest_wait=0.02, timeout=5.0)
TABLE = items(
    ("They ask: What is two plus two?", "4", "it is 4, again and again"),
    ("What is two plus two?", "4", None),
    (DOCUMENTS[0] + " dog " + DOCUMENTS[3], "mat", "Zürich. 猫 cat sat"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [{"id": f"doc-{n}", "text": text} for n, text in enumerate(DOCUMENTS)]
    return build_index(tmp_path_factory.mktemp("served"), records)


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Server]:
    with Server(folder) as server:
        yield server
        server.shutdown()


@pytest.fixture
def server(running: Server) -> Server:
    running.reset()
    return running


@pytest.fixture
def options(tmp_path: Path) -> ScanOptions:
    return ScanOptions(infinigram=InfinigramOptions(cache=str(tmp_path / "cache"), retry=FAST))


def ask(server: Server, options: ScanOptions, table: pl.DataFrame = TABLE) -> Evidence:
    return scan(table, f"infinigram:{server.name}@{server.url}", options)


def assert_same(found: Evidence, expected: Evidence) -> None:
    assert found.items.equals(expected.items)
    assert found.texts.equals(expected.texts)
    assert found.passages.equals(expected.passages)


def answered(server: Server) -> Counter[str]:
    return Counter(json.dumps(question, sort_keys=True) for question in server.questions)


def test_it_answers_as_the_index_itself(server: Server, folder: Path, options: ScanOptions) -> None:
    here, there = scan(TABLE, f"infinigram:{folder}"), ask(server, options)
    assert_same(there, here)
    assert there.passages.height >= 5
    assert there.items["recall_documents"].to_list() == [0, 1, 0]
    backend = there.corpus.backend
    assert backend is not None
    assert (backend.index, backend.address) == (server.name, server.url)
    assert backend.tokens == sum(len(text.encode()) + 1 for text in DOCUMENTS)
    assert (there.corpus.documents, there.corpus.words, there.corpus.bytes) == (None, None, None)
    assert max(answered(server).values()) <= options.infinigram.concurrency


def test_never_more_at_once_than_the_limit(server: Server, options: ScanOptions) -> None:
    server.slow = 0.005
    few = dataclasses.replace(options.infinigram, concurrency=3)
    table = items(*((text, "4", None) for text in DOCUMENTS[:12]))
    ask(server, dataclasses.replace(options, infinigram=few), table)
    assert 2 <= server.most_active <= 3


def test_a_second_run_asks_nothing(server: Server, options: ScanOptions) -> None:
    first = ask(server, options)
    asked = len(server.questions)
    assert asked > 50
    assert_same(ask(server, options), first)
    assert len(server.questions) == asked
    other = dataclasses.replace(options.infinigram, cache=f"{options.infinigram.cache}-other")
    assert_same(ask(server, dataclasses.replace(options, infinigram=other)), first)
    assert len(server.questions) > asked


def every(period: int, spoil: Any) -> Any:
    """Spoils every answer whose number divides by the period."""

    def fault(handler: Handler, number: int, _: dict[str, Any]) -> bool:
        if number % period:
            return False
        spoil(handler)
        return True

    return fault


def hang_up(handler: Handler) -> None:
    handler.leave()
    handler.close_connection = True
    handler.connection.close()


FAULTS = {
    "429": lambda handler: handler.reply(429, {"error": "too many"}),
    "503": lambda handler: handler.reply(503, b"<html>busy</html>"),
    "500": lambda handler: handler.reply(500, {"error": "[Flask] Internal server error: x"}),
    "a dropped connection": hang_up,
    "half an answer": lambda handler: handler.reply(200, b'{"count": 1', Content_Length="40"),
    "broken JSON": lambda handler: handler.reply(200, b'{"count": 1'),
    "no JSON": lambda handler: handler.reply(200, b"\xff\xfe<html>"),
    "another form": lambda handler: handler.reply(200, {"count": "many"}),
    "a negative count": lambda handler: handler.reply(200, {"count": -1, "segment_by_shard": [[-1, 3]]}),
    "a count beyond 64 bits": lambda handler: handler.reply(200, {"count": 10**30}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_passes_is_tried_again(name: str, server: Server, options: ScanOptions, folder: Path) -> None:
    server.fault = every(7, FAULTS[name])
    table = TABLE.head(2)
    assert_same(ask(server, options, table), scan(table, f"infinigram:{folder}"))


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_pass_ends_the_run_and_keeps_what_came(
    name: str, server: Server, options: ScanOptions
) -> None:
    one = dataclasses.replace(options, infinigram=dataclasses.replace(options.infinigram, concurrency=1))
    server.fault = lambda handler, number, _: number > 30 and (FAULTS[name](handler), True)[1]
    with pytest.raises(FarfieldError, match="4 tries") as raised:
        ask(server, one)
    assert raised.value.where == server.url
    assert "the same command goes on" in (raised.value.remedy or "")
    assert len(server.questions) == 34
    kept = answered(server) - Counter(json.dumps(q, sort_keys=True) for q in server.questions[30:])
    server.reset()
    ask(server, one)
    assert not kept & answered(server)


def test_retry_after_is_honoured_by_all(server: Server, options: ScanOptions) -> None:
    server.fault = lambda handler, number, _: (
        number == 20 and (handler.reply(429, {"error": "slow down"}, Retry_After="1"), True)[1]
    )
    ask(server, options)
    pauses = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
    assert max(pauses) >= 0.9
    in_flight = [at for at in server.times if server.times[19] < at < server.times[19] + 0.9]
    assert len(in_flight) < options.infinigram.concurrency


def test_retry_after_may_be_a_date_and_is_not_endless(server: Server, options: ScanOptions) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.fault = lambda handler, number, _: (
        number == 1 and (handler.reply(503, b"", Retry_After=soon), True)[1]
    )
    ask(server, options, TABLE.head(1))
    assert server.times[1] - server.times[0] >= 0.5
    server.reset()
    server.fault = lambda handler, *_: (handler.reply(429, b"", Retry_After="3600"), True)[1]
    with pytest.raises(FarfieldError, match="asks to come back in 3,600 seconds"):
        ask(server, options, TABLE)


def test_nobody_waits_on_when_the_run_is_over(server: Server, options: ScanOptions) -> None:
    """Ctrl-C, while threads wait as long as the server asked them to."""
    server.fault = lambda handler, number, _: (
        number >= 20 and (handler.reply(429, b"", Retry_After="60"), True)[1]
    )

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        scan(TABLE, f"infinigram:{server.name}@{server.url}", options, stop)
    assert time.monotonic() - began < 30


def test_a_refusal_is_told_at_once_in_the_servers_words(server: Server, options: ScanOptions) -> None:
    with pytest.raises(FarfieldError, match="Invalid index: v5_unknown"):
        scan(TABLE, f"infinigram:v5_unknown@{server.url}", options)
    assert len(server.questions) == 1
    with pytest.raises(FarfieldError, match="no answer"):
        scan(TABLE, "infinigram:v4_x@http://127.0.0.1:9/", options)


def test_a_slow_server_is_not_waited_for_without_end(server: Server, options: ScanOptions) -> None:
    server.slow = 0.4
    hasty = dataclasses.replace(FAST, timeout=0.1, tries=2)
    with pytest.raises(FarfieldError, match=r"no answer: .*timed out"):
        ask(
            server,
            dataclasses.replace(options, infinigram=dataclasses.replace(options.infinigram, retry=hasty)),
        )
    assert len(server.questions) <= 2


def test_a_server_that_opens_no_documents_still_counts(
    server: Server, options: ScanOptions, folder: Path
) -> None:
    def fault(handler: Handler, _: int, question: dict[str, Any]) -> bool:
        counts = question["query_type"] == "count"
        if not counts:
            handler.reply(400, {"error": f"[Flask] Invalid query_type: {question['query_type']}"})
        return not counts

    server.fault = fault
    table = TABLE.head(1)  # stands nowhere whole, so no document is needed to tell its recall
    found = ask(server, options, table)
    assert found.texts.equals(scan(table, f"infinigram:{folder}").texts)
    assert found.passages.is_empty()
    assert any(isinstance(one, NoPassages) and "Invalid query_type" in one.problem for one in found.notices)


def test_spans_that_cannot_be_asked_for_are_cut_and_told(server: Server, options: ScanOptions) -> None:
    """A server reads AND and OR in capitals as operators, and takes at most 1,000 characters."""
    long = (DOCUMENTS[0] + " ") * 40
    found = ask(server, options, items(("The AND of a AND b", "4", None), (long, "4", None)))
    asked = [question["query"] for question in server.questions]
    assert not any(" AND " in query or len(query) > 1000 for query in asked)
    assert found.corpus.backend is not None
    assert found.corpus.backend.limited >= 1
    assert found.items["question_match"][0] == 4  # "AND of a AND" holds no operator
    assert found.items["recall_documents"].to_list() == [None, 0]
    assert SpansUnasked(found.corpus.backend.limited) in found.notices


def test_approximate_counts_are_marked(server: Server, options: ScanOptions) -> None:
    server.exact_to = 5
    found = ask(server, options)
    assert found.corpus.backend is not None
    lists = found.texts.select("counts", "approximate").rows()
    for counts, approximate in lists:
        assert (approximate or [False] * len(counts)) == [count > 5 for count in counts]
    total = sum(count > 5 for counts, _ in lists for count in counts)
    assert found.corpus.backend.approximate == total > 0
    assert CountsApproximate(total, found.corpus.backend.counts) in found.notices


def test_bytes_cannot_be_asked_of_a_server(server: Server, options: ScanOptions) -> None:
    with pytest.raises(FarfieldError, match="needs an index of bytes on this machine"):
        ask(server, dataclasses.replace(options, unit="byte"))
    assert not server.questions


def test_the_cache_is_told_where_it_cannot_be_used(server: Server, options: ScanOptions) -> None:
    folder = Path(str(options.infinigram.cache))
    (folder / FILE).mkdir(parents=True)
    with pytest.raises(FarfieldError, match="cache of answers cannot be used") as raised:
        ask(server, options)
    assert "XDG_CACHE_HOME" in (raised.value.remedy or "")


def test_a_damaged_cache_is_begun_again(server: Server, options: ScanOptions) -> None:
    """What is lost can be asked for once more: it was a message that named the file."""
    folder = Path(str(options.infinigram.cache))
    folder.mkdir()
    (folder / FILE).write_bytes(b"no database at all, but long enough to be taken for one" * 40)
    found = ask(server, options)
    asked = len(server.questions)
    assert asked > 0
    assert ask(server, options).items.equals(found.items)
    assert len(server.questions) == asked


def test_the_cache_stands_in_the_users_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = Cache(None)
    cache.put("http://a/", b"question", b"answer")
    assert cache.get("http://a/", b"question") == b"answer"
    assert cache.get("http://b/", b"question") is None
    cache.close()
    if sys.platform == "linux":
        assert (tmp_path / "farfield" / FILE).exists()


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from test_cli import write_lines

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    questions = [f"{text[:80]} number {n}" for n, text in enumerate(DOCUMENTS[:30])]
    lines = [
        {"item_id": str(n), "question": question, "target": "mat", "score": n % 3 > 0}
        for n, question in enumerate(questions)
    ]
    write_lines(tmp_path / "log.jsonl", lines)
    return tmp_path


def test_the_command_line_profiles_a_served_index(
    server: Server, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from test_cli import run

    server.exact_to = 5
    corpus = f"infinigram:{server.name}@{server.url}"
    command = ["profile", "log.jsonl", "--corpus", corpus, "--out"]
    assert run(*command, "out", monkeypatch=monkeypatch) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "v4_test by infini-gram" in told
    assert "counts approximate" in told
    profile = json.loads((log / "out" / "profile.json").read_text())
    record = json.loads((log / "out" / "run.json").read_text())
    assert profile["corpus"] == record["corpus"]
    backend = profile["corpus"]["backend"]
    assert backend["address"] == server.url
    assert 0 < backend["approximate"] < backend["counts"]
    assert any("counts are approximate" in warning for warning in record["warnings"])
    page = (log / "out" / "report.html").read_text()
    assert "counts are approximate" in page
    assert pl.read_parquet(log / "out" / "passages.parquet").height > 20
    asked = len(server.questions)
    assert run(*command, "again", monkeypatch=monkeypatch) == 0
    assert len(server.questions) == asked
    assert json.loads((log / "again" / "profile.json").read_text()) == profile
    tables = [pl.read_parquet(log / out / "evidence.parquet") for out in ("out", "again")]
    assert tables[0].equals(tables[1])


def test_a_run_that_was_killed_goes_on(server: Server, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from test_cli import run

    server.slow = 0.005
    corpus = f"infinigram:{server.name}@{server.url}"
    command = [sys.executable, "-m", "farfield", "scan", "log.jsonl", "--corpus", corpus, "--out", "out"]
    killed = subprocess.Popen(command, env=os.environ.copy())
    while len(server.questions) < 150:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    time.sleep(0.1)
    before = answered(server)
    assert not [path.name for path in (log / "out").glob("*.*") if path.name != UNFINISHED]
    server.reset()
    assert run(*command[3:], monkeypatch=monkeypatch) == 0
    concurrency = InfinigramOptions().concurrency
    again = before & answered(server)
    assert again.total() <= 2 * concurrency  # those on their way, and those asked by two threads at once
    assert answered(server).total() > 0
    file = sqlite3.connect(log / "home" / "farfield" / FILE)
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()
