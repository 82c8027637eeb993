"""Scanning shards, noted for timeline.py."""

from __future__ import annotations

from typing import Any

from farfield.scan.shard import ShardScan
from timed_scan import note, timed

note("loaded")


class TimedScan(ShardScan):
    def read(self, run: Any, advance: Any) -> None:
        timed("run", super().read, run, advance, mb=sum(one.bytes for one in run) / 1e6)

    def finish(self) -> Any:
        return timed("handed over", super().finish)
