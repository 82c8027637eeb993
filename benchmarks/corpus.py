"""A corpus of real text for the benchmarks: the documentation packages of a Debian mirror, as JSONL in zstd.

    python benchmarks/corpus.py FOLDER [--packages N]

Needs a Debian machine (`apt-get download`, `dpkg-deb`). Each file of a package is a document; of HTML, the text.
Writes FOLDER/corpus.jsonl.zst and prints documents and bytes of text. Nothing of it belongs into the repository.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import zstandard

PACKAGES = (
    "bible-kjv-text", "debian-reference-en", "perl-doc", "python3.11-doc", "linux-doc-6.1", "postgresql-doc-15",
    "rust-doc", "erlang-doc", "python-pandas-doc", "openjdk-17-doc", "libreoffice-help-en-us", "anarchism",
    "dict-gcide", "dict-wn", "manpages", "manpages-dev", "git-doc", "gcc-doc", "glibc-doc", "bash-doc",
)  # fmt: skip
TEXT = {".html", ".htm", ".txt", ".rst", ".md", ".pod", ".xhtml", ".xml", ".sgml", ""}
SMALLEST = 200  # characters


class TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._hidden <= 0:
            self.parts.append(data)


def unpack(folder: Path, package: str) -> Path:
    tree = folder / "trees" / package
    if not tree.exists():
        tree.parent.mkdir(exist_ok=True)
        subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True, capture_output=True)
        archive = next(folder.glob(f"{package}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(archive), str(tree)], check=True)
    return tree


def texts(tree: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(tree.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.name.removesuffix(".gz")
        if Path(name).suffix.lower() not in TEXT and not name[-1].isdigit():
            continue
        data = path.read_bytes()
        try:
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        except (UnicodeDecodeError, OSError):
            continue
        if name.endswith(("html", "htm")):
            parser = TextOnly()
            parser.feed(text)
            text = "".join(parser.parts)
        if len(text) >= SMALLEST:
            yield str(path.relative_to(tree)), text


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--packages", type=int, default=len(PACKAGES), help="how many of the packages")
    chosen = arguments.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    documents = size = 0
    with (chosen.folder / "corpus.jsonl.zst").open("wb") as file, zstandard.open(file, "wb") as out:
        for package in PACKAGES[: chosen.packages]:
            try:
                tree = unpack(chosen.folder, package)
            except subprocess.CalledProcessError:
                print(f"{package}: not to be had, left out", file=sys.stderr)
                continue
            for name, text in texts(tree):
                out.write(msgspec.json.encode({"id": f"{package}/{name}", "text": text}) + b"\n")
                documents, size = documents + 1, size + len(text.encode())
            print(f"{package}: {documents:,} documents, {size / 1e6:.0f} MB so far", flush=True)


if __name__ == "__main__":
    main()
