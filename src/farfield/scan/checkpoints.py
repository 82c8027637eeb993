"""Finished shards on disk, so that a scan that was stopped goes on from them."""

from __future__ import annotations

import hashlib
import platform
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from farfield.options.scanning import ScanOptions
from farfield.records import without_secrets
from farfield.scan.partial import Partial, merge
from farfield.scan.partial_file import read_partial, read_shards, write_partial
from farfield.scan.plan import Plan, Shard, Surveyed
from farfield.storage import refuse_link, write_json
from farfield.storage.sources import state_of

MOST_FILES = 32  # more are written as one
SURVEYED = "surveyed.json"
HOW = (
    "workers",
    "ray",
    "semantic",
)  # options that say how to scan, or what is made of it, not what is counted


@dataclass(frozen=True, slots=True)
class Found:
    """What an earlier run left: the shards that are finished, their evidence, and when the oldest was written."""

    shards: list[Shard]
    partial: Partial | None
    since: datetime | None


NOTHING = Found([], None, None)


class Checkpoints:
    """The folder of one scan's finished shards: another scan (other items, options, sources) has another one."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder / key
        refuse_link(folder)
        refuse_link(self._folder)
        self._files: list[Path] = []
        self._next = 0

    def surveyed(self) -> Mapping[str, Surveyed]:
        """The large files that an earlier run has looked over."""
        try:
            return msgspec.json.decode((self._folder / SURVEYED).read_bytes(), type=dict[str, Surveyed])
        except (OSError, msgspec.DecodeError):
            return {}

    def keep_survey(self, plan: Plan) -> None:
        if plan.surveyed:
            write_json(self._folder / SURVEYED, plan.surveyed)

    def find(self, plan: Plan) -> Found:
        """What of the plan is finished. Files that are damaged or tell of changed shards are passed over."""
        named = Counter(_named(shard) for shard in plan.shards)
        wanted = {
            _named(shard): shard
            for shard in plan.shards
            if shard.state.stamp is not None and named[_named(shard)] == 1
        }
        found: list[Shard] = []
        evidence: Partial | None = None
        written = []
        paths = sorted(self._folder.glob("*.shards"))
        self._next = 1 + max((int(path.stem) for path in paths if path.stem.isdecimal()), default=-1)
        for path in reversed(paths):  # the latest may hold what is in those before it
            try:
                shards = read_shards(path)
                if wanted.keys() >= set(shards):
                    partial = read_partial(path)
                    evidence = merge([evidence, partial]) if evidence else partial
                    found += [wanted.pop(shard) for shard in shards]
                    written.append(path.stat().st_mtime)
                    self._files.append(path)
            except Exception:  # whatever a damaged file makes of its reader
                continue
        since = datetime.fromtimestamp(min(written), UTC) if written else None
        return Found(found, evidence, since)

    def save(self, shards: Sequence[Shard], partial: Partial) -> None:
        """Keep the evidence of some shards. Raises FarfieldError where it can't be written."""
        path = self._folder / f"{self._next:06}.shards"
        write_partial(path, [_named(shard) for shard in shards], partial)
        self._files.append(path)
        self._next += 1

    @property
    def is_full(self) -> bool:
        return len(self._files) >= MOST_FILES

    def save_all(self, shards: Sequence[Shard], partial: Partial) -> None:
        """Keep the evidence of all finished shards as one file, in place of the files there were."""
        before, self._files = self._files, []
        self.save(shards, partial)
        for path in before:
            path.unlink(missing_ok=True)


def _named(shard: Shard) -> Shard:
    """A shard as it is kept on disk: its address without secrets. Those that are named alike then are not kept."""
    path = without_secrets(shard.part.path)
    return shard if path == shard.part.path else replace(shard, part=replace(shard.part, path=path))


def discard_checkpoints(folder: Path) -> None:
    """Remove all that scans have left in a folder; links in it are removed, not followed."""
    shutil.rmtree(folder, ignore_errors=True)


def scan_key(
    texts: Sequence[str], pairs: Sequence[tuple[int, int]], options: ScanOptions, scanner: str
) -> str:
    """Tells scans apart whose evidence does not add up: by items, options, and the sources of the scanning module."""
    what = {name: value for name, value in asdict(options).items() if name not in HOW}
    digest = hashlib.sha256(scanning_code(scanner).encode())
    digest.update(msgspec.json.encode([what, pairs]))
    for text in texts:
        digest.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()[:16]


def scanning_code(*scanners: str) -> str:
    """The state of all code that the evidence of some modules depends on."""
    return f"{platform.python_version()} {state_of(*scanners)}"  # Python's tables say what a word is


def resumed_record(plan: Plan, found: Found) -> Mapping[str, object] | None:
    """What run.json says of reuse; None where nothing was reused."""
    if not found.shards:
        return None
    return {
        "shards": len(plan.shards),
        "reused": len(found.shards),
        "bytes": plan.bytes,
        "bytes_reused": sum(shard.bytes for shard in found.shards),
        "from": found.since.isoformat(timespec="seconds") if found.since else None,
    }
