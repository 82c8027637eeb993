"""The lab's transformer in plain torch, for benchmarks/lab_speed.py: checked against our logits, then timed.

    python benchmarks/torch_transformer.py peer.npz STEPS BATCH REPEATS

Needs torch and numpy alone. Prints JSON: median CPU and wall seconds, and the largest difference of the logits.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

HEAD_WIDTH, LAYERS = 16, 2


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(width, eps=1e-5)
        self.mix = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.network_norm = nn.RMSNorm(width, eps=1e-5)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows, length, width = x.shape
        mixed = self.mix(self.attention_norm(x)).view(rows, length, 3, width // HEAD_WIDTH, HEAD_WIDTH)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(rows, length, width))
        return x + self.narrow(functional.gelu(self.widen(self.network_norm(x)), approximate="tanh"))


class Transformer(nn.Module):
    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        width = weights["token"].shape[1]
        self.token, self.role, self.column = (
            nn.Parameter(weights[name].clone()) for name in ("token", "role", "column")
        )
        self.blocks = nn.ModuleList(Block(width) for _ in range(LAYERS))
        self.norm = nn.RMSNorm(width, eps=1e-5)
        self.head = nn.Linear(width, weights["head"].shape[0])
        with torch.no_grad():
            self.norm.weight.copy_(weights["norm"])
            self.head.weight.copy_(weights["head"])
            self.head.bias.copy_(weights["head_bias"])
            for at, block in enumerate(self.blocks):
                for name in ("attention_norm", "mix", "out", "network_norm", "widen", "narrow"):
                    getattr(block, name).weight.copy_(weights[f"{at}.{name}"])
                block.widen.bias.copy_(weights[f"{at}.widen_bias"])
                block.narrow.bias.copy_(weights[f"{at}.narrow_bias"])

    def forward(self, tokens: torch.Tensor, roles: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
        x = self.token[tokens] + self.role[roles] + self.column[columns]
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def train(model: Transformer, rows: dict[str, torch.Tensor], batches: torch.Tensor) -> None:
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.95))
    for places in batches:
        batch = {name: field[places] for name, field in rows.items()}
        logits = model(batch["tokens"], batch["roles"], batch["columns"])
        scored = batch["scored"]
        loss = functional.cross_entropy(logits[scored], batch["targets"][scored])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def main() -> None:
    path, steps, batch, repeats = sys.argv[1], *map(int, sys.argv[2:5])
    held: dict[str, Any] = dict(np.load(path))
    weights = {name[2:]: torch.tensor(value) for name, value in held.items() if name.startswith("w.")}
    fields = ("tokens", "roles", "columns", "targets", "scored")
    rows = {
        name: torch.tensor(held[name]).to(torch.bool if name == "scored" else torch.long) for name in fields
    }
    model = Transformer(weights)
    with torch.no_grad():
        logits = model(*(rows[name][:batch] for name in ("tokens", "roles", "columns")))
    difference = float((logits - torch.tensor(held["logits"])).abs().max())
    batches = torch.randint(
        0, len(rows["tokens"]), (steps, batch), generator=torch.Generator().manual_seed(9)
    )
    train(model, rows, batches[:5])
    cpu, wall = [], []
    for _ in range(repeats):
        before = time.process_time(), time.perf_counter()
        train(model, rows, batches)
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    print(
        json.dumps({"cpu": float(np.median(cpu)), "wall": float(np.median(wall)), "difference": difference})
    )


if __name__ == "__main__":
    main()
