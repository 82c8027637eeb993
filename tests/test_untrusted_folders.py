"""A folder of a run that came from somebody else: links, odd names, changed files. A message, and nothing is lost."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.jobs.compare import compare
from farfield.jobs.plan import plan
from farfield.jobs.profile import ProfileOptions, profile, scan_only
from farfield.kernel.machine import is_own
from farfield.logs import ReadOptions
from farfield.measure import MeasureOptions
from farfield.records import FarfieldError
from farfield.report import write_report

OPTIONS = ProfileOptions(measure=MeasureOptions(rulers=("column:far",)))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run."""
    folder = tmp_path_factory.mktemp("own")
    drawn = random.Random(1)
    rows = [
        {"item_id": f"i{number}", "task": "t", "subject": subject, "question": f"what is {number}"}
        | {"target": "x", "output": "y", "far": number / 40, "score": int(drawn.random() > number / 60)}
        for number in range(40)
        for subject in "ab"
    ]
    (folder / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return profile(str(folder / "log.jsonl"), out=folder / "run", options=OPTIONS).folder


@pytest.fixture
def copied(run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(run, tmp_path / "run"))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("name", [".unfinished", ".shards"])
def test_a_link_in_a_run_folder_is_not_followed(name: str, run: Path, copied: Path, tmp_path: Path) -> None:
    victim = Path(shutil.copytree(run, tmp_path / "victim"))
    before = content(victim)
    (copied / name).symlink_to(victim)
    log = str(run.parent / "log.jsonl")
    corpus = tmp_path / "c.txt"
    corpus.write_text("what is this")
    with pytest.raises(FarfieldError, match="is a link"):
        profile(log, str(corpus), copied, OPTIONS)
    assert content(victim) == before
    assert content(copied)["report.html"] == content(run)["report.html"]


def test_a_linked_report_is_replaced_and_what_it_led_to_stays(copied: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.html"
    letter.write_text("dear")
    (copied / "report.html").unlink()
    (copied / "report.html").symlink_to(letter)
    write_report(copied)
    assert letter.read_text() == "dear"
    assert not (copied / "report.html").is_symlink()


@pytest.mark.parametrize("name", ["run[1]", "run*", "run?", "a\nb", "\x1b[2J", "{a,b}"])
def test_a_name_is_a_name(name: str, run: Path, tmp_path: Path) -> None:
    """`run[1]` was read as a pattern once all was computed, and all was thrown away."""
    shutil.copytree(run, tmp_path / "run1")
    found = profile(str(run.parent / "log.jsonl"), out=tmp_path / name, options=OPTIONS).folder
    assert found == tmp_path / name
    assert write_report(found, whole=True).exists()
    plan(found, tmp_path / "plan")
    compare(found, tmp_path / "comparison")


@pytest.mark.parametrize("name", ["run*", "ru?", "r[u]n"])
def test_a_pattern_names_no_folder(name: str, copied: Path) -> None:
    for what in (write_report, compare, plan):
        with pytest.raises(FarfieldError, match="no such folder"):
            what(copied.parent / name)


@pytest.mark.parametrize("address", ["s3://bucket/run", "http://host/run", "memory://run"])
def test_results_go_to_no_address(address: str, run: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    log = str(run.parent / "log.jsonl")
    for write in (
        lambda: profile(log, out=address, options=OPTIONS),
        lambda: compare(run, address),
        lambda: plan(run, address),
    ):
        with pytest.raises(FarfieldError, match="folders of this machine"):
            write()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_run_is_told_from_its_folder(copied: Path) -> None:
    for what in (write_report, compare, plan):
        with pytest.raises(FarfieldError, match="is a file, not a folder") as raised:
            what(copied / "report.html")
        assert raised.value.remedy == f"Name its folder: {copied}"
        with pytest.raises(FarfieldError, match=r"not a path|no such folder"):
            what(copied / ("x" * 5000))


@pytest.mark.parametrize("name", ["profile.json", "run.json", "items.parquet"])
def test_what_is_no_file_is_not_waited_for(name: str, copied: Path) -> None:
    (copied / name).unlink()
    os.mkfifo(copied / name)
    for what in (write_report, compare, plan):
        with pytest.raises(FarfieldError, match="no ordinary file"):
            what(copied)


@pytest.mark.parametrize("schema", ["farfield.profile/2", "another", None, 7])
def test_a_schema_that_is_not_known_is_refused(schema: object, copied: Path) -> None:
    told = json.loads((copied / "profile.json").read_text())
    (copied / "profile.json").write_text(json.dumps(told | {"schema": schema}))
    for what in (write_report, compare, plan):
        with pytest.raises(FarfieldError, match=r"does not follow farfield\.profile/1"):
            what(copied)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "1e999999", "nan", "\xff", '"x"', "{}", ""]
)
def test_any_text_as_a_profile_is_a_message(text: str, copied: Path) -> None:
    for name in ("profile.json", "run.json"):
        (copied / name).write_text(text, encoding="latin-1")
        for what in (write_report, compare, plan):
            with pytest.raises(FarfieldError):
                what(copied)


ABSENT = object()
VALUES = (ABSENT, None, "x", 1e308, -1, 10**30, True, [], {}, [None], {"a": 1})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    parts = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    for key, part in parts:
        yield from places(part, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return None if new is ABSENT else new
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if new is ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = new
    return value


@pytest.mark.parametrize("name", ["profile.json", "run.json"])
def test_one_change_of_a_run_is_shown_or_is_a_message(name: str, copied: Path, tmp_path: Path) -> None:
    told = json.loads((copied / name).read_text())
    drawn = random.Random(name)
    cases = [(path, new) for path in places(told) for new in VALUES]
    for number, (path, new) in enumerate(drawn.sample(cases, 60)):
        (copied / name).write_text(json.dumps(changed(told, path, new)))
        what = (
            write_report,
            lambda one: compare(one, tmp_path / "c"),
            lambda one: plan(one, tmp_path / "p"),
        )[number % 3]
        with suppress(FarfieldError):  # any other exception fails the test
            what(copied)


def test_one_change_of_a_table_is_shown_or_is_a_message(copied: Path, tmp_path: Path) -> None:
    table = pl.read_parquet(copied / "items.parquet")
    kinds = (None, "x", 7, 0.5, [1], {"a": 1}, True)
    for number, column in enumerate(table.columns):
        new = kinds[number % len(kinds)]
        bent = (
            table.drop(column)
            if number % 3 == 0
            else table.with_columns(pl.Series(column, [new] * len(table)))
        )
        bent.write_parquet(copied / "items.parquet")
        for what in (
            write_report,
            lambda one: compare(one, tmp_path / "c"),
            lambda one: plan(one, tmp_path / "p"),
        ):
            with suppress(FarfieldError):
                what(copied)


def test_a_scan_does_not_remove_a_profile(copied: Path, tmp_path: Path) -> None:
    before = content(copied)
    corpus = tmp_path / "c.txt"
    corpus.write_text("what is 7")
    log = str(Path(json.loads(before["run.json"])["inputs"]["evals"][0]["path"]))
    options = ProfileOptions(
        read=ReadOptions(require_scores=False), measure=MeasureOptions(rulers=("pieces",))
    )
    with pytest.raises(FarfieldError, match="holds a profile") as raised:
        scan_only(log, str(corpus), copied, options)
    assert "--force" in str(raised.value.remedy)
    assert content(copied) == before
    scan_only(log, str(corpus), copied, options, force=True)
    assert not (copied / "report.html").exists()


def test_code_from_a_folder_that_others_can_write_to_is_not_run(tmp_path: Path) -> None:
    script = "import farfield.kernel.machine as c; print(c.cache_folder())"

    def folder_with(cache: Path) -> Path:
        environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
        environment.pop("NUMBA_CACHE_DIR", None)
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        return Path(done.stdout.strip())

    own = folder_with(tmp_path)
    assert own.is_relative_to(tmp_path)
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert is_own(own)
    own.chmod(0o777)
    assert not is_own(own)
    assert not folder_with(tmp_path).is_relative_to(tmp_path)
    own.chmod(0o700)
    own.rename(tmp_path / "theirs")
    own.symlink_to(tmp_path / "theirs")
    assert not folder_with(tmp_path).is_relative_to(tmp_path)
