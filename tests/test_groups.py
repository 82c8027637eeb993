"""Tasks that are one benchmark: pooled beside their parts, clustered by task, counted once everywhere else."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from farfield.logs import ReadOptions
from farfield.logs.formats.lm_eval_groups import _leaves, note_groups
from farfield.logs.intake import Intake
from farfield.measure.intervals import mean_interval
from farfield.measure.views.pools import find_pools
from farfield.records import FarfieldError, TaskGroup
from test_cli import run, write_lines

SIZES = {
    "exam_algebra": 12, "exam_optics": 18, "exam_law": 30, "exam_waves": 14, "exam_acids": 16, "exam_civics": 10,
}  # fmt: skip
SCIENCE = ["exam_algebra", "exam_optics", "exam_waves", "exam_acids"]
GROUPS = {"exam": ["exam_science", "exam_law", "exam_civics"], "exam_science": SCIENCE}
TIME = "2025-05-01T10-00-00.000000"


def right(task: str, n: int, model: str) -> int:
    """Half of optics, three quarters of law, two thirds of the rest; the smaller model misses the first five too."""
    share = {"exam_optics": n % 2 > 0, "exam_law": n % 4 > 0}.get(task, n % 3 > 0)
    return int(share and not (model == "small" and n < 5))


def write_group(
    folder: Path,
    model: str,
    tasks: list[str],
    groups: dict[str, list[str]] = GROUPS,
    stated: dict[str, float] | None = None,
) -> None:
    """lm_eval's files of one model: document ids begin anew in each task."""
    place = folder / f"made__{model}"
    place.mkdir(parents=True)
    scores = {name: {"acc,none": value, "acc_stderr,none": 0.1} for name, value in (stated or {}).items()}
    configs = {task: {"task": task, "doc_to_text": "{{question}}"} for task in tasks}
    results = {
        "results": scores, "groups": scores, "group_subtasks": groups, "configs": configs,
        "model_name": f"made/{model}",
    }  # fmt: skip
    (place / f"results_{TIME}.json").write_text(json.dumps(results))
    for task in tasks:
        write_lines(
            place / f"samples_{task}_{TIME}.jsonl",
            [
                {
                    "doc_id": n, "doc": {"question": f"question {n} of {task}?", "depth": n % 6}, "target": "yes",
                    "arguments": [[f"question {n} of {task}?", {}]], "resps": [["yes"]], "filtered_resps": ["yes"],
                    "filter": "none", "metrics": ["acc"], "acc": right(task, n, model),
                }
                for n in range(SIZES[task])
            ],
        )  # fmt: skip


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = run(*words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def entries(folder: str = "farfield-out") -> dict[tuple[str, str], dict]:
    profile = json.loads((Path(folder) / "profile.json").read_text())
    return {(one["task"], one["subject"]): one for one in profile["profiles"]}


def scores_of(model: str, tasks: list[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = [(right(task, n, model), code) for code, task in enumerate(tasks) for n in range(SIZES[task])]
    return np.array([r[0] for r in rows], float), np.array([r[1] for r in rows])


def test_a_group_is_a_task_beside_its_parts(tmp_path, farfield) -> None:
    for model in ("large", "small"):
        write_group(tmp_path / "logs", model, list(SIZES))
    code, out, err = farfield("profile", "logs", "--ruler", "column:depth")
    assert code == 0, err
    found = entries()
    tasks = list(dict.fromkeys(task for task, _ in found))
    assert tasks == ["exam", "exam_science", *sorted(SIZES)]
    for model in ("large", "small"):
        scores, codes = scores_of(model, list(SIZES))
        one = found["exam", f"made/{model}"]
        by_task = mean_interval(scores, codes)
        assert one["score"]["items"] == 100
        assert one["clusters"] == 6
        assert one["score"]["mean"] == pytest.approx(scores.mean())
        assert (one["score"]["low"], one["score"]["high"]) == pytest.approx((by_task.low, by_task.high))
        assert one["pooled"]["task_mean"] == pytest.approx(
            np.mean([scores[codes == code].mean() for code in range(6)])
        )
        assert sorted(one["tasks"]) == sorted(SIZES)
        assert one["rulers"]["column:depth"]["items"] == 100
    assert found["exam_science", "made/large"]["score"]["items"] == 60
    assert found["exam_science", "made/large"]["part_of"] == ["exam"]
    assert found["exam_law", "made/large"]["part_of"] == ["exam"]
    assert found["exam_optics", "made/large"]["part_of"] == ["exam", "exam_science"]
    assert found["exam_law", "made/large"]["score"]["items"] == 30
    assert "exam (6 tasks pooled)" in out
    assert "2 subjects · 100 items" in out  # each item once
    page = Path("farfield-out/report.html").read_text()
    assert "100 items of exam, 6 tasks pooled" in page
    plots = [json.loads(unescape(one)) for one in re.findall(r'data-tasks="([^"]*)"', page)]
    assert plots[0] == found["exam", "made/large"]["tasks"]  # an opened item of any of them is marked there
    assert ["exam_law"] in plots


def test_the_mean_that_the_log_gives_is_told_where_it_is_another(tmp_path, farfield) -> None:
    tasks = list(SIZES)
    scores, codes = scores_of("large", tasks)
    alike = float(np.mean([scores[codes == code].mean() for code in range(6)]))
    write_group(tmp_path / "alike", "large", tasks, stated={"exam": alike})
    assert farfield("profile", "alike", "--ruler", "column:depth")[0] == 0
    (warning,) = [text for text in entries()["exam", "made/large"]["warnings"] if "mean over items" in text]
    assert f"{100 * scores.mean():.1f}" in warning
    assert f"{100 * alike:.1f}" in warning
    assert "that is what the log gives" in warning
    write_group(tmp_path / "sized", "large", tasks, stated={"exam": float(scores.mean())})
    assert farfield("profile", "sized", "--ruler", "column:depth")[0] == 0
    assert not [text for text in entries()["exam", "made/large"]["warnings"] if "mean over items" in text]


def test_a_subject_that_ran_some_tasks_and_a_group_that_is_not_all_here(tmp_path, farfield) -> None:
    groups = {"exam": [*SIZES, "exam_music"]}
    write_group(tmp_path / "logs", "large", list(SIZES), groups)
    write_group(tmp_path / "logs", "small", [task for task in SIZES if task != "exam_optics"], groups)
    assert farfield("profile", "logs", "--ruler", "column:depth")[0] == 0
    large, small = (entries()["exam", f"made/{model}"] for model in ("large", "small"))
    assert small["pooled"]["not_answered"] == ["exam_optics"]
    assert any("no scored answer to exam_optics of exam" in text for text in small["warnings"])
    assert not any("no scored answer" in text for text in large["warnings"])
    assert large["pooled"]["not_here"] == ["exam_music"]
    assert any("Of the 7 tasks of exam only 6 are here" in text for text in large["warnings"])
    assert any("Of the 7 tasks of exam only 6 are here" in text for text in small["warnings"])


def test_the_only_task_of_a_group_is_not_its_score(tmp_path, farfield) -> None:
    write_group(tmp_path / "logs", "large", ["exam_law"], {"exam": list(SIZES)})
    assert farfield("profile", "logs", "--ruler", "column:depth")[0] == 0
    (one,) = entries().values()
    assert one["task"] == "exam_law"
    assert one["pooled"] is None
    assert "one of the 6 tasks of exam, and the only one here" in one["warnings"][0]


def test_pooled_tasks_are_compared_and_planned_once(tmp_path, farfield) -> None:
    for model in ("large", "small"):
        write_group(tmp_path / "logs", model, list(SIZES))
    assert farfield("profile", "logs", "--ruler", "column:depth")[0] == 0
    assert farfield("compare", "farfield-out", "--out", "beside")[0] == 0
    pairs = {pair["task"]: pair for pair in json.loads(Path("beside/comparison.json").read_text())["pairs"]}
    (large, _), (small, _) = (scores_of(model, list(SIZES)) for model in ("large", "small"))
    assert next(iter(pairs)) == "exam"
    assert pairs["exam"]["items"] == 100
    assert pairs["exam"]["clusters"] == 6
    assert abs(pairs["exam"]["score"]["difference"]) == pytest.approx(abs((small - large).mean()))
    assert pairs["exam"]["pooled"]
    assert pairs["exam"]["score"]["p_holm"] == pairs["exam"]["score"]["p"]  # alone in its family of tests
    assert pairs["exam_law"]["part_of"] == ["exam"]
    assert farfield("plan", "farfield-out", "--next", "4", "--out", "next")[0] == 0
    plan = json.loads(Path("next/plan.json").read_text())
    assert next(one["task"] for one in plan["tasks"]) == "exam"
    assert sorted(one["task"] for one in plan["choice"]) == sorted(SIZES)


def test_a_group_that_nobody_tells_is_declared(tmp_path, farfield) -> None:
    rows = [
        {
            "item_id": n,
            "task": f"set_{task}",
            "model": "m",
            "question": f"q {n}",
            "score": (n + at) % 2,
            "d": n,
        }
        for at, task in enumerate("ab")
        for n in range(11 + at)
    ]
    write_lines(tmp_path / "rows.jsonl", rows)
    code, out, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", "--group", "both=set_*")
    assert code == 0, err
    one = entries()["both", "m"]
    assert one["score"]["items"] == 23
    assert one["score"]["mean"] == pytest.approx(sum(row["score"] for row in rows) / 23)
    assert "both (2 tasks pooled)" in out
    for words, told in (
        (["--group", "both=set_c"], "no task is 'set_c'"),
        (["--group", "both=set_a"], "at least two tasks"),
        (["--group", "set_a=set_*"], "there is a task 'set_a' already"),
        (["--group", "both"], "NAME=TASK,TASK"),
    ):
        code, _, err = farfield("profile", "rows.jsonl", "--ruler", "column:d", "--out", "none", *words)
        assert code == 2
        assert told in err
        assert not Path("none").exists()


def test_groups_of_groups_are_walked_once_however_they_are_tangled() -> None:
    chain = {f"g{n}": [f"g{n + 1}", f"g{n + 1}", f"g{n}", "g0"] for n in range(20_000)} | {
        "g20000": ["a", "b"]
    }
    wide = {f"w{n}": [f"w{n + 1}", f"v{n + 1}"] for n in range(60)} | {
        f"v{n}": [f"w{n + 1}", f"v{n + 1}"] for n in range(60)
    }
    assert _leaves("g0", chain) == ("a", "b")
    assert _leaves("w0", wide) == ("w60", "v60")
    assert _leaves("itself", {"itself": ["itself"]}) == ()


def test_earlier_versions_name_the_groups_of_a_task() -> None:
    results = {
        "groups": {"exam": {"acc,none": 0.5}},
        "configs": {"a": {"group": "exam"}, "b": {"group": ["exam", "quick"]}, "c": {"group": "quick"}},
    }
    intake = Intake()
    note_groups(results, "m", "f", ReadOptions(), intake)
    assert [(group.name, group.tasks) for group in intake.groups.values()] == [("exam", ("a", "b"))]
    assert intake.groups["exam"].stated == {"m": {"acc,none": 0.5}}


def test_groups_of_the_same_tasks_and_names_with_commas() -> None:
    tasks = ["a:x=1,y=2", "a:x=2,y=2", "b"]
    groups = [TaskGroup("all", ("b", "c", "d"), "f"), TaskGroup("wide", ("b", "a:x=1,y=2", "c"), "f"),
              TaskGroup("narrow", ("b", "a:x=1,y=2"), "f")]  # fmt: skip
    assert [pool.name for pool in find_pools(tasks, groups, [])] == ["narrow"]
    (pool,) = find_pools(tasks, [], ["a=a:x=1,y=2", "a=a:x=2,y=2"])
    assert pool.tasks == ("a:x=1,y=2", "a:x=2,y=2")
    with pytest.raises(FarfieldError, match="no task is 'z'"):
        find_pools(tasks, [], ["g=b,z"])
