"""A real model in this process: SmolLM2-135M, fetched once into the user's cache."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from farfield.options.asking import RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.run.gguf import GgufModel, GgufOptions
from farfield.run.models import add_model
from farfield.run.running import run_family

pytestmark = pytest.mark.slow

ASKED = [{"role": "user", "content": "Name a colour."}]


@pytest.fixture(scope="module")
def path() -> Path:
    try:
        return add_model("smollm2").path
    except FarfieldError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"SmolLM2 cannot be had: {error.headline}")


@pytest.fixture(scope="module")
def model(path: Path):
    loaded = GgufModel(path, GgufOptions(context=1024))
    yield loaded
    loaded.close()


def ask(model: GgufModel, **settings: object):
    return model.answer(ASKED, {"max_tokens": 12, "temperature": 0.0, **settings}, threading.Event())


def test_the_likeliest_answer_is_the_same_again(model: GgufModel) -> None:
    first = ask(model)
    assert first.text
    assert first.stop in ("stop", "length")
    assert first.usage["completion_tokens"] <= 12
    assert ask(model).text == first.text


def test_a_seed_draws_the_same_answer_again(model: GgufModel) -> None:
    drawn = [ask(model, temperature=1.5, seed=seed).text for seed in (1, 1, 2, 3)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1


def test_log_probabilities_and_stop(model: GgufModel) -> None:
    whole = ask(model, logprobs=True, top_logprobs=2)
    assert whole.logprobs is not None
    assert "".join(token["token"] for token in whole.logprobs).startswith(whole.text[:5])
    assert all(token["logprob"] <= 0 for token in whole.logprobs)
    word = whole.text.split()[1]
    assert word not in ask(model, stop=[word]).text


def test_an_answer_is_broken_off(model: GgufModel) -> None:
    stopped = threading.Event()
    stopped.set()
    begun = time.process_time()
    answer = model.answer(ASKED, {"max_tokens": 900, "temperature": 0.0}, stopped)
    assert len(answer.text) < 50
    assert time.process_time() - begun < 20


def test_a_prompt_beyond_the_context_is_an_error(model: GgufModel) -> None:
    with pytest.raises(RuntimeError, match="context size"):
        model.answer([{"role": "user", "content": "word " * 2000}], {"max_tokens": 2}, threading.Event())


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")
def test_closing_ends_the_models_threads(path: Path) -> None:
    def threads() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    for _ in range(2):  # the first model leaves llama.cpp's one thread for its log
        model = GgufModel(path, GgufOptions(context=256))
        assert ask(model).text
        loaded = threads()
        model.close()
        until = time.monotonic() + 10
        while threads() >= loaded and time.monotonic() < until:
            time.sleep(0.1)
        left = threads()
        assert left < loaded
    model = GgufModel(path, GgufOptions(context=256))
    model.close()
    assert threads() <= left


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "no.gguf").write_bytes(b"GGUF?")
    with pytest.raises(FarfieldError, match="cannot be loaded"):
        GgufModel(tmp_path / "no.gguf", GgufOptions())


def test_the_model_answers_a_family_in_form(path: Path, tmp_path: Path) -> None:
    task = TaskOptions(items=12, axes={"digits": (1, 2), "base": (10,)}, checks=False)
    run = run_family("addition", f"farfield/{path}", tmp_path, RunOptions(task))
    assert [one.outcome for one in run.answers].count("answered") >= 10
    assert sum(one.score or 0 for one in run.answers) >= 3


def test_what_takes_too_long_is_a_time_out(path: Path, tmp_path: Path) -> None:
    task = TaskOptions(items=2, cot=True, checks=False)
    options = RunOptions(task, limit_seconds=1, max_tokens=900)
    run = run_family("multiplication", f"farfield/{path}", tmp_path, options)
    assert {one.outcome for one in run.answers} <= {"timeout", "answered"}
    assert "timeout" in {one.outcome for one in run.answers}
    assert all(one.score is None for one in run.answers if one.outcome == "timeout")
