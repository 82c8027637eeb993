"""What is kept on disk is out of date as soon as any source that it was made of changes, wherever that stands."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import farfield
from farfield.jobs import profile
from farfield.kernel.machine import holds_compiled, lanes
from farfield.kernel.machine.deferred import Deferred
from farfield.kernel.spans import walk
from farfield.lab.worlds import carry_in
from farfield.scan import evidence, partial_file
from farfield.standby import SCANS
from farfield.storage import sources as storage_sources
from farfield.storage.sources import Sources, state_of, state_where
from farfield.text import words

HOUSE = Path(farfield.__file__).parent

TREE = {
    "farfield/__init__.py": "from farfield.unrelated import everything\n",
    "farfield/unrelated.py": "everything = 0\n",
    "farfield/door.py": "import numba\n",
    "farfield/kernel/__init__.py": "from farfield.door import compiled\n",
    "farfield/kernel/deep/walk.py": (
        "from farfield.elsewhere.dials import (  # a list (with brackets)\n    LONG,  # :)\n)\n"
        "from farfield import door, elsewhere\nfrom farfield.elsewhere \\\n    import more\n\n\n"
        "class Walks:\n    @door.compiled\n    def walk():\n        from .beside import step\n        return LONG\n"
    ),
    "farfield/kernel/deep/beside.py": "from ..above import step\nFORMS = 'farfield.forms.one:One', 'farfield.run/1'\n",
    "farfield/kernel/above.py": "from . import higher as step\n",
    "farfield/kernel/higher.py": "",
    "farfield/elsewhere/__init__.py": "",
    "farfield/elsewhere/dials.py": "LONG = 16\n",
    "farfield/elsewhere/more.py": "import os, farfield.elsewhere.most\n",
    "farfield/elsewhere/most.py": "",
    "farfield/forms/__init__.py": "from farfield.unrelated import everything\n",
    "farfield/forms/one.py": "",
    "farfield/run/__init__.py": "",
    "farfield/borrowed.py": "from farfield.kernel import compiled\n\n\n@compiled\ndef a():\n    return 1\n",
}
WALKED = {
    "__init__.py", "door.py", "elsewhere/__init__.py", "elsewhere/dials.py", "elsewhere/more.py", "elsewhere/most.py",
    "forms/__init__.py", "forms/one.py", "kernel/__init__.py", "kernel/above.py", "kernel/deep/beside.py",
    "kernel/deep/walk.py", "kernel/higher.py",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path / "farfield"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of Farfield, to be changed."""
    copied = tmp_path / "farfield"
    shutil.copytree(HOUSE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


def reached(folder: Path, start: str) -> set[str]:
    found = Sources({"farfield": folder}).closure([folder / start])
    return {path.relative_to(folder).as_posix() for path in found}


def test_imports_of_every_kind_are_followed_and_so_are_names_in_strings(tree: Path) -> None:
    assert reached(tree, "kernel/deep/walk.py") == WALKED


def test_the_whole_package_counts_where_a_name_of_it_is_imported(tree: Path) -> None:
    (tree / "elsewhere" / "most.py").write_text("from farfield import everything\n")
    assert reached(tree, "kernel/deep/walk.py") == WALKED | {"unrelated.py"}
    (tree / "elsewhere" / "most.py").write_text("import farfield\n")
    assert reached(tree, "kernel/deep/walk.py") == WALKED | {"unrelated.py"}


def change(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text() + "# changed\n")


def move_room(folder: Path) -> None:
    (folder / "kernel").rename(folder / "core")
    for path in folder.rglob("*.py"):
        path.write_text(path.read_text().replace("farfield.kernel", "farfield.core"))


def add_file(folder: Path) -> None:
    (folder / "elsewhere" / "new.py").write_text("")
    change("elsewhere/most.py")(folder)
    (folder / "elsewhere" / "most.py").write_text("from farfield.elsewhere import new\n")


@pytest.mark.parametrize("name", sorted(WALKED))
def test_a_change_of_any_file_that_is_reached_is_another_state(tree: Path, name: str) -> None:
    start = tree / "kernel" / "deep" / "walk.py"
    before = Sources({"farfield": tree}).state([start])
    change(name)(tree)
    assert Sources({"farfield": tree}).state([start]) != before


def test_a_moved_room_and_a_new_file_are_another_state(tree: Path) -> None:
    def state(start: str) -> str:
        return Sources({"farfield": tree}).state([tree / start])

    states = [state("kernel/deep/walk.py")]
    add_file(tree)
    states.append(state("kernel/deep/walk.py"))
    change("elsewhere/new.py")(tree)
    states.append(state("kernel/deep/walk.py"))
    move_room(tree)
    states.append(state("core/deep/walk.py"))
    assert len(set(states)) == 4
    for other in ("unrelated.py", "run/__init__.py", "borrowed.py"):
        change(other)(tree)
    assert state("core/deep/walk.py") == states[-1]


def test_a_file_holds_compiled_functions_by_their_marks_or_by_the_door() -> None:
    sources = Sources({"farfield": HOUSE})
    marked = {path for path in sources.files() if wears_mark(path)}
    assert len(marked) > 20
    starts = {path for path in sources.files() if holds_compiled(sources, path)}
    assert marked <= starts
    assert {path for path in sources.files() if "numba" in imported_by(path)} <= set(sources.closure(starts))


def wears_mark(path: Path) -> bool:
    """By Python's own parser, whatever the function is called by: `@compiled`, `@door.compiled`, in a class."""
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    marks = [mark for function in functions for mark in function.decorator_list]
    names = {mark.attr if isinstance(mark, ast.Attribute) else getattr(mark, "id", "") for mark in marks}
    return bool({"compiled", "borrowing", "inlined", "instruction"} & names)


def test_every_function_that_numba_knows_stands_in_a_file_that_counts() -> None:
    sources = Sources({"farfield": HOUSE})
    starts = [path for path in sources.files() if holds_compiled(sources, path)]
    counted, seen = set(sources.closure(starts)), 0
    for path in counted - {HOUSE / "__init__.py"}:
        module = import_module(name_of(path))
        for value in vars(module).values():
            if isinstance(value, Deferred):
                seen += 1
                assert Path(value.py_func.__code__.co_filename) in counted
                assert Path(value.py_func.__code__.co_filename) in starts
    assert seen > 100


def name_of(path: Path) -> str:
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def test_nothing_that_the_parser_sees_is_missed_in_any_file() -> None:
    sources = Sources({"farfield": HOUSE})
    files = {name_of(path): path for path in sources.files()}
    for path in sources.files():
        missing = {files[name] for name in imported_by(path) if name in files} - sources.named_by(path)
        assert missing <= {HOUSE / "__init__.py"}, f"{path} imports {missing}"


def imported_by(path: Path) -> set[str]:
    """The modules that a file imports, by Python's own parser, as dotted names; members included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} has a relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_modules_are_found_by_names_that_stand_in_a_file() -> None:
    """A module that is found by listing a folder, or by a name put together, would not be followed."""
    # The cluster imports the module of the work that was sent to it, whose code it compares by that very name.
    # A process that stands by loads what it is told to before there is work: the names stand whole in its own file.
    putting_together = {"__init__.py", "registry.py", "scan/cluster.py", "standby.py"}
    for path in HOUSE.rglob("*.py"):
        name, text = path.relative_to(HOUSE).as_posix(), path.read_text()
        assert not [word for word in ("pkgutil", "iter_modules", "__import__", "runpy") if word in text], name
        for node in ast.walk(ast.parse(text)):
            called = node.func if isinstance(node, ast.Call) else None
            if "import_module" in (getattr(called, "id", ""), getattr(called, "attr", "")):
                literal = isinstance(node.args[0], ast.Constant)  # type: ignore[attr-defined]
                assert literal or name in putting_together, name


def test_what_a_process_that_stands_by_loads_is_followed() -> None:
    sources = Sources({"farfield": HOUSE})
    named = sources.named_by(HOUSE / "standby.py")
    assert {sources.file_of(one.partition(":")[0]) for one in SCANS} <= named


def file_of(module: ModuleType) -> Path:
    return Path(str(module.__file__))


def of(sources: Sources, module: ModuleType | str) -> Path:
    found = sources.file_of(module if isinstance(module, str) else module.__name__)
    assert found
    return found


KEPT: Mapping[str, Callable[[Sources], str]] = {
    "machine code": lambda sources: sources.state(p for p in sources.files() if holds_compiled(sources, p)),
    "checkpoints": lambda sources: sources.state([of(sources, evidence)]),
    "rows of a study": lambda sources: sources.state([of(sources, "farfield.studies.scale")]),
}


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        (walk, {"machine code", "checkpoints", "rows of a study"}),
        (lanes, {"machine code", "checkpoints", "rows of a study"}),
        (words, {"machine code", "checkpoints", "rows of a study"}),
        (partial_file, {"checkpoints", "rows of a study"}),
        (storage_sources, {"machine code", "checkpoints", "rows of a study"}),
        (carry_in, {"rows of a study"}),
        ("farfield.studies.scale", {"rows of a study"}),
        ("farfield.studies.imitation", set()),
        ("farfield.cli.app", set()),
    ],
)
def test_what_is_out_of_date_after_a_change_in_farfield(
    house: Path, changed: ModuleType | str, stale: set[str]
) -> None:
    before = {what: state(Sources({"farfield": house})) for what, state in KEPT.items()}
    change(of(Sources({"farfield": house}), changed).relative_to(house).as_posix())(house)
    after = {what: state(Sources({"farfield": house})) for what, state in KEPT.items()}
    assert {what for what in KEPT if before[what] != after[what]} == stale


def test_the_states_of_this_process_are_those_of_its_files() -> None:
    sources = Sources({"farfield": HOUSE})
    assert state_of(evidence.__name__) == KEPT["checkpoints"](sources)
    assert state_where(holds_compiled) == KEPT["machine code"](sources)


def test_a_study_of_another_package_depends_on_that_as_well(tmp_path: Path, monkeypatch) -> None:
    package = tmp_path / "guest"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "study.py").write_text(
        "from guest.helper import HELP\n\n\ndef run():\n    import farfield.jobs.profile\n"
    )
    (package / "helper.py").write_text("HELP = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import_module("guest.study")
    states = [state_of("guest.study")]
    change("helper.py")(package)
    state_of.cache_clear()
    states.append(state_of("guest.study"))
    assert len(set(states)) == 2
    found = Sources({"farfield": HOUSE, "guest": package}).closure([package / "study.py"])
    assert file_of(profile) in found


def test_a_compiled_function_in_a_subfolder_never_runs_with_a_constant_of_before(
    house: Path, tmp_path: Path
) -> None:
    deep = house / "wing" / "deep"
    deep.mkdir(parents=True)
    (deep / "walk.py").write_text(
        "from farfield.kernel.machine import compiled\nfrom farfield.wing.dials import LONG\n\n\n"
        "@compiled\ndef walk():\n    return LONG + 1\n"
    )
    asked = "import farfield.wing.deep.walk as w; print(w.walk(), len(w.walk.stats.cache_misses))"
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept"), "PYTHONPATH": str(tmp_path)}

    def walk() -> tuple[int, int]:
        done = subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
        )
        value, compiled = done.stdout.split()
        return int(value), int(compiled)

    dials = house / "wing" / "dials.py"
    dials.write_text("LONG = 16\n")
    assert [walk(), walk()] == [(17, 1), (17, 0)]
    dials.write_text("LONG = 18\n")
    assert [walk(), walk()] == [(19, 1), (19, 0)]
    deep.rename(house / "wing" / "deeper")
    dials.write_text("LONG = 20\n")
    asked = asked.replace("deep.walk", "deeper.walk")
    assert walk() == (21, 1)
