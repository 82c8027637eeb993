"""Every option of `farfield drift`, typed on small data: the number that comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from test_documented_profile import write

NAMES = ("Ada Alder", "Bo Birch", "Cy Cedar")


def told(folder: str) -> Any:
    return json.loads((Path(folder) / "drift.json").read_text())


def fact(at: int) -> dict[str, Any]:
    """An office that changed hands on two days of its own; the last change is in month `at` from January 2018 on."""
    last = f"{2018 + at // 12}-{at % 12 + 1:02}-15"
    before = f"{2014 + at // 12}-{at % 12 + 1:02}-15"
    names = [f"{name.split()[0]} {name.split()[1]}{at}" for name in NAMES]
    dates = [("2009-05-05", before), (before, last), (last, None)]
    answers = [{"answer": n, "start": s, "end": e} for n, (s, e) in zip(names, dates, strict=True)]
    return {"fact": f"office {at}", "questions": [f"Who leads office {at}?"], "answers": answers}


def rows(
    subject: str, cutoff: int, arm: str, facts: list[dict[str, Any]], knows: bool = False
) -> list[dict[str, Any]]:
    """Answers of somebody who lives in month `cutoff` and knows all where a reminder tells it."""
    found = []
    for at, one in enumerate(facts):
        named = one["answers"][2 if knows or at < cutoff else 1]["answer"]
        found.append({
            "item_id": str(at), "who": subject, "condition": arm, "question": one["questions"][0],
            "output": f"It is {named}.", "said": "2021-06",
        })  # fmt: skip
    return found


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    facts = [fact(at) for at in range(72)]
    write(tmp_path / "facts.jsonl", facts)
    answers = rows("old", 30, "none", facts) + rows("old", 30, "facts", facts, knows=True)
    answers += rows("new", 54, "none", facts) + rows("new", 54, "none+form", facts)
    write(tmp_path / "answers.jsonl", answers)
    return tmp_path


TYPED = "drift answers.jsonl --facts facts.jsonl --map arm=condition --map subject=who"


@exercises("drift --facts", "drift --map", "drift --out", "drift --cutoff")
@pytest.mark.usefixtures("asked")
def test_drift(farfield: Typed) -> None:  # noqa: F811
    out = farfield(f"{TYPED} --cutoff said --out found")
    old, new = told("found")["subjects"]
    assert old["inner_date"]["centre"] == pytest.approx(2020.5, abs=0.1)
    assert new["inner_date"]["centre"] == pytest.approx(2022.5, abs=0.1)
    assert old["cutoff"]["low"] < 2020.5 < old["cutoff"]["high"]
    assert (old["stated"], old["stated_at"]) == ("2021-06", pytest.approx(2021.45, abs=0.01))
    bare, reminded = old["arms"]
    assert bare["counts"] == {"current": 30, "stale": 42}
    assert reminded["counts"] == {"current": 72}
    whole = next(one for one in old["effects"] if one["of"] == "all")
    assert whole["gap"]["value"] == pytest.approx(42 / 72)
    assert (whole["mended"]["items"], whole["mended"]["mean"], whole["lost"]["mean"]) == (42, 1.0, 0.0)
    assert "lives in 2020.5" in " ".join(out.split())
    assert Path("found/drift.html").exists()


@exercises("drift --baseline", "drift --where", "drift --json", "drift --quiet")
@pytest.mark.usefixtures("asked")
def test_the_arm_without_a_reminder_is_chosen(farfield: Typed) -> None:  # noqa: F811
    printed = farfield(f"{TYPED} --where subject=new --baseline none+form --json")
    (new,) = json.loads(printed)["subjects"]
    assert (new["baseline"], [one["arm"] for one in new["other_baselines"]]) == ("none+form", ["none"])
    assert json.loads(printed)["where"] == {"where": ["subject=new"], "rows": 144, "of": 288}
    told = farfield(f"{TYPED} --where subject=new")
    assert "only subject=new, 144 of 288 rows" in " ".join(told.split())
    assert "only subject=new" in Path("farfield-drift/drift.html").read_text()
    assert farfield(f"{TYPED} --quiet") == ""


@exercises("drift --control", "drift --score-max")
def test_controls_measure_the_floor(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Says yes to what it knows, and to half of what it cannot know or never happened; 5 is the best mark."""
    events = [
        {"id": f"e{at}", "subject": "m", "date": f"{2018 + at // 24}-{at // 2 % 12 + 1:02}-01", "kind": "event",
         "score": 5 * int(at < 80 or at % 2 == 0)}
        for at in range(160)
    ]  # fmt: skip
    never = [{"id": f"c{at}", "subject": "m", "kind": "never", "score": 5 * (at % 2)} for at in range(60)]
    write(tmp_path / "events.jsonl", events + never)
    farfield("drift events.jsonl --control kind=never --score-max 5 --out found")
    (found,) = told("found")["subjects"]
    assert found["cutoff"]["floor_measured"] is True
    assert found["cutoff"]["floor"] == pytest.approx(0.5, abs=0.05)
    assert found["cutoff"]["date"] == pytest.approx(2018 + 80 / 24, abs=0.15)


@exercises("run --facts", "run --now", "run --turns")
def test_own_facts_are_asked_on_another_day(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Somebody who lives in June 2021 knows 42 of 72 offices, and is told the rest."""
    pytest.importorskip("inspect_ai")
    write(tmp_path / "facts.jsonl", [fact(at) for at in range(72)])
    farfield(
        "run dated_facts --model farfield/archivist --model-arg date=2021-06-30 --facts facts.jsonl --now 2024-06-01 "
        "--turns 0 --axis arm=none,facts --axis source=real --items 160 --out logs"
    )
    farfield("drift logs --out found")
    (found,) = told("found")["subjects"]
    assert found["inner_date"]["low"] < 2021.5 < found["inner_date"]["high"]
    bare, reminded = found["arms"] if found["arms"][0]["arm"] == "none" else found["arms"][::-1]
    assert reminded["counts"] == {"current": reminded["rows"]}
    assert set(bare["counts"]) == {"current", "stale"}


@pytest.mark.usefixtures("shared_data")
def test_dyknow_from_the_command_line(farfield: Typed, shared_data: Path) -> None:  # noqa: F811
    """The shares, disagreements and inner dates that are published or were recomputed of it."""
    folder = shared_data / "dyknow"
    tuned = ("gpt-3.5-turbo-1106", "gpt-4-1106-preview", "llama2-7b-chat", "Meta-Llama-3-8B-Instruct",
             "vicuna-7b-v1.5", "falcon-7b-instruct")  # fmt: skip
    chosen = " ".join(f"--where subject={name}" for name in (*tuned, "llama2-7b", "gpt-j-6B", "gpt2-xl"))
    farfield(f"drift {folder}/outcomes.jsonl.gz --facts {folder}/facts.jsonl.gz {chosen} --out found")
    found = {one["subject"]: one for one in told("found")["subjects"]}
    for name, centre in (
        ("gpt-3.5-turbo-1106", 2021.7),
        ("gpt-4-1106-preview", 2023.0),
        ("llama2-7b", 2019.1),
    ):
        assert found[name]["inner_date"]["centre"] == pytest.approx(centre, abs=0.1)
    for name, apart in (("gpt-3.5-turbo-1106", 2.5), ("gpt-4-1106-preview", 5.79), ("llama2-7b", 76.03)):
        assert 100 * found[name]["disagreeing"]["mean"] == pytest.approx(apart, abs=0.01)
    llama = next(a for a in found["Meta-Llama-3-8B-Instruct"]["arms"] if a["arm"] == "none+form")
    assert [round(100 * llama[kind]["mean"]) for kind in ("current", "stale")] == [69, 17]
    mended = {
        (name, one["arm"]): (round(stale["mean"] * stale["items"]), stale["items"])
        for name in found for one in found[name]["effects"] if one["of"] == "all"
        for stale in [one["mended_stale"]]
    }  # fmt: skip
    assert mended["llama2-7b-chat", "facts"] == (128, 132)
    assert mended["llama2-7b-chat", "other-facts"] == (20, 132)
    assert mended["llama2-7b-chat", "passage"] == (113, 132)
    assert mended["gpt-j-6B", "facts"] == (114, 127)
    assert mended["gpt2-xl", "facts"] == (61, 89)
    assert all(one["gap"] is None for one in found["gpt-j-6B"]["effects"])  # asked of what was wrong


@pytest.mark.usefixtures("shared_data")
def test_outcomes_by_years_after_the_stated_cutoff(farfield: Typed, shared_data: Path) -> None:  # noqa: F811
    """Instruction-tuned subjects with a stated cutoff: current 82 %, ... 4, 0; stale 0, ... 79, 85."""
    folder = shared_data / "dyknow"
    tuned = ("gpt-3.5-turbo-1106", "gpt-4-1106-preview", "llama2-7b-chat", "Meta-Llama-3-8B-Instruct",
             "vicuna-7b-v1.5", "falcon-7b-instruct")  # fmt: skip
    chosen = " ".join(f"--where subject={name}" for name in tuned)
    farfield(f"drift {folder}/outcomes.jsonl.gz --facts {folder}/facts.jsonl.gz {chosen} --out found")
    pooled = told("found")["pooled"]
    assert [one["rows"] for one in pooled[:7]] == [567, 516, 213, 177, 414, 342, 102]
    assert [round(100 * one["current"]["mean"]) for one in pooled[:7]] == [82, 78, 78, 57, 34, 4, 0]
    assert [round(100 * one["stale"]["mean"]) for one in pooled[:7]] == [0, 4, 14, 28, 52, 79, 85]
