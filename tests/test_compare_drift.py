"""Runs of drift beside each other, typed on small data of known dates: the differences that come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from farfield.comparison.drift import compare_drift
from farfield.jobs.drift import drift
from farfield.options.comparing import CompareOptions
from farfield.options.dating import DriftOptions
from farfield.records import FarfieldError
from farfield.results.drift_comparison import DriftPair
from test_documented_drift import fact, rows
from test_documented_profile import write

FACTS = [fact(at) for at in range(72)]
FIELDS = {"arm": "condition", "subject": "who"}


def run(folder: Path, name: str, answers: list[dict[str, Any]], facts: list[dict[str, Any]] = FACTS) -> Path:
    write(folder / f"{name}.jsonl", answers)
    write(folder / f"{name}-facts.jsonl", facts)
    options = DriftOptions(facts=str(folder / f"{name}-facts.jsonl"), map=FIELDS)
    return drift(str(folder / f"{name}.jsonl"), folder / name, options).folder


def answers(who: str, cutoff: int, bare: str = "none", knows: bool = True) -> list[dict[str, Any]]:
    """Of somebody who lives in that month, and whom the facts help or don't."""
    return rows(who, cutoff, bare, FACTS) + rows(who, cutoff, "facts", FACTS, knows=knows)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """base: lives in July 2020 and believes no reminder; tuned: in July 2022, believes it; alike: base again."""
    folder = tmp_path_factory.mktemp("compared")
    run(folder, "base", answers("base", 30, knows=False))
    run(folder, "tuned", answers("tuned", 54))
    run(folder, "alike", answers("base", 30, knows=False))
    run(folder, "other-prompt", answers("spoken", 30, bare="none+form"))
    changed = [
        *FACTS[:60],
        *(
            fact(at + 1) | {"fact": f"office {at}", "questions": [f"Who leads office {at}?"]}
            for at in range(60, 72)
        ),
    ]
    run(folder, "other-key", answers("rekeyed", 30), changed)
    return folder


def pair_of(folder: Path, *names: str, **options: Any) -> DriftPair:
    (pair,) = compare_drift([folder / name for name in names], CompareOptions(**options)).pairs
    return pair


def test_tuning_moves_the_inner_date_and_what_a_reminder_does(folders: Path) -> None:
    pair = pair_of(folders, "base", "tuned")
    assert pair.inner_date.years == pytest.approx(2.0, abs=0.15)
    assert pair.inner_date.low is not None
    assert 1 < pair.inner_date.low < 2 < (pair.inner_date.high or 0)
    assert pair.inner_date.p_holm is not None
    assert pair.inner_date.p_holm < 0.001
    assert pair.cutoff.years == pytest.approx(2.0, abs=0.3)
    bare = next(one for one in pair.arms if one.arm == "none" and one.of == "all")
    current = next(one for one in bare.outcomes if one.outcome == "current")
    assert (current.first, current.second) == (pytest.approx(30 / 72), pytest.approx(54 / 72))
    assert current.difference == pytest.approx(24 / 72)
    assert current.low is not None
    assert current.low > 0.2
    assert bare.gap is None
    told = next(one for one in pair.arms if one.arm == "facts" and one.of == "all")
    assert told.gap is not None
    assert (told.gap.first, told.gap.second) == (0.0, pytest.approx(18 / 72))
    assert told.gap.difference == pytest.approx(18 / 72)
    assert told.gap.p_holm is not None
    assert told.gap.p_holm < 0.01


def test_what_neither_can_know_and_what_both_can(folders: Path) -> None:
    pair = pair_of(folders, "base", "tuned")
    parts = {one.of: one for one in pair.arms if one.arm == "none"}
    known = {one.outcome: (one.first, one.second) for one in parts["known"].outcomes}
    unknowable = {one.outcome: (one.first, one.second) for one in parts["unknowable"].outcomes}
    assert known == {"current": (1.0, 1.0)}
    assert unknowable == {"stale": (1.0, 1.0)}
    assert all(one.p_holm is None for one in parts["known"].outcomes)


def test_the_same_subject_twice_does_not_differ(folders: Path) -> None:
    found = compare_drift([folders / "base", folders / "alike"])
    assert [one.subject for one in found.subjects] == ["base [base]", "base [alike]"]
    (pair,) = found.pairs
    assert pair.inner_date.years == 0.0
    assert pair.inner_date.correlation == pytest.approx(0.9)
    assert all(one.difference == 0 and one.p == 1.0 for arm in pair.arms for one in arm.outcomes)


def test_other_prompts_are_told_and_questions_still_paired(folders: Path) -> None:
    pair = pair_of(folders, "base", "other-prompt")
    assert (pair.same_prompt, pair.baselines) == (False, ["none", "none+form"])
    assert pair.inner_date.years == pytest.approx(0.0, abs=0.05)


def test_facts_of_another_key_are_left_out(folders: Path) -> None:
    pair = pair_of(folders, "base", "other-key")
    assert (pair.unlike, pair.facts) == (12, 60)


def test_sizes_and_pairs_that_are_asked_for(folders: Path) -> None:
    names = [folders / name for name in ("base", "tuned", "other-prompt")]
    options = CompareOptions(against="base", scales={"base": 1e8, "tuned": 1e10, "spoken": 1e8})
    found = compare_drift(names, options)
    assert [(one.from_, one.to) for one in found.pairs] == [("base", "tuned"), ("base", "spoken")]
    (lives,) = [one for one in found.trends if one.of == "inner_date"]
    assert (lives.along, lives.subjects) == ("size", 3)
    assert lives.slope == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"ruler": "pieces"}, "speaks of profiles"),
        ({"scale": "size"}, "--scale speaks of profiles"),
        ({"band": 0.1}, "--band speaks of profiles"),
        ({"reach_band": 2.0}, "--reach-band speaks of profiles"),
        ({"ahead": 5.0}, "--ahead speaks of profiles"),
        ({"hold_out": 2}, "--hold-out speaks of profiles"),
        ({"against": "nobody"}, "no subject 'nobody'"),
        ({"scales": {"nobody": 1.0}}, "no subject 'nobody'"),
    ],
)
def test_what_speaks_of_profiles_or_of_nobody_is_refused(
    folders: Path, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(FarfieldError, match=told):
        compare_drift([folders / "base", folders / "tuned"], CompareOptions(**options))


def test_one_subject_alone_is_refused(folders: Path) -> None:
    with pytest.raises(FarfieldError, match="nothing to compare"):
        compare_drift([folders / "base"])


def test_no_question_in_common_is_told(folders: Path, tmp_path: Path) -> None:
    apart = [one | {"item_id": f"x{one['item_id']}"} for one in answers("apart", 54)]
    run(tmp_path, "apart", apart)
    found = compare_drift([folders / "base", tmp_path / "apart"])
    assert found.pairs[0].arms == []
    assert found.pairs[0].inner_date.years == pytest.approx(2.0, abs=0.15)


@pytest.fixture
def beside(folders: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("base", "tuned"):
        (tmp_path / name).symlink_to(folders / name)
    return tmp_path


def test_typed(farfield: Typed, beside: Path) -> None:  # noqa: F811
    out = " ".join(farfield("compare base tuned --out both").split())
    assert "1 pair" in out
    assert "tuned less base lives +2.0 [" in out
    found = json.loads((beside / "both" / "drift-comparison.json").read_text())
    assert found["schema"] == "farfield.drift-comparison/1"
    page = (beside / "both" / "drift-comparison.html").read_text()
    assert "tuned lives 2.0 years later [" in page
    assert "does +25 [" in page
    glance = page[page.index('id="glance"') :]
    assert "2022.5 [" in glance[: glance.index("bars-title")]  # tuned lives there, in the first picture
    assert "100\u202f% [" in glance  # base is mended by nothing, tuned wholly
    base = found["subjects"][0]
    assert (base["lives"]["centre"], base["effects"][0]["mended"]["mean"]) == (base["inner_date"], 0.0)
    assert json.loads(farfield("compare base tuned --json"))["pairs"][0]["to"] == "tuned"
    assert "drift-comparison.html" in farfield("open both")


def test_profiles_and_drift_are_not_mixed(farfield: Typed, beside: Path) -> None:  # noqa: F811
    (beside / "empty").mkdir()
    assert "holds no run of drift" in farfield("compare base empty", code=2)
    assert "base: is named twice" in farfield("compare base ./base tuned", code=2)
    assert "nowhere: no such folder" in farfield("compare base nowhere", code=2)


def test_the_folder_of_another_command_is_called_that(farfield: Typed, beside: Path) -> None:  # noqa: F811
    told = " ".join(farfield("view base --no-open", code=2).split())
    assert "base/profile.json: is missing" in told
    assert "base is what `farfield drift` wrote, and that of `farfield profile` is wanted here." in told
    assert "`farfield open base` shows its page." in told
    (beside / "plans").mkdir()
    (beside / "plans" / "plan.json").write_text("{}")
    assert "what `farfield plan` wrote" in farfield("compare plans", code=2)
    (beside / "empty").mkdir()
    assert "Name the folder of a run that Farfield has finished." in farfield("compare empty", code=2)


def test_what_drift_wrote_is_not_read_as_answers(folders: Path, tmp_path: Path) -> None:
    """A run's folder beside its logs doubles nothing; named outright it is refused."""
    write(tmp_path / "base.jsonl", answers("base", 30))
    (tmp_path / "run").symlink_to(folders / "base")
    for name in ("answers.parquet", "facts.parquet"):
        (tmp_path / name).write_bytes((folders / "base" / name).read_bytes())
    found = drift(
        str(tmp_path), tmp_path / "out", DriftOptions(map=FIELDS, facts=str(folders / "base-facts.jsonl"))
    )
    assert found.result.rows == 144
    assert sum("wrote, and no log" in one for one in found.result.warnings) == 2
    with pytest.raises(FarfieldError, match="wrote, and no log"):
        drift(str(tmp_path / "answers.parquet"), tmp_path / "out")


@pytest.mark.parametrize("column", ["condition", "strategy", "prompt_style", "arm"])
@pytest.mark.parametrize("shown", [False, True])
def test_a_reminder_is_no_subject_and_no_item_of_its_own(tmp_path: Path, column: str, shown: bool) -> None:
    """Whatever the column of arms is called, and where the reminder stands in the question, answers are paired."""
    asked = [
        {column if key == "condition" else key: value for key, value in one.items()}
        for one in answers("m", 30)
    ]
    for one in asked:
        before = "Today much is new. " if shown and one[column] == "facts" else ""
        one["question"] = f"{before}{one['question']}"
    write(tmp_path / "asked.jsonl", asked)
    write(tmp_path / "facts.jsonl", FACTS)
    options = DriftOptions(facts=str(tmp_path / "facts.jsonl"), map={"arm": column, "subject": "who"})
    (one,) = drift(str(tmp_path / "asked.jsonl"), tmp_path / "out", options).result.subjects
    effect = next(effect for effect in one.effects if effect.of == "all")
    assert effect.gap is not None
    assert (one.subject, effect.pairs, effect.gap.value) == ("m", 72, pytest.approx(42 / 72))


def test_reminders_without_a_pair_are_told(tmp_path: Path) -> None:
    asked = [
        one | {"item_id": f"{one['condition']}-{one['item_id']}"} for one in answers("m", 30)
    ]  # ids of their own in each arm
    folder = run(tmp_path, "apart", asked)
    found = json.loads((folder / "drift.json").read_text())
    assert found["subjects"][0]["effects"] == []
    told = next(one for one in found["notices"] if one["code"] == "unpaired")
    assert (told["arm"], told["count"], told["text"]) == ("facts", 72, "none")
