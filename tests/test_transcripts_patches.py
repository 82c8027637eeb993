"""Patches that are rebuilt from a run's edits: what is in them, what is not, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farfield import audit
from farfield.transcripts import read_runs
from test_transcripts_formats import TASK, bash, lines, only, write

BEGIN = "*** Begin Patch\n*** Update File: m.py\n@@\n-x = 'a'\n+x = 'b'\n*** End Patch"
EDITED = "--- a/m.py\n+++ b/m.py\n@@ -1,1 +1,1 @@\n-x = 'a'\n+x = 'b'\n"


def codex(folder: Path, command: list[str], output: str) -> str:
    def item(**payload: Any) -> dict[str, Any]:
        return {"timestamp": "2026-02-01T10:00:00.000Z", "type": "response_item", "payload": payload}

    given = json.dumps({"command": command})
    return write(
        folder / "rollout.jsonl",
        lines(
            {"timestamp": "2026", "type": "session_meta", "payload": {"id": "s1"}},
            item(type="function_call", name="shell", arguments=given, call_id="c"),
            item(type="function_call_output", call_id="c", output=output),
        ),
    )


def test_a_patch_given_word_by_word_keeps_its_quotes(tmp_path: Path) -> None:
    run = only(
        read_runs(codex(tmp_path, ["apply_patch", BEGIN], "Success. Updated the following files:\nM m.py"))
    )
    assert run.patch == EDITED


@pytest.mark.parametrize(
    "output",
    [
        json.dumps(
            {"output": "apply_patch verification failed: no such lines", "metadata": {"exit_code": 1}}
        ),
        "Exit code: 1\nWall time: 0.1 seconds\nOutput:\napply_patch verification failed: Failed to find expected lines",
        "Failed to find context 'x' in m.py",
    ],
)
def test_a_patch_that_failed_is_not_in_it(tmp_path: Path, output: str) -> None:
    run = only(read_runs(codex(tmp_path, ["bash", "-lc", f"apply_patch <<'EOF'\n{BEGIN}\nEOF\n"], output)))
    assert (run.patch, run.patch_origin) == (None, "untold")


def edited(result: str) -> list[dict[str, Any]]:
    use = {"file_path": "/repo/m.py", "old_string": "x = 'a'", "new_string": "x = 'b'"}
    return [
        TASK,
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Edit", "input": use}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": result}]},
    ]


@pytest.mark.parametrize(
    ("result", "origin"),
    [
        ("The file /repo/m.py has been updated.", "rebuilt"),
        (
            "<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>",
            "untold",
        ),
        ("The user doesn't want to proceed with this tool use. The tool use was rejected.", "untold"),
        ("Found 2 matches of the string to replace, but replace_all is false.", "untold"),
    ],
)
def test_edits_that_an_editor_refused_are_not_in_it(tmp_path: Path, result: str, origin: str) -> None:
    assert only(read_runs(write(tmp_path / "r.json", edited(result)))).patch_origin == origin


@pytest.mark.parametrize(
    ("output", "origin"),
    [
        ("Error: 1 test failed", "rebuilt"),
        ("FAILED tests/test_m.py", "rebuilt"),
        ("bash: line 1: src/m.py: No such file or directory", "untold"),
    ],
)
def test_a_text_was_written_whatever_the_next_command_prints(
    tmp_path: Path, output: str, origin: str
) -> None:
    command = "cat > src/m.py <<'EOF'\nx = 1\nEOF\npython -m pytest"
    answer = {"role": "tool", "tool_call_id": "c", "content": output}
    assert only(read_runs(write(tmp_path / "r.json", [TASK, bash(command), answer]))).patch_origin == origin


UNSEEN = [
    "cd /repo && sed -i 's/a/b/' m.py",
    "perl -pi -e 's/a/b/' m.py",
    "python - <<'EOF'\nopen('m.py', 'w').write('x')\nEOF",
    "echo 'x = 1' >> m.py",
    "git checkout -- m.py",
    "git cherry-pick 1234567",
    "mv new.py m.py",
    "cat > /tmp/fix.py <<'EOF'\nfrom pathlib import Path\nPath('m.py').write_text('x')\nEOF\npython /tmp/fix.py",
]
SEEN = [
    "cat > n.py <<'EOF'\nx = 2\nEOF",
    "python -m pytest > /tmp/log 2>&1",
    "sed -n '1,20p' m.py",
    "python - <<'EOF'\nimport sys\nsys.stdout.write(str(1))\nEOF",
    "git stash && pytest; git stash pop",
    "grep -rn 'sed -i' .",
    "cp m.py /tmp/m.py",
]


@pytest.mark.parametrize(("command", "unseen"), [*((one, 1) for one in UNSEEN), *((one, 0) for one in SEEN)])
def test_a_run_says_what_its_rebuilt_patch_may_lack(tmp_path: Path, command: str, unseen: int) -> None:
    messages = [*edited("The file has been updated."), bash(command)]
    write(tmp_path / "run.json", {"instance_id": "t", "messages": messages})
    found = audit(str(tmp_path / "run.json"), out=str(tmp_path / "out"))
    lacking = (
        "1 of these runs may have changed files by sed -i, a script or git too, which such a patch lacks"
    )
    (rebuilt,) = [one for one in found.result.warnings if "are rebuilt from their edits" in one]
    assert rebuilt.endswith(lacking) is bool(unseen)
    page = (found.folder / "report.html").read_text()
    note = "calls that may have changed files in ways that the rebuilt patch lacks, as sed -i or a script does: 1"
    assert (note in page) is bool(unseen)
    assert "patch rebuilt from its edits" in page


def test_a_real_run_that_edited_in_place_says_so(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "reuse" / "mini-swe-agent"
    if not folder.is_dir():
        pytest.skip("the transcripts of ../shared/data/reuse are not beside this checkout")
    found = audit(str(folder), out=str(tmp_path / "out")).result
    assert any("1 of these runs may have changed files by sed -i" in one for one in found.warnings)
