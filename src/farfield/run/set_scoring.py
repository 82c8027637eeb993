"""What is told of answers to families of sets: how they came to be chosen, what they show, and the share by kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from string import ascii_uppercase as LETTERS
from typing import Any, cast

from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Metric, MetricProtocol, SampleScore, Value, accuracy, metric, stderr

from farfield.families import Family, FamilyItem
from farfield.families.family import ITEM
from farfield.families.sets import FLIPPED, SetFamily, ValueFamily


def likelier(output: ModelOutput, options: Sequence[str]) -> tuple[str | None, Mapping[str, str]]:
    """The letter that the model's first token is likelier to be, where its chances are known and the text chose none;
    and that it was chosen so."""
    told = output.choices[0].logprobs
    first = (told.content[0].top_logprobs or []) if told and told.content else []
    letters = LETTERS[: len(options)]
    chances = dict.fromkeys(letters, 0.0)
    for token in first:
        if (letter := token.token.strip()) in chances:
            chances[letter] += math.exp(token.logprob)
    best = max(chances.values())
    if best == 0 or sum(value == best for value in chances.values()) > 1:
        return None, {}
    return max(letters, key=lambda letter: chances[letter]), {"chosen_by": "log-probs"}


def answer_noted(family: Family, item: FamilyItem, found: str | None) -> Mapping[str, Any]:
    """`said`: what an answer shows of a value, whether that is right there or not; `prob`: the probability stated."""
    if isinstance(family, ValueFamily) and item.condition in (ITEM, FLIPPED):
        return {"said": family.shows(found, item)}
    if family.answer == "probability" and found is not None:
        return {"prob": float(found)}
    return {}


def _share_of(kind: str) -> Callable[[], Metric]:
    @metric(name=kind)
    def share() -> Metric:
        whole = cast(MetricProtocol, accuracy())

        def compute(scores: list[SampleScore]) -> Value:
            return whole([score for score in scores if (score.sample_metadata or {}).get("kind") == kind])

        return compute

    return share


_BY_KIND = {kind: _share_of(kind) for kind in ValueFamily.kinds.values()}


def set_metrics(family: SetFamily) -> list[Metric]:
    """The mean score, of each kind where there are several."""
    if family.kinds:
        return [_BY_KIND[kind]() for kind in family.kinds.values()]
    return [accuracy(), stderr(cluster="cluster")]
