"""The page of an audit: self-contained and escaped, whatever transcripts hold; bad input is named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import farfield
from browser import Opener
from farfield.records import FarfieldError
from farfield.report import write_reuse

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \x00 \x1b[31mred \ud800 \u202e"
FIX = """diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,1 +1,5 @@
 import os
+def settle_accounts(ledger_entries, opening_balance):
+    closing_balance = opening_balance + sum(entry.amount for entry in ledger_entries)
+    warning_text = "</script><script>alert(3)</script>"
+    return closing_balance, warning_text, ledger_entries
"""


def message_list(calls: list[tuple[str, str]], patch: str | None, task: str = "Mend it.") -> dict[str, Any]:
    """A run in the form of mini-swe-agent."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": "s"}, {"role": "user", "content": task}]
    for number, (command, output) in enumerate(calls):
        action = {"command": command, "tool_call_id": f"c{number}"}
        told = {"raw_output": output, "returncode": 0}
        messages += [
            {"role": "assistant", "content": HOSTILE, "extra": {"actions": [action]}},
            {"role": "tool", "tool_call_id": f"c{number}", "content": output, "extra": told},
        ]
    info = {"exit_status": "Submitted", "submission": patch, "mini_version": "2.2.4"}
    return {"info": info, "messages": messages, "trajectory_format": "mini-swe-agent-1.1"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An audit of runs that display and hand in what would steer a page or a terminal."""
    runs = tmp_path / "runs"
    runs.mkdir()
    shown = f"commit {'ab' * 20}\nDate:   Tue Mar 12 09:00:00 2024 +0000\n\n    {HOSTILE}\n\n{FIX}"
    one = message_list([("git log --all", "abababa fix"), ("git show abababa", shown)], FIX)
    (runs / "<b>one&.traj.json").write_text(json.dumps(one))
    two = message_list([("cat a.py", HOSTILE)], "GIT binary patch\nliteral 5\nzcmZ\n")
    (runs / "two.traj.json").write_text(json.dumps(two))
    (runs / "half.jsonl").write_text('{"instance_id": "x", "history": [{"id": 1, "source": "agent", "act')
    (runs / "none.traj.json").write_text(json.dumps(message_list([], None)))
    done = farfield.audit(str(runs), tmp_path / "out")
    return done.folder


def test_the_page_asks_for_nothing_and_runs_nothing(hostile: Path, watch: Opener) -> None:
    page = (hostile / "report.html").read_text()
    assert "<script" not in page
    assert "script-src 'none'" in page
    assert not re.findall(r"""(?:src|href)=["'](?!data:,|#)[^"']*""", page)
    watched = watch(width=390)
    opened = watched.open(hostile / "report.html")
    opened.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    assert "<script>alert(3)</script>" in opened.inner_text("#runs")
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not watched.errors
    assert not watched.outside()


def test_the_run_that_copied_is_first_and_shows_its_lines(hostile: Path, watch: Opener) -> None:
    opened = watch().open(hostile / "report.html")
    first = opened.locator("details.run").first
    assert "copied" in first.locator("summary").inner_text()
    first.evaluate("one => one.open = true")
    same = first.locator(".evidence").first.locator("tr.same")
    assert same.count() == 4
    left, right = (same.first.locator("td.code").nth(side).inner_text() for side in (0, 1))
    assert right == f"+{left}"


def test_bad_input_is_named_and_in_no_share(hostile: Path) -> None:
    found = json.loads((hostile / "reuse.json").read_text())
    assert found["read"]["runs"] == 2
    assert found["read"]["nothing"] + found["read"]["rejected"] == 2
    told = (hostile / "rejected.jsonl").read_text()
    assert "half.jsonl" in told
    assert "none.traj.json" in told
    assert any("binary" in one for one in found["warnings"])
    rows = pl.read_parquet(hostile / "runs.parquet")
    assert sorted(rows["verdict"]) == ["copied", "nothing found"]


def test_an_audit_of_another_making_is_one_message(hostile: Path) -> None:
    (hostile / "reuse.json").write_text('{"schema": "farfield.reuse/2"}')
    with pytest.raises(FarfieldError, match=r"does not follow farfield\.reuse/1"):
        write_reuse(hostile)
    (hostile / "reuse.json").unlink()
    with pytest.raises(FarfieldError, match="missing"):
        write_reuse(hostile)


@pytest.mark.parametrize("budget", [1, None])
def test_what_does_not_fit_is_counted(hostile: Path, budget: int | None) -> None:
    from farfield.report.page.reuse_page import render_reuse
    from farfield.report.reuse_folder import read_audit

    page = render_reuse(read_audit(hostile), budget)
    assert page.count('class="run"') == (1 if budget else 2)
    assert ("1 run more" in page) == bool(budget)
