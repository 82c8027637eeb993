"""Categories that are held equal: the slope is that of a regression with the names as factors, and words say it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from test_cli import run, write_lines

N = 400


def drawn(seed: int = 3) -> list[dict]:
    """Far items are often of physics, which is harder: without the category distance gets the blame."""
    rng = np.random.default_rng(seed)
    found = []
    for n in range(N):
        topic = str(rng.choice(["law", "physics", "art"], p=[0.5, 0.3, 0.2]))
        d = float(rng.random() + (topic == "physics") * 0.2)
        logit = 1.2 - 0.8 * d - 1.4 * (topic == "physics") + 0.5 * (topic == "art")
        found.append({
            "item_id": n, "task": "t", "model": "m", "question": f"question {n}", "d": d, "topic": topic,
            "code": {"law": 101, "physics": 205, "art": 309}[topic],
            "score": int(rng.random() < 1 / (1 + np.exp(-logit))),
        })  # fmt: skip
    return found


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def call(log: list[dict], *words: str) -> tuple[int, str, str]:
        write_lines(Path("log.jsonl"), log)
        options = ("--ruler", "column:d", "--no-length")
        code = run("profile", "log.jsonl", *options, *words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, " ".join(captured.err.split())

    return call


def only() -> dict:
    (one,) = json.loads(Path("farfield-out/profile.json").read_text())["profiles"]
    return one


def by_statsmodels(log: list[dict], names: list[str]) -> np.ndarray:
    """Coefficients of distance (per standard deviation) and of each name against the first, in log-odds."""
    d = np.array([row["d"] for row in log])
    columns = [(d - d.mean()) / d.std(ddof=1)]
    columns += [np.array([row["topic"] == name for row in log], float) for name in names[1:]]
    fit = sm.Logit([row["score"] for row in log], sm.add_constant(np.column_stack(columns))).fit(
        disp=0, tol=1e-12
    )
    return np.asarray(fit.params)[1:]


@pytest.mark.parametrize(
    "words",
    [["--covariate", "topic"], ["--difficulty", "topic"], ["--covariate", "category:code"]],
)
def test_the_slope_is_that_of_a_regression_with_factors(farfield, words) -> None:
    log = drawn()
    code, _, err = farfield(log, *words)
    assert code == 0, err
    slope = only()["rulers"]["column:d"]["slope"]["adjusted"]
    distance, physics, art = by_statsmodels(log, ["law", "physics", "art"])
    assert slope["log_odds_per_sd"] == pytest.approx(distance, abs=1e-6)
    name = words[1].removeprefix("category:")
    assert slope["covariates"] == [name]
    effects = {one["level"]: one for one in slope["covariate_effects"]}
    levels = {"topic": ("physics", "art", "law"), "code": ("205", "309", "101")}[name]
    for level, effect in zip(levels, (physics, art), strict=False):
        assert effects[level]["log_odds"] == pytest.approx(effect, abs=1e-6)
        assert effects[level]["reference"] == levels[2]
        assert effects[level]["covariate"] == name
    assert only()["rulers"]["column:d"]["gap"]["adjusted"]
    crude = only()["rulers"]["column:d"]["slope"]["crude"]["log_odds_per_sd"]
    assert crude < distance - 0.05  # the category took part of the blame
    assert f"equal {name}" in Path("farfield-out/report.html").read_text()


def test_the_robustness_of_a_category_is_of_all_its_levels(farfield) -> None:
    log = drawn()
    assert farfield(log, "--covariate", "topic")[0] == 0
    (benchmark,) = only()["rulers"]["column:d"]["slope"]["adjusted"]["benchmarks"]
    d = np.array([row["d"] for row in log])
    y = np.array([row["score"] for row in log], float)
    topics = [np.array([row["topic"] == name for row in log], float) for name in ("physics", "art")]
    full, reduced = sm.add_constant(np.column_stack([d, *topics])), sm.add_constant(d)
    share = 1 - sm.OLS(y, full).fit().ssr / sm.OLS(y, reduced).fit().ssr
    assert benchmark["covariate"] == "topic"
    assert benchmark["with_score"] == pytest.approx(share, abs=1e-9)
    held = sm.add_constant(np.column_stack(topics))
    assert benchmark["with_distance"] == pytest.approx(sm.OLS(d, held).fit().rsquared, abs=1e-9)


def test_sparse_levels_are_one_or_left_out_and_said(farfield) -> None:
    log = drawn()
    for n, topic in enumerate(["music", "music", "dance", "dance", "dance", "film"]):
        log[n]["topic"] = topic
    assert farfield(log, "--covariate", "topic")[0] == 0
    assert any("3 levels of topic with fewer than 5 items" in text for text in only()["warnings"])
    assert {one["level"] for one in only()["rulers"]["column:d"]["slope"]["adjusted"]["covariate_effects"]} == {
        "physics", "art", "other",
    }  # fmt: skip
    log = drawn()
    log[0]["topic"], log[1]["topic"] = "music", None
    assert farfield(log, "--covariate", "topic")[0] == 0
    slope = only()["rulers"]["column:d"]["slope"]["adjusted"]
    assert slope["items"] == N - 2
    assert any("1 item stands at levels" in text for text in only()["warnings"])
    assert any("1 of 400 items holds no topic" in text for text in only()["warnings"])


def test_a_subject_without_the_usual_level_has_another_reference(farfield) -> None:
    log = [row | {"model": "all"} for row in drawn()]
    part = [row | {"model": "few"} for row in drawn() if row["topic"] != "law"]
    part = [row if n % 9 else {k: v for k, v in row.items() if k != "d"} for n, row in enumerate(part)]
    write = [*log, *part]
    assert farfield(write, "--covariate", "topic")[0] == 0
    found = {
        one["subject"]: one["rulers"]["column:d"]["slope"]["adjusted"]
        for one in json.loads(Path("farfield-out/profile.json").read_text())["profiles"]
    }
    assert [one["reference"] for one in found["few"]["covariate_effects"]] == ["physics"]
    kept = [row for row in part if "d" in row]
    assert found["few"]["log_odds_per_sd"] == pytest.approx(
        by_statsmodels(kept, ["physics", "art"])[0], abs=1e-6
    )


def test_a_category_that_tells_near_from_far_holds_nothing_equal(farfield) -> None:
    rng = np.random.default_rng(0)
    log = [
        {
            "item_id": n, "task": "t", "model": "m", "question": f"q {n}", "d": n % 100 / 100,
            "topic": "abc"[min(2, n % 100 // 34)], "score": int(rng.random() < 0.6),
        }
        for n in range(300)
    ]  # fmt: skip
    assert farfield(log, "--covariate", "topic")[0] == 0
    gap = only()["rulers"]["column:d"]["gap"]
    assert not gap["adjusted"]
    assert gap["note"]


def test_twins_are_balanced_over_a_category(farfield) -> None:
    log = [
        {
            "item_id": n, "task": "t", "model": "m", "question": f"q {n}", "d": n % 2, "pair": n // 2,
            "topic": "law" if n % 2 == 0 or n % 3 else "art", "score": int(n % 3 > 0),
        }
        for n in range(120)
    ]  # fmt: skip
    assert farfield(log, "--covariate", "topic", "--twins", "pair")[0] == 0
    (art,) = [one for one in only()["twins"]["balance"] if one["covariate"] == "topic=art"]
    assert art["near"] == 0
    assert art["far"] == pytest.approx(np.mean([row["topic"] == "art" for row in log if row["d"]]))
    assert art["failed"]
    assert farfield(log, "--twins", "pair")[0] == 0
    assert not [one for one in only()["twins"]["balance"] if one["covariate"].startswith("topic")]


@pytest.mark.parametrize(
    ("change", "words", "told"),
    [
        ({}, ["--covariate", "question"], "not numeric, and no category: it has 400 levels for 400 items"),
        ({"topic": "3"}, ["--covariate", "topic"], "neither numeric nor a category"),
        (
            {},
            ["--difficulty", "topic", "--reliability", "0.8"],
            "--reliability is of a difficulty in numbers",
        ),
        ({}, ["--covariate", "category:topik"], "no column 'topik'"),
        ({}, ["--covariate", "category:d"], "levels for 400 items"),
    ],
)
def test_what_is_no_category_is_a_message(farfield, change, words, told) -> None:
    log = drawn()
    log[0] |= change
    code, _, err = farfield(log, *words)
    assert code == 2
    assert told in err


def test_the_noise_of_a_category_is_not_modelled_and_that_is_said(farfield) -> None:
    assert farfield(drawn(), "--difficulty", "topic")[0] == 0
    corrected = only()["rulers"]["column:d"]["slope"]["corrected"]
    assert corrected["log_odds_per_sd"] is None
    assert "topic is a category" in corrected["note"]
