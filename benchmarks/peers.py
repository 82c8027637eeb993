"""Farfield beside its peers: speed, and what each finds of planted copies of real items.

    python benchmarks/corpus.py FOLDER
    python benchmarks/peers.py FOLDER [--peers decon,farfield] [--each 60]

Every peer has a venv of its own under FOLDER/envs, made by the script with pip, and runs in a process of its own.
All run on the same part of the corpus (FOLDER/part): all planted documents and others drawn at random; those quick
enough run on the whole corpus with the planted documents behind it (FOLDER/whole) too. Seconds are processor time
of the peer and its children. The setting and cut-off of each are those of the best F1 on one half of the planted and
unplanted items; the table reports the other half. Appends to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zstandard

from cutoffs import Judged, Truth, choose, judge
from peer_runs import PEERS, Peer, answer_path, make_environment, run_adapter
from planting import KINDS, real_items, write_corpus
from planting_draws import SEED, draw
from scan import RESULTS, zstd_seconds

FARFIELD_CHOICES = {
    "recall (no cut-off)": ("recall", 1.0),
    "near duplicates, default": ("near duplicates", 0.5),
    "near duplicates": ("near duplicates", None),
    "containment": ("containment", None),
    "coverage by spans of 8": ("coverage 8", None),
    "coverage by spans of 13": ("coverage 13", None),
    "longest match": ("match", None),
}


@dataclass(frozen=True)
class Ground:
    """What all peers are given. `bytes`: of text in the part and in the whole corpus."""

    items: Path
    truth: Truth
    bytes: dict[str, int]
    documents: dict[str, int]


def prepare(folder: Path, each: int) -> Ground:
    drawn = draw(real_items(), folder / "corpus.jsonl.zst", SEED, each)
    items, part, planted = drawn.items, drawn.part, drawn.planted
    for name in ("part", "whole"):
        (folder / name).mkdir(exist_ok=True)
    write_corpus(folder / "part" / "corpus.jsonl.zst", part, "part")
    write_corpus(folder / "whole" / "corpus.jsonl.zst", planted, "planted", folder / "corpus.jsonl.zst")
    with zstandard.open(folder / "part" / "corpus.jsonl.zst", "rb") as file:
        (folder / "part" / "corpus.jsonl").write_bytes(file.read())
    path = folder / "peer-items.jsonl"
    path.write_text(
        "".join(json.dumps(row) + "\n" for row in items.select("question", "target").iter_rows(named=True))
    )
    sizes, counts = {}, {}
    for name in ("part", "whole"):
        texts = [len(text.encode()) for text in read_all(folder / name / "corpus.jsonl.zst")]
        sizes[name], counts[name] = sum(texts), len(texts)
    return Ground(path, drawn.truth, sizes, counts)


def read_all(path: Path) -> Iterator[str]:
    with zstandard.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def describe_speed(peer: Peer, found: dict[str, Any], size: int, base: float) -> str:
    """A row: build, scan, both as a rate, the rate against zstd's, the peak."""
    seconds = found["seconds"]
    scanned = seconds.get("scan", 0.0)
    build = seconds.get("build", 0.0)
    reads = scanned or build  # an index reads the corpus while it is built
    peak = max(found["peaks"].get(phase, 0) for phase in ("build", "scan"))
    queries = ", ".join(
        f"{name} {seconds[name]:.1f} s" for name in ("counts", "longest matches") if name in seconds
    )
    index = found["notes"].get("index bytes")
    note = f"index {index / size:.1f} x the text; {queries}" if index else ""
    return (
        f"| {peer.name} | {build:.1f} | {f'{scanned:.1f}' if scanned else '—'} | {size / 1e6 / reads:.2f} | "
        f"{reads / base:,.0f} | {peak:,.0f} | {note} |"
    )


def judge_all(peer: Peer, settings: dict[str, list[float]], truth: Truth) -> Iterator[tuple[str, Judged]]:
    if peer.adapter == "farfield_scan":
        for name, (setting, cutoff) in FARFIELD_CHOICES.items():
            scores = settings[setting]
            judged = (
                choose({setting: scores}, truth) if cutoff is None else judge(setting, scores, cutoff, truth)
            )
            yield f"**Farfield**, {name}", judged
        return
    if peer.default:
        name, cutoff = peer.default
        yield f"{peer.name}, default", judge(name, settings[name], cutoff, truth)
    if len(settings) > 1:
        yield f"{peer.name}, chosen", choose(settings, truth)


def describe_quality(name: str, judged: Judged) -> str:
    cells = [f"{judged.recall[kind]:.2f}".lstrip("0").replace("1.00", "1") for kind in KINDS]
    chosen = f"{judged.setting} ≥ {judged.cutoff:.3g}" if judged.cutoff > 1e-6 else "its own"
    return f"| {name} | {chosen} | " + " | ".join(cells) + f" | {judged.precision:.3f} | {judged.f1:.3f} |"


def tell(folder: Path, ground: Ground, found: dict[str, dict[str, Any]], each: int) -> list[str]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    lines = [
        f"\n## Peers, {datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}, one core, shared machine", "",
        f"`python benchmarks/peers.py FOLDER --each {each}` on {platform.processor() or platform.machine()}; "
        f"{len(ground.truth.kind):,} items, {sum(kind is not None for kind in ground.truth.kind)} of them planted.",
    ]  # fmt: skip
    for where in ("part", "whole"):
        peers = [peer for peer in PEERS if peer.name in found and where in found[peer.name]]
        if not peers:
            continue
        size, corpus = ground.bytes[where], folder / where / "corpus.jsonl.zst"
        base = sorted(zstd_seconds(str(corpus)) for _ in range(3))[1]
        lines += [
            "", f"The {where}: {size / 1e6:.0f} MB of text, {ground.documents[where]:,} documents; "
            f"`zstd -d` alone {base:.2f} CPU s.", "",
            "| | build, CPU s | scan, CPU s | MB of text per CPU s | times `zstd -d` | peak, MiB | |",
            "|---|---|---|---|---|---|---|",
            *(describe_speed(peer, found[peer.name][where], size, base) for peer in peers), "",
            "| recall of planted copies | cut-off | " + " | ".join(KINDS) + " | item precision | F1 |",
            "|" + "---|" * (len(KINDS) + 4),
        ]  # fmt: skip
        for peer in peers:
            judged = judge_all(peer, found[peer.name][where]["settings"], ground.truth)
            lines += [describe_quality(name, one) for name, one in judged]
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--each", type=int, default=60, help="items of each kind")
    arguments.add_argument("--peers", default="", help="adapters to run, all by default")
    arguments.add_argument(
        "--reuse", action="store_true", help="answers that others left in FOLDER are told again"
    )
    arguments.add_argument("--only-part", action="store_true")
    arguments.add_argument("--no-results", action="store_true", help="print only")
    chosen = arguments.parse_args()
    ground = prepare(chosen.folder, chosen.each)
    found: dict[str, dict[str, Any]] = {}
    running = [peer for peer in PEERS if not chosen.peers or peer.adapter in chosen.peers.split(",")]
    interpreters = {peer.name: make_environment(peer, chosen.folder) for peer in running}
    for peer in PEERS:
        python = interpreters.get(peer.name)
        for where in ("part", "whole")[: 2 if peer.on_whole and not chosen.only_part else 1]:
            left = answer_path(peer, chosen.folder / where)
            if python:
                print(f"{peer.name}: {where}", flush=True)
                run_adapter(peer, python, ground.items, chosen.folder / where)
            if python or (chosen.reuse and left.exists()):
                found.setdefault(peer.name, {})[where] = json.loads(left.read_text())
    lines = tell(chosen.folder, ground, found, chosen.each)
    print("\n".join(lines))
    if not chosen.no_results:
        with RESULTS.open("a") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
