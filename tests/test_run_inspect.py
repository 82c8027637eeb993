"""Families asked by Inspect's own command, as docs/running.md types it, with the options of Inspect that it names."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from farfield.families import get_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.logs import read_items
from stub_server import HANG, StubServer, serve

ITEMS = 4
USAGE = 2
"""The status of a command that was typed wrongly."""


@pytest.fixture(scope="module")
def targets() -> dict[str, str]:
    options = SampleOptions(items=ITEMS, axes={"base": (10,)}, checks=False)
    return {
        item.exercise.question: item.exercise.target for item in sample_items(get_family("addition"), options)
    }


def inspect_eval(server: StubServer, folder: Path, *options: str, apart: bool = False) -> None:
    """`inspect eval farfield/addition OPTIONS`, typed into this process, or into one `apart`.

    A process of its own finds Farfield by its entry point alone; here it may be known already. It takes six seconds.
    """
    asked = ["--model", "openai-api/stub/model", "--model-base-url", server.url, "-M", "api_key=none"]
    items = ["-T", f"items={ITEMS}", "-T", "axes=base=10", "-T", "checks=false", "-T", "shots=0"]
    typed = ["eval", "farfield/addition", *asked, *items, *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("INSPECT_DISPLAY", "none")
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        status = in_another_process(typed) if apart else in_this_process(typed, patch)
    assert status != USAGE, "an option that Inspect does not know"


def in_another_process(typed: list[str]) -> int:
    command = [str(Path(sys.executable).with_name("inspect")), *typed]
    return subprocess.run(command, capture_output=True, check=False, timeout=200).returncode


def in_this_process(typed: list[str], patch: pytest.MonkeyPatch) -> object:
    (command,) = entry_points(group="console_scripts", name="inspect")
    patch.setattr(sys, "argv", ["inspect", *typed])
    with pytest.raises(SystemExit) as left:
        command.load()()
    return left.value.code


def test_an_option_that_inspect_does_not_know_is_told(tmp_path: Path) -> None:
    with serve(lambda *_: "") as server, pytest.raises(AssertionError, match="does not know"):
        inspect_eval(server, tmp_path, "--no-such-option")


@pytest.mark.slow
def test_the_working_limit_ends_an_item_and_no_other(targets: dict[str, str], tmp_path: Path) -> None:
    hung = next(iter(targets))
    with serve(lambda question, _: HANG if question == hung else f"Answer: {targets[question]}") as server:
        inspect_eval(server, tmp_path, "--working-limit", "8")
    table = read_items(str(tmp_path / "logs")).table
    assert table.height == ITEMS
    cut = table.filter(question=hung)
    assert cut["outcome"].to_list() == ["timeout"]
    assert table.filter(outcome="answered")["score"].to_list() == [1.0] * (ITEMS - 1)


@pytest.mark.slow
def test_a_question_is_tried_again_as_often_as_max_retries_says(tmp_path: Path) -> None:
    requests = []
    for retries in (0, 1):
        folder = tmp_path / str(retries)
        folder.mkdir()
        with serve(lambda *_: 500) as server:
            inspect_eval(server, folder, "--max-retries", str(retries), "--limit", "1")
        requests.append(sum(server.asked.values()))
    # One try is as many requests as the provider's own client makes of it.
    assert requests[0] > 0
    assert requests[1] == 2 * requests[0]


@pytest.mark.slow
def test_a_cached_answer_is_not_asked_again(targets: dict[str, str], tmp_path: Path) -> None:
    with serve(lambda question, _: f"Answer: {targets[question]}") as server:
        for apart in (True, False):
            inspect_eval(server, tmp_path, "--cache", "1h", apart=apart)
    assert dict(server.asked) == dict.fromkeys(targets, 1)
    scores = [read_items(str(log)).table["score"].to_list() for log in (tmp_path / "logs").glob("*.eval")]
    assert scores == [[1.0] * ITEMS] * 2
