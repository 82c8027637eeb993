"""The house rules: light imports, what is exported, short functions, no circles."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Set
from pathlib import Path

import grimp
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

import farfield
from conftest import DEAREST

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "farfield").rglob("*.py"))
HEAVY = (
    "jax",
    "ray",
    "inspect_ai",
    "matplotlib",
    "numba",
    "scipy",
    "statsmodels",
    "altair",
    "pyarrow",
    "equinox",
)
TABLES = ("polars", "numpy")


@pytest.mark.parametrize(
    "statement",
    [
        "import farfield",
        "import farfield.cli",
        "import farfield.families",
        "import farfield.lab",
        "import farfield.run",
    ],
)
def test_importing_is_light(statement: str) -> None:
    assert not [name for name in HEAVY if name in loaded_by(statement)]


@pytest.mark.parametrize("arguments", [["--help"], ["profile", "--help"], ["families", "--help"]])
def test_help_loads_no_tables(arguments: list[str]) -> None:
    loaded = loaded_by(
        "import contextlib, io, sys\n"
        f"sys.argv = {['farfield', *arguments]}\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    from farfield.cli import main\n"
        "    main()"
    )
    assert "farfield.cli" in loaded
    assert not [name for name in (*HEAVY, *TABLES) if name in loaded]


def test_measuring_loads_no_statistics_of_others() -> None:
    loaded = loaded_by("import farfield.scan, farfield.jobs.profile, farfield.measure.profile")
    assert "farfield.measure.profile" in loaded
    heavy = ("pandas", "scipy.special", "scipy.optimize", "scipy.stats", "statsmodels")
    assert not [name for name in heavy if name in loaded]


def test_a_scan_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    """Each of these takes as long to load as the items take to be read, and came by way of something small."""
    (tmp_path / "log.jsonl").write_text(
        '{"input": "What is the capital of France?", "target": "Paris", "score": 1}\n'
    )
    (tmp_path / "corpus.jsonl").write_text('{"text": "The capital of France is Paris, a café says."}\n')
    scan = f"scan {tmp_path}/log.jsonl --corpus {tmp_path}/corpus.jsonl --out {tmp_path}/out --quiet"
    code = (
        f"import contextlib, sys\nsys.argv = {['farfield', *scan.split()]}\n"
        "from farfield.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main()"
    )
    loaded = loaded_by(code)
    if (
        "numba.np.linalg" in loaded
    ):  # the first scan on this machine compiled, which takes more; a second has no need
        (tmp_path / "out").rename(tmp_path / "first")
        loaded = loaded_by(code)
    assert "farfield.scan.evidence" in loaded
    assert (tmp_path / "out" / "evidence.parquet").exists()
    heavy = (
        "numba.np.linalg",
        "scipy.linalg",
        "pyarrow.compute",
        "pydantic",
        "rich.console",
        "farfield.cli.lab",
        "farfield.measure.profile",
        "farfield.measure.fits.logistic",
    )
    assert not [name for name in heavy if name in loaded]


def loaded_by(code: str) -> list[str]:
    """The modules that a fresh process has loaded once it has run this code."""
    code = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return list(json.loads(done.stdout))


SPECIAL = """
import sys
from farfield import special_functions as ours

def values(function):
    for number in range(1, 5):
        try:
            return function(*[[.3, .6]] * number).tolist()
        except TypeError:
            pass

found = {name: values(getattr(ours, name)) for name in ours.__all__}
assert None not in found.values()
assert not [one for one in ("scipy.special._basic", "scipy.linalg", "numpy.f2py") if one in sys.modules]
import scipy.special, scipy.stats
assert found == {name: values(getattr(scipy.special, name)) for name in found}
assert found == {name: values(getattr(ours, name)) for name in found}
assert scipy.special.erf(0) == scipy.special._ufuncs.erf(0) == scipy.stats.norm.cdf(0) - .5 == 0
"""


def test_special_functions_are_scipys_and_leave_scipy_whole() -> None:
    subprocess.run([sys.executable, "-c", SPECIAL], check=True)
    whole = f"import scipy.special\n{SPECIAL}".replace("assert not", "assert")
    subprocess.run([sys.executable, "-c", whole], check=True)


def test_exported_members_are_there_and_sorted() -> None:
    exported = [name for name in farfield.__all__ if not name.startswith("__")]
    assert exported == sorted(exported)
    for name in farfield.__all__:
        assert getattr(farfield, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = farfield.nothing


def test_the_version_is_one() -> None:
    from importlib.metadata import version

    assert farfield.__version__ == version("farfield")


def test_functions_are_short_and_files_small() -> None:
    too_long = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and body_lines(node) > 40:
                too_long += [f"{path.name}:{node.lineno} {node.name} {body_lines(node)}"]
    assert not too_long
    assert not [path.name for path in SOURCES if len(path.read_text().splitlines()) > 400]


NUMBER_FORMAT = re.compile(r"\{[^{}\"']*:[,+]?\.?\d*[fge%,]\}")
SHOWN_BY = ("words", "terminal", "report/sections", "report/tables", "report/comparison_sections")


def test_numbers_of_results_are_formatted_in_one_place() -> None:
    elsewhere = [
        f"{path.name}: {line.strip()}"
        for room in SHOWN_BY
        for path in sorted((ROOT / "src" / "farfield" / room).rglob("*.py"))
        if path.name != "numbers.py"
        for line in path.read_text().splitlines()
        if NUMBER_FORMAT.search(line)
    ]
    assert not elsewhere, "words/numbers.py says how a number looks"


UNTYPED = "dict[str, Any]"
READERS = ("logs/", "transcripts/", "files/", "corpus/")
"""Rooms that read what others wrote, with whatever keys they gave it."""
FOREIGN = {
    "families/reasoning_gym.py": "entries of a dataset of reasoning-gym",
    "kernel/machine/__init__.py": "arguments of numba",
    "storage/remote.py": "arguments and answers of fsspec",
}
"""Modules at the door of a package whose keys are its own, and which."""


def test_nothing_between_measuring_and_showing_is_an_open_dictionary() -> None:
    """What is written has a struct, of which a type checker knows the keys; `results/` alone turns them into values."""
    found = {
        str(path.relative_to(ROOT / "src" / "farfield")): path.read_text().count(UNTYPED) for path in SOURCES
    }
    untyped = {name for name, times in found.items() if times}
    untyped = {name for name in untyped if not name.startswith((*READERS, "results/"))}
    assert untyped == set(FOREIGN), "a struct in results/, or Mapping[str, object] where keys are a user's"


def test_the_report_reads_attributes() -> None:
    """No key of a result, of a row or of the page's data stands in the report as a string in brackets."""
    assert keys_in_brackets("row['score'], found[\"a\"].b, rows[0], names[name], Literal['a']") == [
        "a",
        "score",
    ]
    room = ROOT / "src" / "farfield" / "report"
    found = {str(path.relative_to(room)): keys_in_brackets(path.read_text()) for path in room.rglob("*.py")}
    assert not {name: keys for name, keys in found.items() if keys}


def keys_in_brackets(code: str) -> list[str]:
    """The strings that code writes as a subscript, but for those of types."""
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Subscript)]
    return sorted(
        node.slice.value
        for node in nodes
        if isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and ast.unparse(node.value) != "Literal"
    )


def body_lines(node: ast.FunctionDef) -> int:
    """Lines of code: without the signature and the docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    assert node.end_lineno is not None
    return node.end_lineno - body[0].lineno + 1


def test_nothing_is_called_utils() -> None:
    assert not [
        path for path in SOURCES if "utils" in path.parts or path.stem in ("utils", "helpers", "misc")
    ]


def test_the_dearest_tests_are_there() -> None:
    """Those that run first: a file that has another name would quietly run last."""
    assert [name for name in DEAREST if not (ROOT / "tests" / f"{name}.py").is_file()] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    """Counting imports within functions and those for types alone, which `lint-imports` sees between rooms only."""
    assert not circles({"a": {"b"}, "b": {"c"}, "c": set()})
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]
    graph = grimp.build_graph("farfield", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) == len(SOURCES)
    assert "farfield.families.reasoning_gym" in imports["farfield.families.registry"]  # within a function
    assert "farfield.storage.sources" in imports["farfield.kernel.machine"]
    assert not circles(imports)


def circles(imports: Mapping[str, Set[str]]) -> list[list[str]]:
    """The groups of modules that each reach all others of their group: the strongly connected components."""
    names = sorted(imports)
    place = {name: at for at, name in enumerate(names)}
    ends = [(place[name], place[other]) for name in names for other in imports[name]]
    starts, stops = np.array(ends, int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(ends)), (starts, stops)), shape=(len(names), len(names)))
    _, group = connected_components(graph, connection="strong")
    found = [[name for name, one in zip(names, group, strict=True) if one == each] for each in set(group)]
    return sorted(names for names in found if len(names) > 1)


def test_no_room_holds_more_than_its_share() -> None:
    lines = Counter[str]()
    for path in SOURCES:
        lines[path.relative_to(ROOT / "src" / "farfield").parts[0]] += len(path.read_text().splitlines())
    room, most = lines.most_common(1)[0]
    assert most < 0.15 * lines.total(), f"{room} holds {most:,} of {lines.total():,} lines"
