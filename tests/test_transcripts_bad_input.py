"""Whatever stands in the place of a transcript: counted and named, never a crash, never silently clean."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from farfield.files import inspect_archive
from farfield.records import AgentRuns, FarfieldError
from farfield.transcripts import read_runs, recognising
from test_transcripts_formats import SESSION, TASK, bash, calls, lines, only, openclaw, text, write

GOOD = {
    "id": "good",
    "messages": [TASK, bash("ls"), {"role": "tool", "tool_call_id": "c", "content": "m.py"}],
}


def reasons(found: AgentRuns) -> list[str]:
    return [one.reason for one in found.rejected]


def test_one_bad_file_of_many_is_named_and_passed_over(tmp_path: Path) -> None:
    good = json.dumps(GOOD)
    paths = [
        write(tmp_path / "good.json", good),
        write(tmp_path / "half.json", good[: len(good) // 2]),
        write(tmp_path / "other.json", {"a": 1}),
        write(tmp_path / "screen.cast", '{"version": 2, "width": 80, "height": 24}\n[0.1, "o", "ls"]\n'),
        write(tmp_path / "empty.jsonl", ""),
    ]
    for sources in (paths, [str(tmp_path)]):
        found = read_runs(sources)
        assert [run.run_id for run in found.runs] == ["good"]
        told = {Path(one.source).name: one.reason for one in found.rejected}
        assert told.keys() == {"half.json", "other.json", "screen.cast", "empty.jsonl"}
        assert told["half.json"].startswith("not valid JSON")
        assert told["other.json"] == "is no agent transcript of a known format"
        assert told["screen.cast"].startswith("is a recording of a terminal: a screen without calls")
        assert told["empty.jsonl"] == "is empty"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", "3", '"x"', "\x89PNG", "{" * 10_000, '{"a": "\0"}']
)
def test_a_file_that_is_no_transcript_is_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(FarfieldError):
        read_runs(write(tmp_path / "a.json", content))


def test_a_recording_of_a_terminal_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "a.cast", '{"version": 3, "term": {"cols": 80}}\n[0.1, "o", "ls"]\n')
    with pytest.raises(FarfieldError, match="a screen without calls") as caught:
        read_runs(path)
    assert caught.value.remedy == "Give the transcript of the agent's calls instead."


def test_half_a_line_at_the_end_of_a_file_of_runs(tmp_path: Path) -> None:
    whole = lines(GOOD)
    found = read_runs(write(tmp_path / "r.jsonl", whole + whole[: len(whole) // 2]))
    assert len(found.runs) == 1
    assert found.rejected[0].line == 2


def test_half_a_line_at_the_end_of_a_session(tmp_path: Path) -> None:
    call = {"type": "toolCall", "id": "c", "name": "exec", "arguments": {"command": "ls"}}
    session = lines(SESSION, openclaw("user", text("Fix it.")), openclaw("assistant", [call]))
    found = read_runs(write(tmp_path / "s.jsonl", session + '{"type": "message", "mess'))
    (run,) = found.runs
    assert run.notes == ["lines that cannot be read: 1", "calls of which nothing came back: 1"]
    assert (found.rejected[0].line, found.rejected[0].reason[:14]) == (4, "not valid JSON")


def test_a_broken_line_of_events_is_told_once(tmp_path: Path) -> None:
    def event(number: int, **more: Any) -> dict[str, Any]:
        return {"id": number, "source": "agent", **more}

    events = lines(
        event(1, action="run", args={"command": "ls"}), event(2, observation="run", cause=1, content="m.py")
    )
    found = read_runs(write(tmp_path / "s.jsonl", f'{events}{{"id": 3, "act\n'))
    (run,) = found.runs
    assert run.notes == ["lines that cannot be read: 1"]
    assert [one.line for one in found.rejected] == [3]


@pytest.mark.parametrize(
    "document",
    [
        {"instance_id": "x", "session_id": "s", "total_spans": 0, "trajectory_entries": 0, "trajectory": []},
        {"trajectory": [], "history": [], "info": {}},
        {"instance_id": "x", "test_result": {"git_patch": "diff"}, "history": []},
        {"messages": [TASK, {"role": "assistant", "content": "Done."}], "resolved": True},
    ],
)
def test_a_run_without_a_call_is_nothing_to_audit(tmp_path: Path, document: dict[str, Any]) -> None:
    found = read_runs(write(tmp_path / "a.json", document))
    assert not found.runs
    assert found.nothing[0].reason.startswith("nothing to audit: no ")


@pytest.mark.parametrize("mark", ["<function=execute_bash>", "<tool_call>", "Action: "])
def test_calls_written_as_text_in_a_form_that_is_not_read_are_told(tmp_path: Path, mark: str) -> None:
    said = {"role": "assistant", "content": f"I look.\n{mark}ls"}
    found = read_runs(write(tmp_path / "a.json", {"id": "a", "messages": [TASK, said, TASK]}))
    (reason,) = (one.reason for one in found.nothing)
    assert (
        reason
        == f"nothing to audit: no tool call in the run a; its words hold {mark.strip()!r}, by which no call is read"
    )


def test_strange_characters_are_kept_or_replaced(tmp_path: Path) -> None:
    shown = (
        '{"role": "tool", "tool_call_id": "c", "content": "a\\u0000b \\ud800 \\u001b[31m</script>\\r\\nz"}'
    )
    given = json.dumps({"messages": [TASK, bash("cat \udcff x")]})[:-2] + f", {shown}]}}"
    run = only(read_runs(write(tmp_path / "a.json", given)))
    assert run.events[-1].text == "a\0b \ufffd \x1b[31m</script>\nz"
    assert calls(run)[0].command == "cat \ufffd x"
    run.events[-1].text.encode()


def test_a_patch_that_is_none_or_huge_does_no_harm(tmp_path: Path) -> None:
    binary = "diff --git a/x.bin b/x.bin\nGIT binary patch\nliteral 890000\n" + "zc" * 445_000
    for patch in (binary, "not a diff at all \0", "@@ -1 +1 @@\n-half"):
        run = only(read_runs(write(tmp_path / "a.json", {**GOOD, "patch": patch})))
        assert (run.patch, run.patch_origin) == (patch, "recorded")
    for patch in (None, 3, [], {"a": 1}):
        run = only(read_runs(write(tmp_path / "a.json", {**GOOD, "patch": patch})))
        assert run.patch_origin in ("none", "recorded")


def test_an_archive_that_unpacks_to_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect_archive, "LARGEST_MEMBER", 1 << 16)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", '{"eval": {"model": "m"}}')
        archive.writestr("samples/1_epoch_1.json", b" " * (1 << 20))
        archive.writestr("samples/2_epoch_1.json", json.dumps({"id": 2, "messages": GOOD["messages"]}))
        archive.writestr("samples/3_epoch_1.json", b"{")
    (tmp_path / "log.eval").write_bytes(packed.getvalue())
    found = read_runs(str(tmp_path / "log.eval"))
    assert [run.run_id for run in found.runs] == ["2"]
    assert len(found.rejected) == 2
    assert "is said to be 1 MB long" in found.rejected[0].reason


def test_a_session_that_unpacks_to_more_than_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognising, "MOST_LINES", 100)
    path = tmp_path / "s.jsonl.gz"
    path.write_bytes(gzip.compress((lines(SESSION) + lines({"type": "custom", "id": "x"}) * 200).encode()))
    with pytest.raises(FarfieldError, match="more than 100 lines"):
        read_runs(str(path))


def test_deep_values_are_named(tmp_path: Path) -> None:
    deep = "[" * 900 + "]" * 900
    with pytest.raises(FarfieldError, match="nested too deeply"):
        read_runs(write(tmp_path / "a.json", f'{{"messages": [{{"role": "user", "content": {deep}}}]}}'))


def test_other_encodings_and_compressions(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps(GOOD).encode("utf-16"))
    (tmp_path / "b.json.gz").write_bytes(
        gzip.compress(json.dumps({**GOOD, "messages": [TASK, bash("pwd")]}).encode())
    )
    found = read_runs(str(tmp_path))
    assert [run.run_id for run in found.runs] == ["good", "good#2"]
    assert not reasons(found)
