"""A language model in jax from a GGUF file: read, run, drawn from and tuned. The model is tiny and random; that the
real one is llama.cpp's is measured in benchmarks/results.md."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax", reason="the lab extra is not installed")

import jax
import jax.numpy as jnp

from farfield.lab.language.answering import likeliest, read, write
from farfield.lab.language.gguf_file import read_gguf
from farfield.lab.language.llama import logits_at, no_adapters, read_llama, run_behind
from farfield.lab.language.tuning import require_finite, take_steps
from farfield.lab.language.vocabulary import read_vocabulary
from farfield.records import FarfieldError
from naive_llama import as_f32, naive_logits, tiny_header, tiny_weights, write_gguf

HEADER = tiny_header()
WEIGHTS = tiny_weights(HEADER)
ASKED = np.array([[40, 41, 7, 9, 3, 3], [40, 41, 5, 6, 5, 6]])
NO_TEXT = np.zeros(0, int)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("language") / "tiny.gguf"
    write_gguf(path, HEADER, as_f32(WEIGHTS))
    return path


@pytest.fixture(scope="module")
def tiny(path: Path):
    shape, model = read_llama(read_gguf(path), tuned=1)
    return shape, model, no_adapters(shape, model, 2, jax.random.key(0))


def other_adapters(adapters):
    """Adapters that do something."""
    return adapters._replace(
        q_out=jax.random.normal(jax.random.key(1), adapters.q_out.shape),
        v_out=jax.random.normal(jax.random.key(2), adapters.v_out.shape),
    )


@partial(jax.jit, static_argnums=0)
def logits(shape, model, adapters, tokens):
    """Behind the first two tokens as the text that all rows share."""
    asked = read(shape, model, tokens[0, :2], tokens[:, 2:])
    stream = run_behind(shape, model.upper, adapters, asked.text, asked.rows).rows
    return logits_at(shape, model, stream)


def test_the_forward_pass_is_that_of_plain_loops(tiny) -> None:
    """With adapters that are zero outwards: they change nothing."""
    found = np.asarray(logits(*tiny, ASKED))
    for row, tokens in zip(found, ASKED.tolist(), strict=True):
        assert row == pytest.approx(naive_logits(HEADER, WEIGHTS, tokens)[2:], abs=2e-4)


def test_adapters_are_what_they_add_to_the_weights(tiny) -> None:
    shape, model, adapters = tiny
    adapters = other_adapters(adapters)
    added = {
        f"blk.1.attn_{name}.weight": np.asarray(out[0] @ into[0])
        for name, into, out in (("q", adapters.q_in, adapters.q_out), ("v", adapters.v_in, adapters.v_out))
    }
    merged = WEIGHTS | {name: WEIGHTS[name] + more for name, more in added.items()}
    found = np.asarray(logits(shape, model, adapters, ASKED))[0]
    assert found == pytest.approx(naive_logits(HEADER, merged, ASKED[0].tolist())[2:], abs=5e-4)
    assert np.abs(found - np.asarray(logits(*tiny, ASKED))[0]).max() > 0.1


def test_blocks_of_four_and_eight_bits_become_these_numbers(tmp_path: Path) -> None:
    """Scale .5 and least value 2 as 16-bit numbers; the low halves are the first 16 values, the high ones the last."""
    halves = [16 * (15 - at) + at for at in range(16)]
    four = np.array([0.5, 2.0], "<f2").tobytes() + bytes(halves)
    eight = np.array([0.25], "<f2").tobytes() + np.arange(-16, 16, dtype=np.int8).tobytes()
    sixteen = np.array([1.5, -2.0], "<f2").tobytes()
    write_gguf(
        tmp_path / "a.gguf",
        {},
        {"four": (3, (1, 32), four), "eight": (8, (32,), eight), "half": (1, (2,), sixteen)},
    )
    file = read_gguf(tmp_path / "a.gguf")
    assert file.read("four").tolist() == [[2 + at / 2 for at in (*range(16), *range(15, -1, -1))]]
    assert file.read("eight").tolist() == [at / 4 for at in range(-16, 16)]
    assert file.read("half").tolist() == [1.5, -2.0]


def test_what_is_no_such_file_is_refused_by_name(tmp_path: Path, path: Path) -> None:
    whole, other = path.read_bytes(), tmp_path / "b.gguf"

    def complaint(raw: bytes, name: str = "token_embd.weight") -> str:
        other.write_bytes(raw)
        with pytest.raises(FarfieldError) as error:
            read_gguf(other).read(name)
        return str(error.value)

    assert "cannot be read" in complaint(b"")
    assert "is no GGUF file" in complaint(b"PK" + whole[2:])
    assert "version 9" in complaint(whole[:4] + b"\x09" + whole[5:])
    assert all("cut off" in complaint(whole[:size]) for size in (8, 30, 900, 1_500))
    assert "ends within blk.1.ffn_down" in complaint(whole[:-64], "blk.1.ffn_down.weight")
    assert "no tensor nothing" in complaint(whole, "nothing")
    write_gguf(other, {}, {"x": (14, (256,), bytes(210))})
    with pytest.raises(FarfieldError, match="as Q6_K"):
        read_gguf(other).read("x")
    file = read_gguf(path)
    gpt, experts, words = (
        replace(file, told={**file.told, key: value})
        for key, value in (
            ("general.architecture", "gpt2"),
            ("llama.expert_count", 8),
            ("tokenizer.ggml.pre", "qwen"),
        )
    )
    with pytest.raises(FarfieldError, match="kind gpt2"):
        read_llama(gpt, 1)
    with pytest.raises(FarfieldError, match="expert_count"):
        read_llama(experts, 1)
    with pytest.raises(FarfieldError, match="qwen"):
        read_vocabulary(words)


def test_text_is_split_as_its_merges_say_and_comes_back(path: Path) -> None:
    known = read_vocabulary(read_gguf(path))
    assert [known.tokens[one] for one in known.encode("12 + 3 =\n")] == ["1", "2", "Ġ+", "Ġ", "3", "Ġ=", "Ċ"]
    assert [known.tokens[one] for one in known.encode("ab abc")] == ["ab", "Ġa", "b", "c"]
    assert known.decode(known.encode("7 + ab = ?\n")) == "7 + ab = ?\n"
    assert known.special == {"<|endoftext|>": 0, "<|im_start|>": 1, "<|im_end|>": 2}
    with pytest.raises(FarfieldError, match="not ASCII"):
        known.encode("sieben Äpfel")


def test_what_is_drawn_token_by_token_is_what_one_pass_makes_likeliest(tiny) -> None:
    """With logits so far apart that the likeliest is drawn; prompts of different lengths, junk behind the shorter."""
    shape, model, adapters = tiny
    model, adapters = model._replace(norm=model.norm * 1e4), other_adapters(adapters)
    text = jnp.array([7, 8, 9])
    asked, start = read(shape, model, text, jnp.asarray(ASKED)), jnp.array([3, 5])
    drawn = partial(write, shape, model, adapters, asked, start)
    said = np.asarray(drawn(jnp.asarray(-1), 4, 1, jax.random.key(0)))
    whole = np.zeros((2, 10), int)
    for row, place in enumerate(start.tolist()):
        whole[row, : place + 5] = [*ASKED[row, : place + 1], *said[row]]
    known = read(shape, model, text, jnp.asarray(whole))
    again = likeliest(shape, model, adapters, known, start[:, None] + jnp.arange(4))
    assert np.asarray(again).tolist() == said.tolist()
    thrice = np.asarray(drawn(jnp.asarray(-1), 4, 3, jax.random.key(1)))
    assert thrice.tolist() == np.repeat(said, 3, axis=0).tolist(), (
        "a prompt's answers stand beside each other"
    )
    stopped = np.asarray(drawn(jnp.asarray(said[0, 1]), 4, 1, jax.random.key(0)))
    ended = said[0].tolist().index(said[0, 1]) + 1
    assert stopped[0].tolist() == [*said[0, :ended].tolist(), *[0] * (4 - ended)]


def test_tuning_learns_and_a_rate_of_nothing_changes_nothing(tiny) -> None:
    shape, model, adapters = tiny
    asked = read(shape, model, jnp.asarray(NO_TEXT), jnp.asarray(ASKED))
    streams = asked.text, asked.rows
    answers = jnp.array([[3], [5]]), jnp.array([[50], [60]]), jnp.ones((2, 1), bool)
    batches = jnp.tile(jnp.arange(2), (120, 1))
    same, _ = take_steps(shape, model, adapters, *streams, answers, batches, jnp.zeros(120))
    assert all(bool((one == other).all()) for one, other in zip(same, adapters, strict=True))
    tuned, losses = take_steps(shape, model, adapters, *streams, answers, batches, jnp.full(120, 0.05))
    assert losses[-1] < losses[0] / 2
    again, _ = take_steps(shape, model, adapters, *streams, answers, batches, jnp.full(120, 0.05))
    assert all(bool((one == other).all()) for one, other in zip(tuned, again, strict=True))
    with pytest.raises(FarfieldError, match="went astray"):
        require_finite(jnp.array([1.0, jnp.nan]))
