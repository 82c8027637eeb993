"""Every option of the other commands, typed on small data: the number that comes out."""

from __future__ import annotations

import json
import math
import webbrowser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from stub_server import serve
from test_documented_profile import write


def twelve(_question: str, _asked: int) -> str:
    return "Answer: 12"


def asked(at: int) -> str:
    return f"what is {at} and how far from here is it"


def read(path: str) -> Any:
    return json.loads(Path(path).read_text())


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """log.jsonl: 200 items of three subjects at distances 1 to 5, 40 at each; `small` has 9, 7, 5, 3 and 1 of ten
    right there, `middle` one in ten more from the second on, `large` as many as it has at the nearest everywhere."""
    rights = {"small": (9, 7, 5, 3, 1), "middle": (9, 8, 6, 4, 2), "large": (9, 9, 9, 9, 9)}
    rows = [
        {"item_id": f"i{at}", "subject": subject, "task": "made", "question": asked(at), "far": far, "near": -far,
         "score": int(at % 10 < right[far - 1]), "size": size}
        for (subject, right), size in zip(rights.items(), (1e8, 1e9, 1e10), strict=True)
        for far in range(1, 6)
        for at in range(40 * far, 40 * far + 40)
    ]  # fmt: skip
    write(tmp_path / "log.jsonl", rows)
    return tmp_path


@exercises(
    "compare --ruler", "compare --against", "compare --band", "compare --seed", "compare --out", "compare --reach-band",
    "compare --scale", "compare --ahead", "compare --hold-out",
)  # fmt: skip
@pytest.mark.usefixtures("runs")
def test_compare(farfield: Typed) -> None:  # noqa: F811
    """`middle` is right in 4 of 50 more than `small`, item by item the same but for these; `large` in 20 of 50."""
    farfield("profile log.jsonl --ruler column:far --ruler column:-near --out run")
    out = farfield(
        "compare run --ruler column:-near --against small --band 0.1 --reach-band 1 --scale size --ahead 10 "
        "--hold-out 1 --seed 3 --out beside"
    )
    found = read("beside/comparison.json")
    assert found["ruler"]["name"] == "column:-near"
    score = {(pair["from"], pair["to"]): pair["score"] for pair in found["pairs"]}
    assert {key: round(one["difference"], 6) for key, one in score.items()} == {
        ("small", "middle"): 0.08, ("small", "large"): 0.4,
    }  # fmt: skip
    changed = [1.0] * 16 + [0.0] * 184  # paired: 16 items of 200 changed, all one way
    mean = sum(changed) / 200
    error = math.sqrt(sum((one - mean) ** 2 for one in changed) / 199 / 200)
    assert score["small", "middle"]["error"] == pytest.approx(error, rel=0.01)
    assert found["options"]["band"] == 0.1
    (scale,) = found["scale"]
    assert [one["scale"] for one in scale["subjects"]] == [1e8, 1e9, 1e10]
    assert [round(one["score"]["mean"], 6) for one in scale["subjects"]] == [0.5, 0.58, 0.9]
    assert found["options"]["ahead"] == 10
    assert "small" in out
    assert "middle" in out


@exercises("compare --scale-of")
@pytest.mark.usefixtures("runs")
def test_sizes_may_be_told(farfield: Typed) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --out run")
    sizes = "--scale-of small=1e6 --scale-of middle=2e6 --scale-of large=4e6"
    farfield(f"compare run {sizes} --out beside")
    (scale,) = read("beside/comparison.json")["scale"]
    assert [one["scale"] for one in scale["subjects"]] == [1e6, 2e6, 4e6]


@exercises(
    "plan --half-width", "plan --reach-half-width", "plan --ruler", "plan --subject", "plan --next", "plan --goal",
    "plan --pool", "plan --seed", "plan --out",
)  # fmt: skip
def test_plan(farfield: Typed, runs: Path) -> None:  # noqa: F811
    """Half of the items are right: 1.96² × .25 / .05² = 384.1 items give an interval of five points each way."""
    farfield("profile log.jsonl --ruler column:far --ruler column:near --out run")
    farfield(
        "plan run --half-width 0.05 --reach-half-width 0.5 --ruler column:far --subject small --next 20 --goal score "
        "--seed 1 --out planned"
    )
    found = read("planned/plan.json")
    (task,) = found["tasks"]
    assert task["score"][0]["items"] == math.ceil(1.959964**2 * 0.25 / 0.05**2) == 385
    assert found["options"]["reach_half_width"] == 0.5
    chosen = pl.read_parquet("planned/next.parquet")
    assert chosen.height == 20
    assert (chosen["weight"] * chosen["chance"]).to_list() == pytest.approx([1.0] * 20)
    write(
        runs / "pool.jsonl",
        [{"id": f"p{at}", "question": asked(at), "far": at % 5 + 1} for at in range(50)],
    )
    write(runs / "corpus.jsonl", [{"text": f"{asked(at)} they say"} for at in range(0, 50, 2)])
    farfield("scan pool.jsonl --corpus corpus.jsonl --ruler containment --task made --out pool")
    farfield(
        "profile log.jsonl --corpus corpus.jsonl --ruler containment --ruler exposure --ruler bits --out matched"
    )
    farfield("plan matched --next 10 --pool pool --out pooled")
    chosen = pl.read_parquet("pooled/next.parquet")
    assert set(chosen["item_id"]) <= {f"p{at}" for at in range(50)}
    assert (1 / chosen["chance"]).sum() == pytest.approx(50, abs=15), "weights count the pool"
    assert "farfield scan --ruler bits" in farfield("plan matched --ruler bits --next 9 --pool pool", code=2)
    assert "Name another --ruler" in farfield("plan matched --ruler exposure --next 9 --pool pool", code=2)
    farfield("scan pool.jsonl --corpus corpus.jsonl --ruler containment --out other")
    assert "farfield scan --task made" in farfield("plan matched --next 9 --pool other", code=2)


@exercises(
    "families --export", "families --lm-eval", "families --items", "families --seed", "families --shots",
    "families --cot", "families --axis",
)  # fmt: skip
def test_families(farfield: Typed) -> None:  # noqa: F811
    """Every target is the sum, in the base that the question names."""
    farfield(
        "families addition --items 12 --seed 5 --shots 2 --axis base=8,10 --export items.jsonl --lm-eval task.yaml"
    )
    records = [json.loads(line) for line in Path("items.jsonl").read_text().splitlines()]
    asked = [record for record in records if record.get("probe") is None]
    assert len(asked) == 12
    for record in asked:
        base = int(record["axis_base"])
        one, other = (
            int(part, base) for part in record["question"].split("What is ")[1].rstrip("?").split(" + ")
        )
        assert int(record["target"], base) == one + other
        assert record["prompt"].count("Question:") == 3
    assert "items.jsonl" in Path("task.yaml").read_text()
    farfield("families addition --items 12 --cot --export thought.jsonl")
    assert "step by step" in json.loads(Path("thought.jsonl").read_text().splitlines()[0])["prompt"]


@exercises("families --twins", "families --no-twins", "families --checks", "families --no-checks")
def test_families_with_and_without_company(farfield: Typed) -> None:  # noqa: F811
    """Twelve off the usual world, or six and their twins; none has more than one check, and checks are no twins."""

    def asked(options: str) -> tuple[int, int, bool]:
        farfield(f"families addition --items 12 --axis base=9 {options} --export items.jsonl")
        records = [json.loads(line) for line in Path("items.jsonl").read_text().splitlines()]
        bases = [record["axis_base"] for record in records if record.get("probe") is None]
        checks = len(records) - len(bases)
        assert checks <= bases.count(9)
        return bases.count(9), bases.count(10), checks > 0

    assert asked("--no-twins --no-checks") == (12, 0, False)
    assert asked("--no-twins --checks") == (12, 0, True)
    assert asked("--twins --no-checks") == (6, 6, False)
    assert asked("--twins --checks") == asked("") == (6, 6, True)


@exercises(
    "run --model", "run --items", "run --seed", "run --axis", "run --no-twins", "run --no-checks", "run --out",
    "extra run",
)  # fmt: skip
def test_run_a_subject_that_is_always_right(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    pytest.importorskip("inspect_ai")
    out = farfield(
        "run addition --model farfield/exact --items 10 --seed 2 --axis digits=1,2 --no-twins --no-checks --out logs"
    )
    assert score_of(out) == (10, 100)
    assert len(list((tmp_path / "logs").glob("*.eval"))) == 1


@exercises("run --json", "run --quiet")
def test_a_run_for_a_program_is_one_object(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
) -> None:
    pytest.importorskip("inspect_ai")
    drawn = "--items 20 --axis base=8,10 --axis digits=1,2"
    typed = f"run addition --model farfield/reciter {drawn} --out logs --json --quiet"
    found = json.loads(farfield(typed))
    (log,) = (tmp_path / "logs").glob("*.eval")
    assert (found["schema"], found["family"], found["log"]) == (
        "farfield.asked/1",
        "addition",
        f"logs/{log.name}",
    )
    assert (found["items"], found["outcomes"], found["stopped"]) == (20, {"answered": 20}, False)
    by_base = {row["level"]: row["score"]["mean"] for row in found["levels"] if row["axis"] == "base"}
    assert by_base[10] == 1.0 > by_base[8]
    assert found["recited"] == found["wrong_off_usual"] == round(20 * (1 - found["score"]["mean"]))
    assert farfield("run addition --model farfield/exact --items 2 --no-twins --no-checks --quiet") == ""


def score_of(out: str) -> tuple[int, int]:
    """Items and per cent of the line `all`."""
    words = next(line.split() for line in out.splitlines() if line.split()[:1] == ["all"])
    return int(words[1]), round(float(words[2].rstrip("%")))


@exercises(
    "run --twins", "run --checks", "run --shots", "run --cot", "run --base-url", "run --model-arg", "run --max-tokens",
    "run --temperature", "run --connections", "run --retries", "run --limit-seconds",
)  # fmt: skip
def test_run_asks_a_server_as_it_is_told(farfield: Typed) -> None:  # noqa: F811
    """A server that answers 12 to all: no sum of these is 12. It is told what was typed, request by request."""
    pytest.importorskip("inspect_ai")
    with serve(twelve) as server:
        common = f"--model openai-api/stub/m --base-url {server.url} --model-arg api_key=none"
        out = farfield(
            f"run addition {common} --items 6 --axis digits=3,4 --axis base=8,10 --twins --checks --shots 1 "
            "--max-tokens 77 --temperature 0.5 --connections 2 --retries 0 --limit-seconds 60 --out logs"
        )
        assert score_of(out) == (6, 0)
        plain = list(server.requests)
        farfield(
            f"run addition {common} --items 2 --axis digits=3 --axis base=10 --no-checks --cot --out thought"
        )
    assert {(one["max_tokens"], one["temperature"]) for one in plain} == {(77, 0.5)}
    prompts = [" ".join(str(message["content"]) for message in one["messages"]) for one in plain]
    assert all(
        prompt.count("Question:") == 2 or len(one["messages"]) > 2
        for prompt, one in zip(prompts, plain, strict=True)
    )
    assert len(plain) > 6, "checks are asked besides"
    assert "step by step" in str(server.requests[-1]["messages"])


@exercises("run --cache")
def test_run_takes_answers_that_were_given_before(
    farfield: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    pytest.importorskip("inspect_ai")
    monkeypatch.setenv("INSPECT_CACHE_DIR", str(tmp_path / "kept"))
    with serve(twelve) as server:
        command = (
            f"run addition --model openai-api/stub/m --base-url {server.url} --model-arg api_key=none --items 3 "
            "--no-twins --no-checks --cache --out logs"
        )
        farfield(command)
        first = len(server.requests)
        farfield(command)
    assert first == 3
    assert len(server.requests) == first


@exercises("view --no-open", "view --open")
def test_view(farfield: Typed, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    farfield("profile log.jsonl --ruler column:far --out run")
    assert "report-all.html" in farfield("view run --no-open")
    assert opened == []
    farfield("view run --open")
    (address,) = opened
    assert address == (runs / "run" / "report-all.html").resolve().as_uri()
    page = (runs / "run" / "report-all.html").read_text()
    assert all(f"what is {at}" in page for at in (40, 123, 239))


@exercises(
    "lab --out",
    "lab --seeds",
    "lab --size",
    "lab --rows",
    "lab --widen",
    "lab --rate",
    "lab --together",
    "lab --json",
    "lab --quiet",
    "extra lab",
)
def test_lab(farfield: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Two rates and one seed are two models, each in a folder of its own; trained for some steps only."""
    pytest.importorskip("jax")
    from farfield.lab import TrainingOptions
    from farfield.lab.worlds.carry_in import CarryIn

    short = TrainingOptions(
        batch=32, steps=50, cooling=50, cool_from=0.0, recall=0.0, interpolation=0.0, attempts=1
    )
    monkeypatch.setattr(CarryIn, "training", short)
    out = farfield(
        "lab carry_in --seeds 1 --size 16 --rows 600 --widen carry=0.2 --rate 0.003 --rate 0.01 --together 2 --out lab "
        "--json --quiet"
    )
    found = read("lab/lab.json")
    assert [(model["rate"], model["seed"]) for model in found["models"]] == [(0.003, 0), (0.01, 0)]
    assert found["options"]["training"]["width"] == 16
    for model in found["models"]:
        folder = tmp_path / "lab" / model["folder"]
        assert sum(1 for _ in (folder / "corpus.jsonl").open()) == 600
        answers = [json.loads(line) for line in (folder / "answers.jsonl").open()]
        scores = [answer["score"] for answer in answers if answer.get("probe") is None]
        assert model["score"] == pytest.approx(sum(scores) / len(scores))
    assert json.loads(out) == found


@exercises(
    "run --firms", "run --markets", "run --periods", "run --generations", "run --rivals", "run --detection",
    "run --penalty", "run --change-every", "run --mutation", "run --budget",
)  # fmt: skip
def test_run_market(farfield: Typed) -> None:  # noqa: F811
    """Shading firms sell e^0.1 as much; as they are always found out, and pay half, honest ones have twice e^-0.1."""
    pytest.importorskip("inspect_ai")
    told = farfield(
        "run market --model farfield/obedient --firms 2 --markets 2 --periods 3 --generations 2 --rivals none "
        "--detection 1 --penalty 0.5 --change-every 3 --mutation 0 --budget 900000 --out market"
    )
    found = json.loads(Path("market/market.json").read_text())
    assert found["outcomes"] == {"acted": 24, "unusable": 0, "refused": 0}
    assert found["generations"][0]["log_ratio"]["mean"] == pytest.approx(math.log(2) - 0.1, abs=0.02)
    assert found["generations"][0]["log_ratio"]["markets"] == 2
    costs = [json.loads(Path(f"market/generation-{at}.json").read_text()) for at in range(2)]
    first, then = ([period["cost"] for period in one["markets"][0]["periods"]] for one in costs)
    assert first == [100.0] * 3
    assert len(set(then)) == 1
    assert then[0] != 100
    assert "Of 24 answers 24 set a price" in told
    again = farfield(
        "run market --model farfield/obedient --firms 2 --markets 2 --periods 3 --generations 3 --rivals none "
        "--detection 1 --penalty 0.5 --change-every 3 --mutation 0 --budget 1000 --out market --json"
    )
    assert (json.loads(again)["stopped"], len(json.loads(again)["generations"])) == ("budget", 2)
    kept = Path(__file__).parents[1] / "studies" / "market_firms"
    beside = farfield(f"compare market {kept}")
    assert "They differ by the model, the number of firms, " in beside
    assert json.loads(Path("farfield-comparison/market-comparison.json").read_text())["runs"][0]["acted"] == 1
    assert "no market, and others" in farfield(f"compare market {kept.parent}", code=2)
    assert "takes no --band" in farfield(f"compare market {kept} --band .1", code=2)
    assert "takes no --firms" in farfield("run odds --model farfield/random --firms 3", code=2)
    assert "no --turns" in farfield("run market --model farfield/nash --turns 3", code=2)
    assert "it runs no firm" in farfield(
        "run market --model farfield/exact --out exact --firms 2 --periods 1", code=2
    )


@exercises(
    "loop --model", "loop --rounds", "loop --judge", "loop --questions", "loop --attempts", "loop --keep",
    "loop --heat", "loop --items", "loop --seed", "loop --axis", "loop --base-url", "loop --model-arg",
    "loop --out", "loop --json", "loop --quiet",
)  # fmt: skip
def test_loop(farfield: Typed) -> None:  # noqa: F811
    """Whoever is always right has all right, judges itself so, and shows right attempts alone."""
    pytest.importorskip("inspect_ai")
    typed = (
        "loop addition --model farfield/exact --judge self --questions 3 --attempts 2 --keep 2 --heat 0.5 --items 4 "
        "--seed 3 --axis digits=1,2 --axis base=10 --base-url http://none --model-arg text_field=text --out looped"
    )
    told = farfield(f"{typed} --rounds 1")
    assert "a difference of 0 points" in " ".join(told.split())
    found = json.loads(farfield(f"{typed} --rounds 1 --json --quiet"))
    assert [(one["score"]["mean"], one["shown"], one["shown_right"]) for one in found["rounds"]] == [
        (1.0, 0, 0),
        (1.0, 2, 2),
    ]
    assert (found["rounds"][1]["attempts"], found["rounds"][1]["attempts_right"]) == (6, 6)
    assert found == read("looped/loop.json")
    assert "is not a value of --judge" in farfield("loop addition --model farfield/exact --judge me", code=2)
