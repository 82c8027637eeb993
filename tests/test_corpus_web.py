"""Web archives: a record is a document, and nothing but what a reader of the page sees is in it."""

from __future__ import annotations

import gzip
import sys
import zlib
from pathlib import Path

import pytest

from corpus_files import read_bytes
from farfield.records import FarfieldError

HTML = (
    '<html><head><title>T</title><meta charset="{0}"><style>p{{}}</style></head><body><p>One <b>w</b>ord, caf\xe9.</p>'
    "<p>Two</p><script>var hidden</script><ul><li>a<li>b</ul></body></html>"
)
SEEN = ["One word, café.", "Two", "a", "b"]


def record(kind: str, body: bytes, url: str = "", **more: str) -> bytes:
    headers = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{zlib.crc32(body)}>", **more}
    if url:
        headers["WARC-Target-URI"] = url
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"WARC/1.0\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


WET = [
    record("warcinfo", b"software: x\r\n"),
    record("conversion", "one é".encode(), "http://a/1"),
    record("conversion", b"two\r\n\r\nWARC/1.0 in a text", "http://a/2"),
]


@pytest.mark.parametrize("name", ["a.warc.wet", "a.wet.gz", "pages"])
@pytest.mark.parametrize("how", ["plain", "gzip", "gzip a record"])
def test_texts_of_pages(tmp_path: Path, name: str, how: str) -> None:
    data = {
        "plain": b"".join(WET),
        "gzip": gzip.compress(b"".join(WET)),
        "gzip a record": b"".join(map(gzip.compress, WET)),
    }[how]
    read = read_bytes(tmp_path, name, data)
    assert read.texts == ["one é", "two\r\n\r\nWARC/1.0 in a text"]
    assert read.names == ["http://a/1", "http://a/2"]
    assert [(part.form, part.documents) for part in read.read_as] == [("web archive", 2)]


@pytest.mark.parametrize(
    "message",
    [
        response(HTML.format("utf-8").encode(), "Content-Type: text/html; charset=utf-8"),
        response(HTML.format("latin-1").encode("latin-1"), "Content-Type: text/html; charset=ISO-8859-1"),
        response(HTML.format("windows-1252").encode("latin-1"), "Content-Type: text/html"),
        response(HTML.format("utf-8").encode(), "Content-Type: application/xhtml+xml"),
        response(HTML.format("utf-8").encode()),
        response(
            gzip.compress(HTML.format("utf-8").encode()), "Content-Type: text/html", "Content-Encoding: gzip"
        ),
        response(HTML.format("utf-8").encode(), "Content-Type: text/html", "Content-Encoding: gzip"),
        response(
            zlib.compress(HTML.format("utf-8").encode()),
            "Content-Type: text/html",
            "Content-Encoding: deflate",
        ),
        response(
            b"40\r\n"
            + HTML.format("utf-8").encode()[:64]
            + b"\r\n%x;x=y\r\n" % (len(HTML.format("utf-8").encode()) - 64)
            + HTML.format("utf-8").encode()[64:]
            + b"\r\n0\r\n\r\n",
            "Content-Type: text/html",
            "Transfer-Encoding: chunked",
        ),
    ],
)
def test_pages_as_they_were_sent(tmp_path: Path, message: bytes) -> None:
    pytest.importorskip("resiliparse")
    read = read_bytes(tmp_path, "a.warc", record("response", message, "https://a/"))
    assert [line.strip() for line in read.texts[0].split("\n") if line] == SEEN
    assert read.names == ["https://a/"]


def test_what_is_no_page_is_no_document(tmp_path: Path) -> None:
    pytest.importorskip("resiliparse")
    data = [
        record("request", b"GET / HTTP/1.1\r\n\r\n", "https://a/"),
        record("metadata", b"x: y", "https://a/"),
        record("revisit", response(b""), "https://a/"),
        record("response", response(b"moved", "Content-Type: text/html", status="301 Moved"), "https://a/"),
        record("response", response(b"\x89PNG", "Content-Type: image/png"), "https://a/x.png"),
        record("response", b"example.org 1 IN A", "dns:example.org"),
        record("response", response(b"plain", "Content-Type: text/plain"), "https://a/plain"),
        record("resource", b"<p>kept</p>", "https://a/kept", **{"Content-Type": "text/html"}),
        record("response", response(b"%PDF-1.7", "Content-Type: application/pdf"), "https://a/pdf"),
        record("response", response(b"x", "Content-Type: text/html", "Content-Encoding: br"), "https://a/br"),
        record("conversion", b"f\xfcnf", "https://a/old"),
    ]
    read = read_bytes(tmp_path, "a.warc.gz", b"".join(map(gzip.compress, data)))
    assert dict(zip(read.names, read.texts, strict=True)) == {
        "https://a/plain": "plain",
        "https://a/kept": "kept",
    }
    assert read.reasons == [
        "of a kind that is not read: application/pdf",
        "sent compressed by br, which is not read",
        "invalid UTF-8 at byte 1",
    ]


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"".join(WET)[:-30], "ends too early"),
        (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\n", "does not tell how long"),
        (b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 99999999999\r\n\r\nx", "ends too early"),
        (WET[1] + b"oops\r\n", "a record begins with 'oops"),
    ],
)
def test_damage_is_an_error(tmp_path: Path, data: bytes, match: str) -> None:
    with pytest.raises(FarfieldError, match=match):
        read_bytes(tmp_path, "a.warc", data)


def test_without_the_package_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    page = record("response", response(b"<p>x", "Content-Type: text/html"), "https://a/")
    with pytest.raises(
        FarfieldError, match="the package resiliparse, which reads it, is not installed"
    ) as caught:
        read_bytes(tmp_path, "a.warc", page)
    assert caught.value.where == str(tmp_path / "a.warc")
    assert read_bytes(tmp_path, "b.wet", b"".join(WET)).texts[0] == "one é"
