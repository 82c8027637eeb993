"""Log-probs of SmolLM2-135M in jax beside llama.cpp's, on the same file, and what a pass costs.

    farfield model add smollm2
    python benchmarks/language_model.py --note "what this run is"

Both read the same tokens and tell the next one; compared are the ten that llama.cpp holds likeliest. What llama.cpp
multiplies with weights of 4 and 8 bits it rounds to 8 bits first, which jax does not. So llama.cpp is asked a second
time, with a copy of the file whose weights are the same numbers in 32 bits, which it multiplies as they stand; and
the plain loops of the tests, which can do either, are set beside both on some texts. The table is appended to
benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from farfield.lab.language.answering import likeliest, read
from farfield.lab.language.gguf_file import read_gguf
from farfield.lab.language.llama import logits_at, no_adapters, read_llama, run_behind
from farfield.lab.language.vocabulary import read_vocabulary
from farfield.run.gguf import GgufModel, GgufOptions
from farfield.run.models import find_model
from naive_llama import as_f32, naive_logits, write_gguf

RESULTS = Path(__file__).parent / "results.md"
TOP, LOOPED, LENGTH = 10, 1, 32
OPTIONS = GgufOptions(context=512)
SENTENCES = (
    "The capital of France is", "Water boils at a temperature of", "Once upon a time there was a", "To be or not to",
    "In 1969 the first man walked on the", "The opposite of hot is", "Two plus two makes", "My favourite colour is",
    "The sun rises in the", "def add(a, b):\n    return", "Monday, Tuesday, Wednesday,", "A dog is a kind of",
    "The author of Hamlet is William", "She opened the door and", "1, 2, 3, 4,", "A year has twelve",
)  # fmt: skip
ADDENDS = (
    (1, 2, 3), (4, 5, 1), (12, 7, 30), (25, 41, 8), (99, 1, 5), (13, 13, 13), (8, 9, 6), (70, 20, 4),
    (123, 456, 7), (501, 250, 33), (3, 6, 2), (64, 36, 11), (5, 5, 5), (17, 2, 9), (310, 45, 6), (28, 19, 80),
)  # fmt: skip
SUMS = tuple(f"{a} + {b} = {a + b}\n{b} + {c} =" for a, b, c in ADDENDS)
HEADINGS = (
    "| less llama.cpp's | texts | likeliest token: mean, mean size, largest | ten: mean size, largest |"
)


def compare(path: Path) -> list[dict[str, Any]]:
    """For each text the differences of the log-probs of its likeliest next tokens, [tokens]."""
    file = read_gguf(path)
    known, (shape, model) = read_vocabulary(file), read_llama(file, 0)
    adapters = no_adapters(shape, model, 1, jax.random.key(0))
    weights = {name: file.read(name) for name in file.tensors}
    in_64_bits = {name: one.astype(np.float64) for name, one in weights.items()}
    server, plain = GgufModel(path, OPTIONS)._server, _in_32_bits(file.told, weights)

    @jax.jit
    def told(model: Any, tokens: Any) -> Any:
        asked = read(shape, model, tokens[0, :0], tokens)
        stream = run_behind(shape, model.upper, adapters, asked.text, asked.rows).rows
        return jax.nn.log_softmax(logits_at(shape, model, stream))

    found = []
    for number, text in enumerate(SENTENCES + SUMS):
        tokens = known.encode(text)
        (ids, theirs), (same, in_32_bits) = _likeliest(server, tokens), _likeliest(plain, tokens)
        again = server.handle_completions({"prompt": text, "max_tokens": 1, "temperature": 0.0})
        row = jnp.zeros((1, LENGTH), int).at[0, : len(tokens)].set(jnp.asarray(tokens))
        every = np.asarray(told(model, row))[0, len(tokens) - 1]
        ours = every[ids]
        one = {
            "tokens": len(tokens) - again["usage"]["prompt_tokens"],
            "jax": ours - theirs,
            "jax, of llama.cpp in 32 bits": every[same] - in_32_bits,
        }
        if number < LOOPED or number >= len(SENTENCES) + len(SUMS) - LOOPED:
            for name, rounded in (("loops", False), ("loops of 8 bits", True)):
                logits = naive_logits(file.told, in_64_bits, tokens, eight_bits=rounded)[-1]
                one[name] = (logits - np.logaddexp.reduce(logits))[ids] - theirs
            one["jax and loops"] = ours - theirs - one["loops"]
        found.append(one)
    return found


def _in_32_bits(told: dict[str, Any], weights: dict[str, Any]) -> Any:
    """llama.cpp with a copy of the model whose weights are the same numbers, none of them rounded further."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "plain.gguf"
        write_gguf(copy, told, as_f32(weights))
        return GgufModel(copy, OPTIONS)._server


def _likeliest(server: Any, tokens: list[int]) -> tuple[list[int], Any]:
    """The likeliest next tokens, and their log-probs."""
    asked = {"prompt": tokens, "max_tokens": 1, "logprobs": TOP, "temperature": 0.0}
    top = server.handle_completions(asked)["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    return [one["id"] for one in top], np.array([one["logprob"] for one in top])


def speed(path: Path, rows: int = 32, places: int = 16) -> float:
    """Tokens a CPU second of one pass, with logits at one place a row."""
    shape, model = read_llama(read_gguf(path), 0)
    adapters, tokens = no_adapters(shape, model, 1, jax.random.key(0)), jnp.ones((rows, places), int)

    def run(tokens: Any) -> Any:
        asked = read(shape, model, tokens[0, :0], tokens)
        return likeliest(shape, model, adapters, asked, jnp.zeros((rows, 1), int))

    run(tokens).block_until_ready()
    started = time.process_time()
    run(tokens).block_until_ready()
    return rows * places / (time.process_time() - started)


def table(found: list[dict[str, Any]]) -> str:
    """Mean, mean absolute and largest difference in nats, of the likeliest token and of the ten."""
    lines = [HEADINGS, "|---|---:|---:|---:|"]
    for name in ("jax", "jax, of llama.cpp in 32 bits", "loops", "loops of 8 bits", "jax and loops"):
        some = [one[name] for one in found if name in one]
        first, every = np.array([one[0] for one in some]), np.concatenate(some)
        size = np.abs(every)
        lines.append(
            f"| {name} | {len(some)} | {first.mean():.4f}, {np.abs(first).mean():.4f}, {np.abs(first).max():.4f} "
            f"| {size.mean():.4f}, {size.max():.4f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--note", default="")
    given = parser.parse_args()
    path = find_model("smollm2")
    found = compare(path)
    other = sum(one["tokens"] != 0 for one in found)
    text = (
        f"\n## A language model in jax beside llama.cpp, {datetime.now(UTC):%Y-%m-%d}. {given.note}\n\n"
        f"`python benchmarks/language_model.py`: {path.name}, {len(found)} texts, {other} of them of another "
        f"number of tokens; differences of log-probs in nats. One pass: {speed(path):.0f} "
        f"tokens a CPU second.\n\n{table(found)}\n"
    )
    print(text)
    with RESULTS.open("a") as results:
        results.write(text)


if __name__ == "__main__":
    main()
