"""What stood there before a run began: the repository at its base commit, and folders of code that all share.

Searched only for what would else count as copied, and whole: no fingerprint of it is chosen, so none is missed.
Nothing in a repository is executed; git reads objects and no settings of its own.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield.records import FarfieldError
from farfield.reuse.grams import grams_of
from farfield.reuse.lines import read_lines
from farfield.reuse.repository import SAFE, git_environment
from farfield.reuse.tokens import Vocabulary

LARGEST_FILE = 4 << 20
"""Bytes of a file of a repository or background: more is data, and no code that anybody wrote."""
_ID = re.compile(r"[0-9a-f]{4,40}")


@dataclass(frozen=True)
class Given:
    """Folders of code that many share, and a checkout with the commit that a run starts from."""

    background: Sequence[Path] = ()
    repo: Path | None = None
    base: str | None = None

    def texts(self) -> Iterator[str]:
        """Every file of them that is text."""
        for folder in self.background:
            yield from _folder_texts(folder)
        if self.repo is not None and self.base is not None:
            yield from read_commit(self.repo, self.base)


def held_in(texts: Iterable[str], pieces: set[bytes], vocabulary: Vocabulary) -> set[bytes]:
    """Which of these grams, of any lengths, stand in the texts."""
    lengths = sorted({len(piece) // 4 for piece in pieces})
    held: set[bytes] = set()
    if not pieces:
        return held
    for text in texts:
        stream = vocabulary.read(read_lines(text))
        for length in lengths:
            held.update(gram for _, gram in grams_of(stream.numbers, length) if gram in pieces)
    return held


def require_folders(names: Sequence[str]) -> list[Path]:
    """The folders of a background. Raises FarfieldError where one isn't there."""
    for name in names:
        if not Path(name).is_dir():
            raise FarfieldError(
                "no such folder", where=name, remedy="--background names a folder of code that many share."
            )
    return [Path(name) for name in names]


def _folder_texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_FILE:
            yield from _as_text(path.read_bytes())


def _as_text(data: bytes) -> Iterator[str]:
    if b"\0" not in data[:8192]:
        yield data.decode("utf-8", "replace")


def holds_commit(repo: Path, commit: str) -> bool:
    """Whether a repository holds a commit, by its id."""
    return (
        _ID.fullmatch(commit) is not None and _git(repo, "cat-file", "-e", f"{commit}^{{commit}}") is not None
    )


def read_commit(repo: Path, commit: str) -> Iterator[str]:
    """The texts of all files of a commit; none where the repository doesn't hold it."""
    listed = _git(repo, "ls-tree", "-r", "-z", "--long", "--end-of-options", commit)
    if listed is None:
        return
    blobs = [entry.split(b"\t")[0].split() for entry in listed.split(b"\0") if entry]
    wanted = [
        entry[2]
        for entry in blobs
        if entry[1] == b"blob" and entry[3].isdigit() and int(entry[3]) <= LARGEST_FILE
    ]
    yield from _read_blobs(repo, wanted)


def _git(repo: Path, *words: str) -> bytes | None:
    """What git prints; None where it fails, or is not here."""
    try:
        done = subprocess.run(
            ["git", *SAFE, "-C", str(repo), *words], capture_output=True, check=False, env=git_environment()
        )
    except OSError:
        return None
    return None if done.returncode else done.stdout


def _read_blobs(repo: Path, blobs: Sequence[bytes]) -> Iterator[str]:
    """The contents of blobs, asked for one at a time so that neither side waits for the other with full hands."""
    with subprocess.Popen(
        ["git", *SAFE, "-C", str(repo), "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=git_environment(),
    ) as process:
        if process.stdin is None or process.stdout is None:
            return
        for blob in blobs:
            process.stdin.write(blob + b"\n")
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) == 3 and head[1] == b"blob":
                data = process.stdout.read(int(head[2]))
                process.stdout.readline()
                yield from _as_text(data)
        process.stdin.close()
