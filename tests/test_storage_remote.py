"""Object stores and web servers: what a scan reads from them is what it reads from the disk, whatever breaks."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import numpy as np
import polars as pl
import pytest
import zstandard
from polars.testing import assert_frame_equal

from farfield.logs import read_items
from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.storage import file_size, find_files, open_hashed, open_input, remote
from object_store import Faults, Quiet, faulty_proxy, object_store, serving, web_server
from test_scan_exact import item_table

pytest.importorskip("s3fs")
pytest.importorskip("moto")

ALL_FAULTS = ("busy", "cut", "reset", "short", "stall", "429")
SWIFT = RetryOptions(tries=8, first_wait=0.002, longest_wait=0.01, timeout=0.3, block=30_000, ahead=3)


@pytest.fixture(autouse=True)
def _swift(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(remote, "RETRY", SWIFT)
    monkeypatch.setattr(fsspec.get_filesystem_class("s3"), "retries", 1)  # its own tries wait longer
    yield
    forget()


def forget() -> None:
    for protocol in ("s3", "http"):
        fsspec.get_filesystem_class(protocol).clear_instance_cache()


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with object_store() as address:
        yield address


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    """Make an address the endpoint of s3://, as the environment of a user does."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def point_to(address: str) -> None:
        forget()
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)

    return point_to


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every format, of texts in which little repeats."""
    folder = tmp_path_factory.mktemp("corpus")
    rng = random.Random(1)
    words = [f"w{number:x}" for number in range(3000)]
    rows = [
        {"id": f"d{number}", "text": " ".join(rng.choices(words, k=rng.randrange(10, 90)))}
        for number in range(700)
    ]
    lines = ["".join(json.dumps(row) + "\n" for row in rows[part::5]).encode() for part in range(5)]
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(lines[0])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines[1]))
    (folder / "deep" / "c.jsonl.zst").write_bytes(zstandard.compress(lines[2]))
    pl.DataFrame(rows[3::5]).write_parquet(folder / "deep" / "er" / "d.parquet")
    (folder / "deep" / "e.txt").write_bytes(lines[4])
    (folder / ".hidden").write_bytes(b"not to be read")
    return folder


@pytest.fixture(scope="module")
def items(corpus: Path) -> pl.DataFrame:
    texts = [json.loads(line)["text"].split() for line in (corpus / "a.jsonl").open()]
    rng = np.random.default_rng(2)
    return item_table([(" ".join(text[: rng.integers(3, 12)]), text[0], text[-1]) for text in texts[:60]])


def upload(address: str, bucket: str, folder: Path) -> str:
    system = fsspec.filesystem("s3", endpoint_url=address, key="test", secret="test")
    system.mkdir(bucket)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            system.pipe_file(f"{bucket}/{path.relative_to(folder)}", path.read_bytes())
    return f"s3://{bucket}"


def assert_same_scan(items: pl.DataFrame, local: Path, url: str, options: ScanOptions | None = None) -> None:
    one, other = scan(items, str(local)), scan(items, url, options)
    assert_frame_equal(one.items, other.items)
    assert_frame_equal(one.texts, other.texts)
    assert_frame_equal(one.passages.drop("source", "document"), other.passages.drop("source", "document"))
    assert one.corpus == other.corpus
    assert [file.sha256 for file in one.inputs] == [file.sha256 for file in other.inputs]


def test_a_store_is_a_folder(store, use, corpus, items) -> None:
    use(store)
    bucket = upload(store, "plain", corpus)
    assert find_files(bucket) == [
        f"s3://plain/{name}"
        for name in ("a.jsonl", "b.jsonl.gz", "deep/c.jsonl.zst", "deep/e.txt", "deep/er/d.parquet")
    ]
    assert find_files("s3://plain/deep/*.zst") == ["s3://plain/deep/c.jsonl.zst"]
    assert find_files("s3://plain/d*p/e*") == ["s3://plain/deep/e.txt", "s3://plain/deep/er/d.parquet"]
    assert find_files("s3://plain/**/*.parquet") == ["s3://plain/deep/er/d.parquet"]
    assert find_files("s3://plain/a.jsonl") == ["s3://plain/a.jsonl"]
    assert file_size("s3://plain/a.jsonl") == (corpus / "a.jsonl").stat().st_size
    assert_same_scan(items, corpus, bucket)


def test_workers_read_a_store_too(store, use, corpus, items) -> None:
    use(store)
    bucket = upload(store, "workers", corpus)
    assert_same_scan(items, corpus, bucket, ScanOptions(workers=2))


def test_every_fault_is_outlived(store, use, corpus, items) -> None:
    """Each block of each file, and each listing, meets every fault once; the evidence is bit-identical."""
    use(store)
    bucket = upload(store, "faults", corpus)
    faults = Faults(ALL_FAULTS)
    with faulty_proxy(store, faults) as address:
        use(address)
        assert_same_scan(items, corpus, bucket)
    assert min(faults.made[kind] for kind in ALL_FAULTS) >= 10
    assert faults.made["none"] >= 10


def test_results_are_read_from_a_store(store, use, tmp_path) -> None:
    use(store)
    (tmp_path / "log.jsonl").write_text('{"id": 1, "model": "m", "question": "q", "score": 1}\n' * 2)
    bucket = upload(store, "logs", tmp_path)
    assert read_items(bucket).table.height == read_items(str(tmp_path / "log.jsonl")).table.height == 1
    assert read_items("s3://logs/*.jsonl").inputs[0].path == "s3://logs/log.jsonl"


def test_more_keys_than_one_page_lists(store, use, monkeypatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")
    use(store)
    system = fsspec.filesystem("s3", endpoint_url=store, key="test", secret="test")
    system.mkdir("many")
    system.pipe({f"many/part/{number:03}.txt": b"w" for number in range(25)})
    faults = Faults(("busy", "cut"))
    with faulty_proxy(store, faults) as address:
        use(address)
        found = find_files("s3://many/part")
    assert faults.made["none"] >= 3  # pages
    assert found == [f"s3://many/part/{number:03}.txt" for number in range(25)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("s3://plain-no-such-bucket", "no such file"),
        ("s3://messages/no-such-key", "no such file"),
        ("s3://messages/*.none", "no such file"),
    ],
)
def test_what_is_not_there(source, message, store, use, tmp_path) -> None:
    use(store)
    system = fsspec.filesystem("s3", endpoint_url=store, key="test", secret="test")
    if not system.exists("messages"):
        upload(store, "messages", tmp_path)
        system.pipe_file("messages/one", b"1")
    with pytest.raises(FarfieldError, match=message) as caught:
        find_files(source)
    assert caught.value.where == source
    assert caught.value.remedy


def refusing(status: int, code: str) -> type[Quiet]:
    class Refusing(Quiet):
        asked = 0

        def do_GET(self) -> None:
            type(self).asked += 1
            body = f"<Error><Code>{code}</Code><Message>because</Message></Error>".encode()
            self.answer(status, body, {"Content-Type": "application/xml"})

        do_HEAD = do_GET

    return Refusing


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"])
def test_a_refusal_is_told_at_once(code, use) -> None:
    handler = refusing(403, code)
    with serving(handler) as address:
        use(address)
        with pytest.raises(FarfieldError, match="access refused") as caught:
            find_files("s3://private/corpus")
    assert handler.asked <= 2
    assert "credentials" in caught.value.remedy


def test_a_store_that_is_always_busy_is_given_up(use) -> None:
    with serving(refusing(503, "SlowDown")) as address:
        use(address)
        with pytest.raises(FarfieldError, match="given up after 8 tries") as caught:
            find_files("s3://busy/corpus")
    assert caught.value.where == "s3://busy/corpus"
    assert "run it again" in caught.value.remedy


def test_no_server_at_all(use) -> None:
    use("http://127.0.0.1:9")
    with pytest.raises(FarfieldError, match="given up after 8 tries"):
        find_files("s3://bucket/corpus")


def test_no_credentials(use, store, monkeypatch, tmp_path) -> None:
    use(store)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(FarfieldError, match="access refused") as caught:
        find_files("s3://bucket/corpus")
    assert "credentials" in str(caught.value)


def test_without_the_package(monkeypatch) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "s3fs", None)
        patched.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
        with pytest.raises(FarfieldError) as caught:
            find_files("s3://bucket/corpus")
    assert "-m pip install 's3fs>=" in str(caught.value.remedy)


@pytest.mark.parametrize("size", [100_000, 500_000, 300_000])
def test_an_object_that_changes_is_refused(size, store, use) -> None:
    """Replaced while it is read, by a smaller, a larger and one of the same size."""
    use(store)
    system = fsspec.filesystem("s3", endpoint_url=store, key="test", secret="test")
    system.makedirs("moving", exist_ok=True)
    system.pipe_file("moving/corpus.txt", b"a" * 300_000)
    with open_hashed("s3://moving/corpus.txt") as (stream, hashing):
        assert stream.read(10) == b"a" * 10
        system.pipe_file("moving/corpus.txt", b"b" * size)
        with pytest.raises(FarfieldError, match="changed while it was read") as caught:
            hashing.finish("s3://moving/corpus.txt")
    assert caught.value.where == "s3://moving/corpus.txt"


@pytest.mark.parametrize("ranges", [True, False])
def test_the_web(ranges, corpus) -> None:
    """A server that sends ranges is read in blocks; another from front to back, and again after a break."""
    data = (corpus / "a.jsonl").read_bytes()
    faults = Faults(("cut", "busy", "reset", "stall"))
    with web_server(
        {"a.jsonl": data, "b.txt": b"text", "empty": b""}, ranges=ranges, faults=faults
    ) as address:
        with open_input(f"{address}/a.jsonl") as stream:
            assert stream.read() == data
        with open_input(f"{address}/empty") as stream:
            assert stream.read() == b""
        assert find_files(f"{address}/*.txt") == [f"{address}/b.txt"]
        assert find_files(f"{address}/") == [f"{address}/{name}" for name in ("a.jsonl", "b.txt", "empty")]
        with pytest.raises(FarfieldError, match="no such file"):
            find_files(f"{address}/none")
    assert faults.made["stall"]


def test_other_addresses() -> None:
    with pytest.raises(FarfieldError, match="Protocol not known") as caught:
        find_files("nowhere://a/b")
    assert caught.value.where == "nowhere://a/b"


def test_waits_grow_within_bounds_and_differ() -> None:
    options = RetryOptions(tries=9, first_wait=1, longest_wait=20)
    waits = list(options.waits())
    assert len(waits) == 8
    for number, wait in enumerate(waits):
        longest = min(20, 2**number)
        assert longest / 2 <= wait <= longest
    assert waits != list(options.waits())
