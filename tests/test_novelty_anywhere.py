"""Whoever reads the prior work, in whatever order and cut as it may be: novelty.json is the same to the bit."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

import ray_cluster
from dated_papers import dated_papers, ideas_of_2020
from documented import Typed, farfield  # noqa: F401 - a fixture
from farfield import NoveltyOptions, novelty
from farfield.corpus import parts
from farfield.records import FarfieldError
from farfield.scan import plan
from novelty_files import told, write_rows

PAPERS = dated_papers(1600)
FOLDERS = ("one", "five", "cut")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pytest.importorskip("ray")
    with ray_cluster.cluster() as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same papers in one file; shuffled in five of several formats; and shuffled in one of many frames, with the
    one that holds no word in a file of its own."""
    folder = tmp_path_factory.mktemp("anywhere")
    for name in FOLDERS:
        (folder / name).mkdir()
    write_rows(folder / "ideas.jsonl", ideas_of_2020(PAPERS))
    write_rows(folder / "one" / "papers.jsonl", PAPERS)
    shuffled = random.Random(1).sample(PAPERS, len(PAPERS))
    for at in range(4):
        write_rows(folder / "five" / f"{at}.jsonl", shuffled[at::5])
    lines = [json.dumps(one).encode() + b"\n" for one in shuffled]
    (*_, empty) = PAPERS
    (folder / "five" / "4.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[4::5])))
    lines = [one for one in lines[::-1] if json.loads(one) != empty]
    frames = [zstandard.compress(b"".join(lines[at : at + 100])) for at in range(0, len(lines), 100)]
    (folder / "cut" / "papers.jsonl.zst").write_bytes(b"".join(frames))
    write_rows(folder / "cut" / "rest.jsonl", [empty])
    return folder


def judged(files: Path, corpus: str, out: Path, options: NoveltyOptions) -> Any:
    novelty(str(files / "ideas.jsonl"), str(files / corpus), out, options)
    result = told(out)
    result["prior"]["files"] = [Path(one).name for one in result["prior"]["files"]]
    return result


@pytest.fixture(scope="module")
def meant(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What one process makes of one file."""
    return judged(files, "one", tmp_path_factory.mktemp("meant"), NoveltyOptions())


def of_content(result: Any) -> str:
    """All of a result but what files are called and what could not be read of them."""
    return json.dumps({**result, "prior": {**result["prior"], "files": [], "rejected": 0}})


def test_what_is_compared_has_something_of_everything(meant: Any) -> None:
    by_id = {one["id"]: one for one in meant["ideas"]}
    assert by_id["copy"]["kind"] == "recall"
    assert by_id["p37"]["own"] == ["p37"]
    assert by_id["new"]["new_words"] == ["blorptesia"]
    assert by_id["french"]["unknown"] == "not_english"
    assert by_id["declared"]["kinds"][0]["kind"] == "composition-2"
    far = {name: by_id[name]["distance"]["percentile"] for name in ("first", "second", "both")}
    assert far["both"] > max(far["first"], far["second"])
    assert all(by_id[name]["distance"]["papers"] >= 100 for name in far)
    assert all(len(by_id[name]["concepts"]) >= 6 for name in far)
    assert meant["null"]
    prior = meant["prior"]
    assert (prior["repeated"], prior["undated"], prior["wordless"], prior["first"]) == (
        160,
        64,
        1,
        "2008-01-01",
    )
    scores = [[one["score"] for one in idea["passages"]] for idea in meant["ideas"]]
    assert sum(len(set(some)) < len(some) for some in scores) > 3, (
        "equal scores, which are told apart somehow"
    )


@pytest.mark.parametrize(("corpus", "workers"), [("one", 2), ("five", 1), ("five", 2), ("cut", 1)])
def test_order_files_and_workers_change_nothing(
    files: Path, meant: Any, tmp_path: Path, corpus: str, workers: int
) -> None:
    found = judged(files, corpus, tmp_path / "out", NoveltyOptions(workers=workers))
    assert of_content(found) == of_content(meant)


def test_large_files_are_read_in_pieces_by_several(
    files: Path, meant: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of JSON lines and of a file of frames; each is told once as a file that was read."""
    monkeypatch.setattr(parts, "SPLIT_ABOVE", 100_000)
    monkeypatch.setattr(parts, "RANGE_BYTES", 300_000)
    shards: list[int] = []
    make_plan = plan.make_plan

    def spied(*args: Any) -> plan.Plan:
        found = make_plan(*args)
        shards.append(len(found.shards))
        return found

    monkeypatch.setattr("farfield.ideas.prior_reading.make_plan", spied)
    found = judged(files, "one", tmp_path / "out", NoveltyOptions(workers=2))
    assert shards[0] > 3
    assert of_content(found) == of_content(meant)
    assert found["prior"]["files"] == ["papers.jsonl"]


@pytest.mark.slow
def test_a_cluster_finds_what_one_process_finds(
    farfield: Typed,  # noqa: F811
    address: str,
    files: Path,
    meant: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Typed in the folder of the files, whose names begin there; and large ones in pieces."""
    monkeypatch.chdir(files)
    for corpus in ("five", "cut"):
        farfield(f"novelty ideas.jsonl --corpus {corpus} --ray {address} --out {corpus}-out --quiet")
        found = told(f"{corpus}-out")
        assert of_content({**found, "files": meant["files"]}) == of_content(meant)
    monkeypatch.setattr(parts, "SPLIT_ABOVE", 100_000)
    monkeypatch.setattr(parts, "RANGE_BYTES", 300_000)
    found = judged(files, "one", Path("pieces"), NoveltyOptions(ray=address))
    assert of_content(found) == of_content(meant)
    assert found["prior"]["files"] == ["papers.jsonl"]
    for name in ("five-out", "cut-out"):
        assert "--ray" in json.loads(Path(name, "run.json").read_text())["command"]


@pytest.mark.slow
def test_a_broken_file_is_named_as_it_is_without_a_cluster(address: str, files: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"body": "w1"}\n')
    messages = []
    for where in (None, address):
        with pytest.raises(FarfieldError) as caught:
            novelty(
                str(files / "ideas.jsonl"),
                [str(files / "five"), str(tmp_path / "broken.jsonl")],
                tmp_path / "out",
                NoveltyOptions(ray=where),
            )
        messages.append((str(caught.value), caught.value.where))
    assert messages[0] == messages[1]
    assert not (tmp_path / "out").exists()


def test_a_large_file_without_a_text_is_refused_as_a_small_one(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": f"p{at}", "words": "w " * 50} for at in range(2000)]
    write_rows(tmp_path / "textless.jsonl", rows)
    messages = []
    for above in (parts.SPLIT_ABOVE, 100_000):
        monkeypatch.setattr(parts, "SPLIT_ABOVE", above)
        monkeypatch.setattr(parts, "RANGE_BYTES", 50_000)
        with pytest.raises(FarfieldError) as caught:
            novelty(
                str(files / "ideas.jsonl"),
                [str(files / "five"), str(tmp_path / "textless.jsonl")],
                tmp_path / "out",
            )
        messages.append((str(caught.value), caught.value.where))
    assert messages[0] == messages[1]


def test_a_cluster_that_cannot_be_reached_is_one_message(files: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    address = f"127.0.0.1:{ray_cluster.free_port()}"
    with pytest.raises(FarfieldError, match="no Ray cluster can be reached") as caught:
        judged(files, "five", tmp_path / "out", NoveltyOptions(ray=address))
    assert caught.value.where == f"--ray {address}"
    assert not (tmp_path / "out").exists()


def test_without_the_package_its_name_is_told(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(FarfieldError) as caught:
        judged(files, "five", tmp_path / "out", NoveltyOptions(ray="auto"))
    assert "-m pip install 'ray>=" in str(caught.value.remedy)
