"""Public functions and classes say what they do, where they stand."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src" / "farfield"
ELSEWHERE = ("The same", "As above", "Like the")
"""How a docstring begins that sends its reader to another one, which may have moved."""


def test_public_functions_and_classes_say_what_they_do() -> None:
    silent, elsewhere = [], []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                said = ast.get_docstring(node)
                where = f"{path.relative_to(SOURCES)}:{node.lineno} {node.name}"
                silent += [] if said else [where]
                elsewhere += [where] if said and said.startswith(ELSEWHERE) else []
    assert not silent
    assert not elsewhere
