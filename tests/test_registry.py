"""Families, worlds, studies, formats and rulers are found in one way, and a package may bring more of each."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from farfield import FarfieldError, registry
from farfield.families import get_family
from farfield.lab.worlds import WORLDS, get_world
from farfield.logs import FORMATS, ReadOptions, log_formats, read_items
from farfield.logs.formats.table import read_table
from farfield.logs.log_format import LogFormat
from farfield.measure.rulers import RULERS, Ruler, add_rulers, find_ruler
from farfield.options.measuring import MeasureOptions
from farfield.registry import Registry
from farfield.studies import QUESTIONS, STUDIES, get_study
from farfield.transcripts import read_runs
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.format_names import transcript_formats
from farfield.transcripts.transcript_format import Document, TranscriptFormat


@pytest.fixture
def guest(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """An installed package that brings a ruler and a format of logs."""
    module = ModuleType("guest_package")
    module.AGE = Ruler("age", "years", "young", "old", lambda items, _: items["age"])  # type: ignore[attr-defined]
    module.SHADOW = Ruler("shadow", "", "", "", lambda items, _: items["age"])  # type: ignore[attr-defined]
    module.FORMAT = LogFormat(  # type: ignore[attr-defined]
        "guest", read_table, endings=(".guestlog",), of_record=lambda first: "guest_mark" in first
    )
    module.TRANSCRIPTS = TranscriptFormat("guest", read_guest, knows=lambda value: "guest_run" in value)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "guest_package", module)
    entries = [
        EntryPoint("age", "guest_package:AGE", "farfield.rulers"),
        EntryPoint("pieces", "guest_package:SHADOW", "farfield.rulers"),
        EntryPoint("guest", "guest_package:FORMAT", "farfield.log_formats"),
        EntryPoint("guest", "guest_package:TRANSCRIPTS", "farfield.transcript_formats"),
    ]
    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda group: [one for one in entries if one.group == group]
    )
    clear_caches()
    yield module
    clear_caches()


def read_guest(document: Document) -> Iterator[RunDraft]:
    draft = RunDraft("guest", document.path, document.line)
    draft.log.call("bash", {"command": document.value["guest_run"]})
    yield draft


def clear_caches() -> None:
    transcript_formats.cache_clear()
    registry.installed.cache_clear()
    log_formats.log_formats.cache_clear()


def test_own_names_come_first_and_are_not_replaced(guest: ModuleType) -> None:
    assert list(RULERS) == [*RULERS.own, "age"]
    assert find_ruler("pieces").title == "pieces"
    assert find_ruler("age") is guest.AGE


@pytest.mark.usefixtures("guest")
def test_an_installed_ruler_measures() -> None:
    items = pl.DataFrame({"age": [1.0, 5.0]})
    assert add_rulers(items, MeasureOptions(rulers=("age",)))["ruler_age"].to_list() == [1, 5]


@pytest.mark.usefixtures("guest")
def test_an_installed_format_knows_its_own_files(tmp_path: Path) -> None:
    rows = [{"id": str(n), "question": f"What is {n}?", "score": n % 2, "guest_mark": 1} for n in range(4)]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    for name in ("by_record.jsonl", "by_ending.guestlog"):
        (tmp_path / name).write_text(text)
    assert [one.name for one in log_formats.log_formats()] == [*FORMATS, "guest"]
    assert [read_items(str(path)).table.height for path in sorted(tmp_path.iterdir())] == [4, 4]
    assert read_items(str(tmp_path)).table["score"].mean() == 0.5
    assert read_items(str(tmp_path / "by_record.jsonl"), ReadOptions(format="guest")).table.height == 4


@pytest.mark.usefixtures("guest")
def test_an_installed_format_of_transcripts_knows_its_own_documents(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"guest_run": "git log"}')
    (run,) = read_runs(str(tmp_path)).runs
    assert (run.format, run.events[0].command) == ("guest", "git log")


def test_without_it_the_format_is_not_known() -> None:
    clear_caches()
    with pytest.raises(FarfieldError, match="'guest' is not a format that is read") as raised:
        ReadOptions(format="guest")
    assert str(raised.value.remedy).startswith(
        "Formats are inspect, every_eval_ever, lm_eval, lighteval, helm,"
    )


@pytest.mark.parametrize(
    ("find", "slip", "told", "remedy"),
    [
        (get_family, "additoin", "there is no family 'additoin'", "Did you mean addition?"),
        (get_world, "carry", "there is no world 'carry'", "Did you mean carry_in?"),
        (get_study, "scal", "there is no study 'scal'", "Did you mean scale?"),
        (get_study, "nonsense", "there is no study 'nonsense'", f"There are: {', '.join(STUDIES)}."),
        (find_ruler, "peices", "there is no ruler 'peices'", "Did you mean pieces?"),
    ],
)
def test_a_slip_is_told_the_near_names(find, slip: str, told: str, remedy: str) -> None:
    with pytest.raises(FarfieldError) as raised:
        find(slip)
    assert raised.value.what == told
    assert raised.value.remedy == remedy


def test_what_is_far_from_all_names_is_told_them_all() -> None:
    with pytest.raises(FarfieldError) as raised:
        get_world("zzz")
    assert raised.value.remedy == f"There are: {', '.join(WORLDS)}."


def test_every_study_has_its_question_and_every_name_of_a_class_is_made() -> None:
    assert list(STUDIES) == list(QUESTIONS)
    made = Registry[object]("thing", {"empty": "collections:OrderedDict"})
    assert made.get("empty") == {}
