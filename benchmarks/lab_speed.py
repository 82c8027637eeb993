"""Tokens per second of the lab's transformer in training, beside a plain torch implementation of the same model.

    python -m venv TORCH && TORCH/bin/pip install torch==2.13.0 numpy
    python benchmarks/lab_speed.py --torch TORCH/bin/python --note "what this run is"

Both train on the same rows of the carry-in world from the same weights, one model at a time, and ours several seeds at
once too. First the logits of both are compared, so that the same model is timed. A token is a place of a row, padding
included. CPU seconds are of the process with all its threads; the table is appended to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from farfield.lab.answering import move_columns, on_device
from farfield.lab.drawing import draw_world
from farfield.lab.options import DrawOptions
from farfield.lab.training import OPTIMIZER, material_of, stack, take_steps
from farfield.lab.transformer import Transformer
from farfield.lab.worlds import get_world

RESULTS = Path(__file__).parent / "results.md"
PEER = Path(__file__).parent / "torch_transformer.py"
STEPS, BATCH, REPEATS = 50, 128, 3
WIDTHS = (32, 64, 128)


def measure_ours(width: int, seeds: int, folder: Path) -> dict[str, Any]:
    """Median CPU and wall seconds of STEPS steps of so many seeds together; the first seed's rows for the peer."""
    world = get_world("carry_in")
    corpora = [material_of(draw_world(world, DrawOptions(), seed)).corpus for seed in range(seeds)]
    models = [Transformer(world.layout, width, jax.random.key(seed)) for seed in range(seeds)]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *models)
    moments = jax.tree.map(
        lambda *leaves: jnp.stack(leaves), *(OPTIMIZER.init(eqx.filter(m, eqx.is_array)) for m in models)
    )
    batches = jax.random.randint(jax.random.key(9), (seeds, STEPS, BATCH), 0, DrawOptions().rows)
    rates, keys, rows = (
        jnp.full((seeds, STEPS), 1e-3),
        jax.random.split(jax.random.key(1), seeds),
        stack(corpora),
    )
    if seeds == 1:
        hand_over(models[0], corpora[0], folder / "peer.npz")

    def run() -> None:
        moved, _ = take_steps(stacked, moments, rows, batches, rates, keys)
        moved.token.block_until_ready()

    run()
    return timed(run) | {"tokens": seeds * STEPS * BATCH * world.layout.length}


def timed(run: Any) -> dict[str, float]:
    cpu, wall = [], []
    for _ in range(REPEATS):
        before = time.process_time(), time.perf_counter()
        run()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {"cpu": float(np.median(cpu)), "wall": float(np.median(wall))}


def hand_over(model: Transformer, corpus: Any, path: Path) -> None:
    """The weights, the rows and our logits of the first batch, for the peer."""
    rows = on_device(corpus)
    columns = move_columns(rows.columns, rows.room // 2)
    logits = jax.vmap(model)(rows.tokens[:BATCH], rows.roles[:BATCH], columns[:BATCH])
    weights: dict[str, Any] = {name: getattr(model, name) for name in ("token", "role", "column")}
    weights |= {"norm": model.norm.weight, "head": model.head.weight, "head_bias": model.head.bias}
    for at, block in enumerate(model.blocks):
        weights |= {
            f"{at}.attention_norm": block.attention_norm.weight,
            f"{at}.mix": block.attention.mix.weight,
            f"{at}.out": block.attention.out.weight,
            f"{at}.network_norm": block.network_norm.weight,
            f"{at}.widen": block.widen.weight,
            f"{at}.widen_bias": block.widen.bias,
            f"{at}.narrow": block.narrow.weight,
            f"{at}.narrow_bias": block.narrow.bias,
        }
    arrays = {f"w.{name}": np.asarray(value) for name, value in weights.items()}
    fields = {"tokens": rows.tokens, "roles": rows.roles, "columns": columns, "targets": rows.targets}
    fields["scored"] = rows.scored
    np.savez(
        path,
        logits=np.asarray(logits),
        **arrays,
        **{name: np.asarray(value) for name, value in fields.items()},
    )


def measure_peer(python: str, folder: Path) -> dict[str, Any]:
    command = [python, str(PEER), str(folder / "peer.npz"), str(STEPS), str(BATCH), str(REPEATS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torch", required=True, metavar="PYTHON", help="an interpreter that has torch")
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for width in WIDTHS:
            for seeds in (1, 5):
                ours = measure_ours(width, seeds, Path(folder))
                peer = measure_peer(options.torch, Path(folder)) if seeds == 1 else None
                lines.append(row(width, seeds, ours, peer))
                print(lines[-1], flush=True)
    write_down(lines, options.note)


def row(width: int, seeds: int, ours: dict[str, Any], peer: dict[str, Any] | None) -> str:
    mine = ours["tokens"] / ours["cpu"], ours["tokens"] / ours["wall"]
    if peer is None:
        return f"| {width} | {seeds} | {mine[0]:,.0f} | {mine[1]:,.0f} | | | | |"
    other = ours["tokens"] / peer["cpu"], ours["tokens"] / peer["wall"]
    return (
        f"| {width} | {seeds} | {mine[0]:,.0f} | {mine[1]:,.0f} | {other[0]:,.0f} | {other[1]:,.0f} | "
        f"{mine[0] / other[0]:.2f} | {peer['difference']:.1e} |"
    )


def write_down(lines: list[str], note: str) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    head = [
        f"\n## The lab's transformer beside torch, {datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}\n",
        f"{note}\n" if note else "",
        f"`python benchmarks/lab_speed.py --torch PYTHON`, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"jax {jax.__version__} on {jax.default_backend()}; {STEPS} steps of {BATCH} rows, medians of {REPEATS}.\n",
        "| width | seeds together | ours, tokens per CPU s | per s by the clock | torch, per CPU s | per s | "
        "ours / torch (CPU) | largest difference of logits |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    with RESULTS.open("a") as file:
        file.write("\n".join([*(line for line in head if line), *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
