"""A model of a half: trained on its text, kept every few hundred steps, taken up where it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from farfield.arrays import Codes, Floats
from farfield.lab.checkpoints import load, save
from farfield.studies.text.answers import Said, Tokens
from farfield.studies.text.decoder import OPTIMIZER, Decoder, say, start, take_steps
from farfield.studies.text.parameters import LAYERS, TextParameters, rate_of

WARM_UP = 0.05
"""Of the steps: the rate rises to its height in these, and falls to nothing over the others."""
AT_ONCE = 16
"""Windows that are asked together."""


class State(NamedTuple):
    """All that training goes on from."""

    model: Decoder
    moments: Any
    step: Any


class Rung(NamedTuple):
    """Which model is meant: its width, the half and the text that it learns from, and its seed."""

    width: int
    half: str
    text: str
    seed: int

    @property
    def name(self) -> str:
        """As its files are called."""
        return f"width-{self.width}-{self.text}-seed-{self.seed}-{self.half}"


def learn(
    rung: Rung, text: Codes, parameters: TextParameters, vocabulary: int, folder: Path | None
) -> Decoder:
    """The model of a rung, trained on a text until as many tokens were seen as all models see."""
    steps = parameters.tokens // (parameters.batch * parameters.context)
    stages = max(1, -(-steps // parameters.checkpoint_every))
    each = max(1, steps // stages)
    places = _places(len(text), parameters, each * stages, rung)
    model = start(vocabulary, rung.width, LAYERS[rung.width], jax.random.key(rung.seed))
    state = State(model, OPTIMIZER.init(model), np.zeros(1, np.int64))
    path = None if folder is None else folder / "checkpoints" / f"{rung.name}.checkpoint"
    made_of = {**rung._asdict(), "steps": each * stages, "text_tokens": len(text), "vocabulary": vocabulary}
    if path is not None and path.exists():
        state = load(path, state, made_of)
    heights = _rates(each * stages) * rate_of(parameters, rung.width)
    for at in range(int(state.step[0]), each * stages, each):
        rows = text[places[at : at + each, :, None] + np.arange(parameters.context + 1)]
        model, moments = take_steps(
            state.model, state.moments, jnp.asarray(rows, jnp.int32), jnp.asarray(heights[at : at + each])
        )
        state = State(model, moments, np.array([at + each]))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            save(path, state, made_of)
    return state.model


def ask(model: Decoder, windows: Codes, tokens: Tokens) -> Said:
    """What a model says of tokens in windows, each behind what stands before it in its window."""
    hits, bits = [], []
    for at in range(0, len(windows), AT_ONCE):
        some = windows[at : at + AT_ONCE]
        filled = np.concatenate([some, np.repeat(some[:1], AT_ONCE - len(some), axis=0)])
        found = say(model, jnp.asarray(filled, jnp.int32))
        hits.append(np.asarray(found[0])[: len(some)])
        bits.append(np.asarray(found[1])[: len(some)])
    at_place = tokens.window, tokens.place - 1
    return Said(np.concatenate(hits)[at_place], np.concatenate(bits)[at_place].astype(float))


def _places(length: int, parameters: TextParameters, steps: int, rung: Rung) -> Codes:
    """Where the windows of each step begin, (steps, batch): each pass takes all of the text once, in a new order."""
    rng = np.random.default_rng((rung.seed, rung.half == "B"))
    wanted, found = steps * parameters.batch, np.zeros(0, np.int64)
    while len(found) < wanted:
        first = int(rng.integers(min(parameters.context, max(1, length - parameters.context))))
        begins = np.arange(first, length - parameters.context, parameters.context)
        found = np.concatenate([found, rng.permutation(begins)])
    return found[:wanted].reshape(steps, parameters.batch)


def _rates(steps: int) -> Floats:
    """The share of its height that the rate has at each step."""
    at = np.arange(steps)
    warm = max(1, int(WARM_UP * steps))
    return np.minimum((at + 1) / warm, (steps - at) / max(1, steps - warm))
