"""Log-probs of names: what a model in this process would rather say, whatever it writes."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

pytest.importorskip("inspect_ai")

from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ModelName
from inspect_ai.solver import TaskState

from farfield.families.dated_facts import DatedFacts
from farfield.families.facts import read_held
from farfield.families.family import FamilyItem
from farfield.families.sets import SampleOptions, sample_sets
from farfield.run import weighing
from farfield.run.gguf import Answer, GgufModel
from farfield.run.provider import FarfieldAPI
from farfield.run.weighing import share_of, weigh_names


class Forced(GgufModel):
    """A model without a file: each token of what a grammar lets it say has the log-prob that its name has here."""

    def __init__(self, logs: Mapping[str, float], whole: bool = True) -> None:
        self.logs, self.whole, self.asked = logs, whole, []

    def answer(
        self,
        messages: Sequence[Mapping[str, str]],
        settings: Mapping[str, Any],
        stopped: threading.Event,  # noqa: ARG002
    ) -> Answer:
        text = settings["grammar"].removeprefix('root ::= "').removesuffix('"')
        self.asked.append((messages[-1]["content"], text))
        half = self.logs[text] / 2
        told = text if self.whole else text[:-1]
        return Answer(
            told, stop="stop", logprobs=[{"token": "a", "logprob": half}, {"token": "b", "logprob": half}]
        )

    def close(self) -> None: ...


def item(form: str = "name") -> FamilyItem:
    axes = {"arm": ("none",), "turns": (0,), "source": ("real",), "change": (1,)}
    asked = sample_sets(DatedFacts(), SampleOptions(items=9, axes=axes))
    return next(one for one in asked if one.exercise.noted["form"] == form)


def weighed(one: FamilyItem, model: object, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    api = FarfieldAPI.__new__(FarfieldAPI)
    api.answerer = model  # type: ignore[assignment]
    monkeypatch.setattr(weighing, "get_model", type("Model", (), {"api": api}))
    messages = [
        ChatMessageUser(content=one.exercise.question),
        ChatMessageAssistant(content="I do not know."),
    ]
    state = TaskState(ModelName("farfield/x"), one.item_id, 1, one.exercise.question, messages)  # type: ignore[arg-type]
    return asyncio.run(weigh_names(DatedFacts(), one, state))


def test_the_current_answer_among_those_of_its_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    one = item()
    names = [held.answer for held in read_held(one.exercise.noted)]
    model = Forced({name: math.log(0.1 * (at + 1)) for at, name in enumerate(names)})
    found = weighed(one, model, monkeypatch)
    assert one.exercise.target == names[-1]
    assert found == {"probability": pytest.approx(len(names) / sum(range(1, len(names) + 1)))}
    assert {question for question, _ in model.asked} == {
        one.exercise.question
    }  # its own answer is not shown to it


def test_nothing_where_no_name_is_asked_for_or_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert weighed(item("event"), Forced({}), monkeypatch) == {}
    assert weighed(item(), object(), monkeypatch) == {}
    names = {held.answer: -1.0 for held in read_held(item().exercise.noted)}
    assert weighed(item(), Forced(names, whole=False), monkeypatch) == {}


@pytest.mark.parametrize(
    ("logs", "share"), [([-1.0, -1.0], 0.5), ([-900.0, -800.0], math.exp(-100)), ([None, -1.0], None)]
)
def test_shares_of_log_probs(logs: list[float | None], share: float | None) -> None:
    found = share_of(0, logs)
    assert found == (None if share is None else pytest.approx(share))


def test_quotes_in_a_name_stay_in_it() -> None:
    model = Forced({'Lee \\"Jo\\" Roe': -1.0})
    with_quotes = 'Lee "Jo" Roe'
    assert model.log_prob([{"role": "user", "content": "?"}], with_quotes, threading.Event()) is None
    assert model.asked == [("?", 'Lee \\"Jo\\" Roe')]
