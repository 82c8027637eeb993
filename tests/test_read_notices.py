"""What readers of logs tell has a code, and programs find it in run.json."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from farfield.logs import read_items
from farfield.records import ReadNotice

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
from print_results import READERS, ROOT, TELLING

CODES = (ROOT / "docs" / "codes.md").read_text()


def test_every_notice_of_a_reader_has_a_code_that_the_page_lists() -> None:
    told = 0
    for path in [path for room in READERS for path in room.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in TELLING and len(node.args) > 1:
                code = node.args[1 if ast.unparse(node.func.value).endswith("intake") else 0]
                if isinstance(code, ast.Constant):
                    told += 1
                    assert f"| `{code.value}` |" in CODES, (path, node.lineno)
                else:
                    assert isinstance(code, ast.Name), (path, node.lineno)
    assert told > 80


def test_a_run_keeps_the_codes_of_what_was_read(tmp_path: Path) -> None:
    """Two of five records lack a score, in two files; both files leave the model unnamed."""
    for name, scores in (("a", [1, 0, None]), ("b", [1, None])):
        rows = [
            {"id": f"{name}{at}", "question": f"q{name}{at}", "date": f"2024-0{at + 1}-01", "score": score}
            for at, score in enumerate(scores)
        ]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    items = read_items(str(tmp_path))
    told = {notice.code: notice for notice in items.notices}
    unscored = told["unscored_items"]
    assert (unscored.count, unscored.more_files, unscored.file) == (2, 1, str(tmp_path / "a.jsonl"))
    assert unscored.told == (
        f"{tmp_path / 'a.jsonl'} and 1 more: items without a score, kept and counted apart: 2"
    )
    assert told["subject_unnamed"].count == 5
    assert items.warnings == [notice.told for notice in items.notices]


@pytest.mark.parametrize("secret", ["https://user:pass@example.org/logs.jsonl"])
def test_a_notice_keeps_no_secret(secret: str) -> None:
    notice = ReadNotice("model_unknown", secret, f"{secret}: names no model")
    assert "pass" not in notice.file + notice.told
