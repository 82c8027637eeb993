"""Files of text by the package they are from: those of wheels, read as archives, or one's own."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from farfield.corpus.documents import find_corpus_files, read_documents
from farfield.records import FarfieldError
from farfield.studies.text.wheels import find_wheels, parse_wheel

SIDES = ("A", "B", "T")
"""Two halves that a model each learns from, and packages that none does."""
LEFT_OUT = frozenset(
    ("test", "tests", "testing", "_vendor", "vendor", "vendored", "third_party", "extern", "externals")
)
GENERATED = re.compile(r"@generated|do not edit|(automatically|auto-?) ?generated", re.IGNORECASE)
HEAD = 2_000
"""Characters in which a file says that a program wrote it."""
SMALLEST, LARGEST = 200, 1 << 18
"""Bytes of a file that is read: shorter ones hold nothing to ask of, longer ones are mostly tables."""
FEWEST_PACKAGES = 6


@dataclass(frozen=True)
class SourceFile:
    """A text with the package and the side that it belongs to."""

    side: str
    package: str
    path: str
    text: str


def read_wheels(told: Sequence[str], folder: Path | None, most_bytes: int) -> list[SourceFile]:
    """The Python files of the wheels without tests, vendored trees and what programs wrote; of copies the first.

    At most `most_bytes` of a package, of its files in an order of chance that is always the same.
    """
    wheels = [parse_wheel(one) for one in told]
    found = [
        SourceFile(wheel.side, wheel.name, path, text)
        for wheel, archive in zip(wheels, find_wheels(wheels, folder), strict=True)
        for path, text in _up_to(_python_files(archive), most_bytes)
    ]
    return _without_copies(found)


def read_own(sources: Sequence[str], most_bytes: int) -> list[SourceFile]:
    """One's own text: what stands in one folder below the sources is a package, dealt to the sides by size.

    Raises FarfieldError where there are too few packages to deal.
    """
    packages: dict[str, list[tuple[str, str]]] = {}
    for path in find_corpus_files(sources)[0]:
        texts = "\n".join(document.text for document in read_documents(path))
        package, name = _place(path, sources)
        packages.setdefault(package, []).append((name, texts))
    if len(packages) < FEWEST_PACKAGES:
        raise FarfieldError(
            f"{len(packages)} packages of text are too few to deal to two halves and to what neither learns from",
            remedy=f"Name {FEWEST_PACKAGES} folders or more, or one folder with as many below it.",
        )
    kept = {name: list(_up_to(files, most_bytes)) for name, files in packages.items()}
    largest = sorted(kept, key=lambda name: (-sum(len(text) for _, text in kept[name]), name))
    sides = {name: "ABT"[at % 3] for at, name in enumerate(largest)}
    return _without_copies(
        SourceFile(sides[name], name, path, text) for name in sorted(kept) for path, text in kept[name]
    )


def digest_of(files: Iterable[SourceFile]) -> str:
    """A hash of all that was read."""
    digest = hashlib.sha256()
    for one in files:
        digest.update(f"{one.side}\0{one.package}\0{one.path}\0{one.text}\0".encode())
    return digest.hexdigest()


def _place(path: str, sources: Sequence[str]) -> tuple[str, str]:
    """The package of a file and its name in it, the same wherever the sources stand."""
    for source in sources:
        root = source.rstrip("/") + "/"
        if path.startswith(root):
            name = path[len(root) :]
            return (PurePosixPath(name).parts[0] if len(sources) == 1 else PurePosixPath(root).name), name
    return PurePosixPath(path).name, PurePosixPath(path).name


def _python_files(path: Path) -> Iterator[tuple[str, str]]:
    """Never imported, never written to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename)
                if name.suffix == ".py" and _is_asked_of(name) and SMALLEST <= entry.file_size <= LARGEST:
                    text = _text(archive.read(entry))
                    if text is not None:
                        yield entry.filename, text
    except zipfile.BadZipFile as error:
        raise FarfieldError(f"is no wheel: {error}", where=str(path)) from error


def _is_asked_of(name: PurePosixPath) -> bool:
    return not (
        LEFT_OUT & set(name.parts)
        or name.stem.startswith("test_")
        or name.stem.endswith("_test")
        or name.stem == "conftest"
    )


def _text(data: bytes) -> str | None:
    """Without the comments at its head, which are the licence's; None where a program wrote it or it is no UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if GENERATED.search(text[:HEAD]):
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line and not line.startswith("#")), len(lines))
    return "\n".join(lines[first:])


def _up_to(files: Iterable[tuple[str, str]], most_bytes: int) -> Iterator[tuple[str, str]]:
    there = 0
    for path, text in sorted(files, key=lambda file: hashlib.sha256(file[0].encode()).digest()):
        there += len(text.encode())
        if there > most_bytes:
            return
        yield path, text


def _without_copies(files: Iterable[SourceFile]) -> list[SourceFile]:
    return list({one.text: one for one in reversed(list(files))}.values())[::-1]
