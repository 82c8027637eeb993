"""What an adapter of a peer is told and what it answers. Of the standard library alone: every peer has its own venv.

An adapter is called as `python ADAPTER ITEMS FOLDER OUT`. ITEMS is JSONL with `question` and `target`; FOLDER holds
`corpus.jsonl.zst` and room to work in; OUT is written: CPU seconds of each phase, and for each setting a score of
every item, the higher the more of it was found.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SHORTEST_ANSWER = 6  # words; a shorter target is no trace of anything and is not sought by itself


class Adapter:
    def __init__(self) -> None:
        items, folder, self.out = map(Path, sys.argv[1:4])
        lines = items.read_text(encoding="utf-8").splitlines()
        self.items: list[dict[str, str]] = [json.loads(line) for line in lines]
        self.items_path, self.folder = items, folder
        self.corpus = folder / "corpus.jsonl.zst"
        self.seconds: dict[str, float] = {}
        self.peaks: dict[str, float] = {}
        self.settings: dict[str, list[float]] = {}
        self.notes: dict[str, Any] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Processor seconds of this process and the children that ended in it; MiB of the larger so far."""
        before = spent()
        yield
        self.seconds[name] = spent() - before
        self.peaks[name] = max(own_peak(), usage()[1].ru_maxrss) / 1024

    def rename(self, old: str, new: str) -> None:
        """Call a phase what it is for all peers."""
        self.seconds[new], self.peaks[new] = self.seconds.pop(old), self.peaks.pop(old)

    def texts(self, item: dict[str, str]) -> list[str]:
        """What is sought of an item: its question, and a target that is long enough."""
        long = len(re.findall(r"\w+", item["target"])) >= SHORTEST_ANSWER
        return [item["question"], item["target"]] if long else [item["question"]]

    def documents(self) -> Iterator[str]:
        """The corpus's texts; needs the plain `corpus.jsonl` beside the compressed one."""
        with (self.folder / "corpus.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]

    def finish(self) -> None:
        found = {"seconds": self.seconds, "peaks": self.peaks, "settings": self.settings, "notes": self.notes}
        self.out.write_text(json.dumps(found))


def usage() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def own_peak() -> int:
    """KiB. Not from getrusage, which counts what the parent held before this program began."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def spent() -> float:
    return sum(one.ru_utime + one.ru_stime for one in usage())


def is_part(adapter: Adapter) -> bool:
    """Whether the corpus is the part that all share; on the whole only the quick settings are run."""
    return adapter.folder.name == "part"
