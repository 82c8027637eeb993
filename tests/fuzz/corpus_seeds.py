"""Small corpora in every form that is read, whose neighbours are nearly right."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pyarrow as pa

ROWS = [
    {
        "id": 1,
        "text": "one two é",
        "messages": [{"role": "user", "content": "hi"}],
        "question": "why",
        "answer": "so",
    },
    {"id": "b", "text": 'th"r\\ee', "messages": [], "question": "who", "answer": None},
]
LINES = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>one <b>two</b></p>"
CSV = b'id,text,label\na,"one, ""two""\nthree",x\nb,four,y\n'


def warc() -> bytes:
    records = (("warcinfo", b"x: y"), ("conversion", b"one two"), ("response", PAGE))
    return b"".join(
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind.encode(), len(body), body)
        for kind, body in records
    )


def arrow(*, file: bool) -> bytes:
    table = pa.table({"text": ["one", None, "two é"], "id": pa.array(["a", "b", "a"]).dictionary_encode()})
    stream = io.BytesIO()
    with (pa.ipc.new_file if file else pa.ipc.new_stream)(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return stream.getvalue()


def corpus_seeds() -> dict[str, list[bytes]]:
    files = {"a.jsonl": LINES, "b/c.csv": CSV, "d.txt": b"plain", "README.md": b"about"}
    values = [
        json.dumps(ROWS, indent=1).encode(),
        json.dumps({"version": "1", "data": ROWS}).encode(),
        json.dumps({"one": ROWS[0], "two": ROWS[1]}).encode(),
        "\n".join(json.dumps(row, indent=1) for row in ROWS).encode(),
        b'["one", "two"]',
    ]
    return {
        "corpus-json": values,
        "corpus-csv": [CSV, CSV.replace(b",", b"\t"), CSV.decode().encode("utf-16")],
        "corpus-arrow": [arrow(file=False), arrow(file=True)],
        "corpus-warc": [warc(), b"".join(map(gzip.compress, (warc(), warc())))],
        "corpus-zip": [zipped(files), zipped({"x.zip": zipped(files), "y.tar": tarred(files)})],
        "corpus-tar": [tarred(files), gzip.compress(tarred({"n" * 200: LINES}))],
        "corpus-bz2": [bz2.compress(LINES), bz2.compress(b"") + bz2.compress(LINES)],
        "corpus-xz": [lzma.compress(LINES), lzma.compress(LINES) + bytes(4) + lzma.compress(b"")],
        "corpus-any": [
            LINES,
            *values,
            CSV,
            warc(),
            zipped(files),
            tarred(files),
            arrow(file=True),
            LINES.decode().encode("utf-16"),
        ],
    }
