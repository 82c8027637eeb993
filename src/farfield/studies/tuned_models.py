"""A language model with adapters that attempts sums, is examined, and practises: everything that a round takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.language.answering import likeliest, read, write
from farfield.lab.language.gguf_file import read_gguf
from farfield.lab.language.llama import Adapters, Llama, Passed, Shape, no_adapters, read_llama
from farfield.lab.language.tuning import require_finite, take_steps
from farfield.lab.language.vocabulary import read_vocabulary
from farfield.lab.rounds import cut, right_answers
from farfield.run.models import find_model
from farfield.studies.loop_arms import Tried
from farfield.studies.written_sums import ANSWERED, Writing, answer_places


class Prompts(NamedTuple):
    """Rows behind a text, and what the lower blocks make of them, which is the same for all adapters."""

    rows: Encoded[HostArray]
    asked: Passed


class Examined(NamedTuple):
    """Of each row whether its greedy answer is right, and that answer's first token."""

    right: HostArray
    manner: HostArray


@dataclass(frozen=True)
class LanguageModel:
    """A model's weights, which stay as they are, and how it writes sums."""

    shape: Shape
    weights: Llama
    writing: Writing

    def untuned(self, rank: int, seed: int) -> Adapters:
        return no_adapters(self.shape, self.weights, rank, jax.random.key(seed))

    def prepare(self, rows: Encoded[HostArray], text: str) -> Prompts:
        before = jnp.asarray(self.writing.vocabulary.encode(text), jnp.int32)
        return Prompts(rows, read(self.shape, self.weights, before, jnp.asarray(rows.tokens)))

    def attempt(self, adapters: Adapters, prompts: Prompts, samples: int, key: jax.Array) -> Tried:
        """Each row tried `samples` times at temperature 1; the answers that the rows hold are not read."""
        rows, start, end = prompts.rows, jnp.asarray(prompts.rows.start), jnp.asarray(self.writing.end)
        told = (self.shape, self.weights, adapters, prompts.asked, start, end)
        drawn = write(*told, ANSWERED, samples, key)
        answers = np.asarray(drawn).reshape(len(rows.start), samples, ANSWERED)
        ends = self.writing.ends(answers)
        known, _ = right_answers(rows, ANSWERED)
        right = (cut(answers, ends) == known[:, None]).all(axis=-1)
        return Tried(rows, cut(answers, ends), ends, right, self.writing.formed(answers))

    def examine(self, adapters: Adapters, prompts: Prompts) -> Examined:
        """By one pass over the right answers: all likeliest exactly when the greedy answer is right."""
        at, targets, counts = answer_places(prompts.rows)
        said = np.asarray(likeliest(self.shape, self.weights, adapters, prompts.asked, jnp.asarray(at)))
        return Examined(((said == targets) | ~counts).all(axis=1), said[:, 0])

    def practise(
        self, adapters: Adapters, prompts: Prompts, batches: HostArray, rates: HostArray
    ) -> Adapters:
        """Adapters after a step for each of `batches` [steps, batch], with a fresh optimiser."""
        at, targets, counts = (jnp.asarray(part) for part in answer_places(prompts.rows))
        text, rows, steps = prompts.asked.text, prompts.asked.rows, jnp.asarray(batches)
        tuned: Adapters
        tuned, losses = take_steps(
            self.shape, self.weights, adapters, text, rows, (at, targets, counts), steps, jnp.asarray(rates)
        )
        require_finite(losses)
        return tuned


@lru_cache(maxsize=1)
def load_model(name: str, tuned: int) -> LanguageModel:
    """A model that was added, or a GGUF file. Raises FarfieldError where it is not here or not of the kind."""
    file = read_gguf(find_model(name))
    vocabulary = read_vocabulary(file)
    return LanguageModel(*read_llama(file, tuned), Writing(vocabulary))
