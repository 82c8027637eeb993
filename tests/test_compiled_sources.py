"""Machine code on disk is out of date as soon as any source that it was made of changes, wherever that stands."""

from __future__ import annotations

import ast
from pathlib import Path

from farfield.compiled.sources import HOUSE, compiled_sources

DECORATORS = {"compiled", "borrowing", "instruction"}


def names_of(path: Path) -> set[str]:
    """The modules that a file imports, by Python's own parser, as dotted names; members included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} has a relative import, which the list of sources doesn't follow"
            found |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name.startswith("farfield.")}


def holds_compiled(path: Path) -> bool:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    marks = [mark for function in functions for mark in function.decorator_list]
    return any(isinstance(mark, ast.Name) and mark.id in DECORATORS for mark in marks)


def test_every_file_with_compiled_functions_and_every_import_of_theirs_counts() -> None:
    listed = set(compiled_sources())
    modules = {
        ".".join(("farfield", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in HOUSE.rglob("*.py")
    }
    assert {path for path in modules.values() if holds_compiled(path)} <= listed
    for path in listed:
        missing = {modules[name] for name in names_of(path) if name in modules} - listed
        assert not missing, f"{path.name} imports {missing}"


def test_a_compiled_function_in_a_new_folder_counts_with_the_constant_it_names(tmp_path: Path) -> None:
    deep, other = tmp_path / "kernel" / "deep", tmp_path / "elsewhere"
    for folder in (deep, other):
        folder.mkdir(parents=True)
    (deep / "walk.py").write_text(
        "from farfield.elsewhere.dials import (\n    LONG,\n)\nfrom farfield.elsewhere import more\n\n\n"
        "@compiled\ndef walk():\n    return LONG\n"
    )
    (other / "dials.py").write_text("LONG = 16\n")
    (other / "more.py").write_text("import farfield.elsewhere.most\n")
    (other / "most.py").write_text("")
    (other / "unrelated.py").write_text("from farfield.kernel.deep.walk import walk\n")
    names = [path.relative_to(tmp_path).as_posix() for path in compiled_sources(tmp_path)]
    assert names == ["elsewhere/dials.py", "elsewhere/more.py", "elsewhere/most.py", "kernel/deep/walk.py"]
