"""Every format of logs by its name on the command line: the score that the log says."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture

GOLDEN = Path(__file__).parent / "golden"


def means(farfield: Typed, source: object, form: str, code: str = "") -> dict[tuple[str, str], float]:  # noqa: F811
    """Profiled with --format: the mean score of each subject and task."""
    Path("corpus.jsonl").write_text('{"text": "What is two and two? It is four, as everybody knows."}\n')
    farfield(f"profile {source} --corpus corpus.jsonl --format {form} {code} --out run-{form}")
    profiles = json.loads(Path(f"run-{form}/profile.json").read_text())["profiles"]
    return {(one["subject"], one["task"]): one["score"]["mean"] for one in profiles}


@exercises("format inspect", "format every_eval_ever", "format lm_eval", "format lighteval", "format helm",
           "format openai_evals", "format promptfoo")  # fmt: skip
def test_logs_that_the_tools_wrote(farfield: Typed) -> None:  # noqa: F811
    """Of letters.eval one of four is right and one half right, of the sums two of four (golden/README.md)."""
    assert means(farfield, GOLDEN / "inspect" / "letters.eval", "inspect") == {
        ("stub/parrot", "letters"): 1.5 / 4
    }
    every = means(farfield, GOLDEN / "every_eval_ever" / "lm_eval_sums", "every_eval_ever")
    assert every == {("made/rote-1b", "sums"): 2 / 4}
    assert means(farfield, GOLDEN / "lm_eval", "lm_eval") == {
        ("made/rote-1b", "sums"): 2 / 4, ("made/rote-1b", "capitals"): pytest.approx(1 / 3),
    }  # fmt: skip
    assert means(farfield, GOLDEN / "lighteval", "lighteval") == {
        ("made/rote-1b", "sums|0"): pytest.approx(2 / 3), ("made/rote-1b", "capitals|0"): pytest.approx(1 / 3),
    }  # fmt: skip
    (helm,) = means(farfield, GOLDEN / "helm" / "simple_mcqa", "helm").values()
    assert helm == 4 / 8
    openai = means(farfield, GOLDEN / "openai_evals" / "sums.jsonl", "openai_evals")
    assert openai == {("rote", "sums.test.v1"): pytest.approx(2 / 3)}
    promptfoo = means(farfield, GOLDEN / "promptfoo" / "results.json", "promptfoo")
    assert set(promptfoo.values()) == {1.5 / 2}


def olmes(folder: Path) -> Path:
    rows = [
        {"doc_id": n, "native_id": n, "metrics": {"exact_match": float(n == 0)}, "model_output": []}
        for n in range(4)
    ]
    (folder / "acme").mkdir()
    path = folder / "acme" / "task-000-made-predictions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def evalplus(folder: Path) -> Path:
    told = {
        f"HumanEval/{n}": [{"task_id": f"HumanEval/{n}", "base_status": "pass", "plus_status": plus}]
        for n, plus in enumerate(("pass", "fail", "fail", "fail"))
    }
    return written(folder / "acme_eval_results.json", {"date": "2025", "hash": "x", "eval": told})


def simple_evals(folder: Path) -> Path:
    pages = [
        f"<h3>Prompt conversation</h3><p>Correct Answer: A</p><p>Score: {float(n == 0)}</p>" for n in range(4)
    ]
    talks = [
        [{"role": "user", "content": f"Is {n} odd?"}, {"role": "assistant", "content": "Yes."}]
        for n in range(4)
    ]
    told = {"score": 0.25, "metrics": {}, "convos": talks, "htmls": pages}
    return written(folder / "mmlu_acme_20250101_101010_allresults.json", told)


def reasoning_gym(folder: Path) -> Path:
    scores = [{"best_score": 1.0, "mean_score": float(n == 0)} for n in range(4)]
    results = [{"question": f"What is {n}?", "expected_answer": "1"} | one for n, one in enumerate(scores)]
    dataset = {"name": "made", "category": "algebra", "average_best_score": 1.0, "results": results}
    told = {"metadata": {"model": "acme"}, "categories": [{"name": "algebra", "datasets": [dataset]}]}
    return written(folder / "results.json", told)


def hle(folder: Path) -> Path:
    told = {
        f"q{n}": {"model": "acme", "response": "Rome", "judge_response": {"correct": ("no", "yes")[n == 0]}}
        for n in range(4)
    }  # fmt: skip
    return written(folder / "judged_hle_acme.json", told)


def swebench(folder: Path) -> Path:
    told = {
        "total_instances": 4, "submitted_ids": ["a", "b", "c", "d"], "completed_ids": ["a", "b"], "incomplete_ids": [],
        "resolved_ids": ["a"], "unresolved_ids": ["b"], "empty_patch_ids": ["c"], "error_ids": ["d"],
        "schema_version": 2,
    }  # fmt: skip
    return written(folder / "acme.run1.json", told)


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value))
    return path


NATIVE: list[Callable[[Path], Path]] = [olmes, evalplus, simple_evals, reasoning_gym, hle, swebench]


@exercises(
    "format olmes",
    "format evalplus",
    "format simple_evals",
    "format reasoning_gym",
    "format hle",
    "format swebench",
)
def test_files_that_harnesses_write(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """One of four is right in each."""
    for make in NATIVE:
        folder = tmp_path / make.__name__
        folder.mkdir()
        (mean,) = means(farfield, make(folder), make.__name__).values()
        assert mean == 1 / 4, make.__name__


@exercises("extra http")
def test_a_log_and_a_corpus_behind_an_address(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Three of four right; each question of three words stands in the corpus whole: one piece of three."""
    pytest.importorskip("aiohttp")
    rows = [{"id": n, "question": f"what is w{n}", "score": int(n > 0)} for n in range(4)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "read.jsonl").write_text(
        "".join(json.dumps({"text": row["question"]}) + "\n" for row in rows)
    )
    handler = partial(QuietHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        farfield(f"profile {at}/log.jsonl --corpus {at}/read.jsonl --out run")
        server.shutdown()
    (found,) = json.loads(Path("run/profile.json").read_text())["profiles"]
    assert found["score"]["mean"] == 3 / 4
    assert found["rulers"]["pieces"]["high"] == pytest.approx(100 / 3)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
