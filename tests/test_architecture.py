"""The pages for those who change Farfield: what they print, and every name and file on them, is there."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from farfield.families.registry import FAMILIES
from farfield.lab.worlds import WORLDS
from farfield.logs.log_formats import LOG_FORMATS
from farfield.measure.rulers import RULERS
from farfield.records import REGIMES
from farfield.studies import STUDIES
from farfield.words import glossary

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "docs"))
from print_architecture import HOUSE, PAGE, file_of, print_page, read_contracts, read_layers  # noqa: E402

ARCHITECTURE = PAGE.read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
SOURCES = [
    path for folder in ("src", "tests", "docs", "benchmarks") for path in (ROOT / folder).rglob("*.py")
]


def test_the_rooms_are_those_of_the_contracts() -> None:
    assert print_page(ARCHITECTURE) == ARCHITECTURE, "python docs/print_architecture.py"


def test_every_room_stands_in_one_layer() -> None:
    named = [room for layer in read_layers(read_contracts()) for room in layer]
    there = [
        path.stem
        for path in HOUSE.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    ]
    assert sorted(named) == sorted(there)
    assert all(file_of(room).is_file() for room in named)


@pytest.mark.parametrize(
    "text", [ARCHITECTURE, CONTRIBUTING, GLOSSARY], ids=["architecture", "contributing", "glossary"]
)
def test_every_file_and_name_in_code_is_there(text: str) -> None:
    code = re.findall(r"`([^`\n]+)`", re.sub(r"\n    .*", "", text))
    files = [one for one in code if re.fullmatch(r"[\w/]+\.(py|js|toml)|[\w]+(/[\w]+)*/", one)]
    assert not [one for one in files if "NAME" not in one and not found_at(one)]
    words = {path.stem for path in SOURCES}.union(*(re.findall(r"\w+", path.read_text()) for path in SOURCES))
    names = [name for one in code for name in re.findall(r"\b(?:[a-z]+_\w+|[A-Z]\w+|[a-z]+[A-Z]\w+)\b", one)]
    assert not sorted({name for name in names if name not in words and "NAME" not in name})


@pytest.mark.parametrize(
    ("name", "file"), sorted(set(re.findall(r"`(\w+)`\s\(`([\w/]+\.py)`", ARCHITECTURE)))
)
def test_what_the_page_says_to_stand_in_a_file_stands_there(name: str, file: str) -> None:
    found = found_at(file)
    assert found
    assert name in declared(found)


def found_at(name: str) -> Path | None:
    """A file or folder by its name on a page, from the package or from the root."""
    return next((base / name for base in (HOUSE, ROOT) if (base / name).exists()), None)


def declared(path: Path) -> set[str]:
    """What a module declares at its top, and within its classes."""
    tree = ast.parse(path.read_text())
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return named | {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


@pytest.mark.parametrize(
    "registry", [FAMILIES, WORLDS, STUDIES, LOG_FORMATS, RULERS], ids=lambda one: one.kind
)
def test_the_groups_of_entry_points_are_told(registry) -> None:
    assert f"`{registry.group}`" in ARCHITECTURE
    assert f"`{registry.group}`" in CONTRIBUTING


ELSEWHERE = {
    "near, far": ("near field", "far field"),
    "twins": ("twin",),
    **dict.fromkeys(
        ("recall", "interpolation", "composition", "extrapolation", "hyperpolation"), ("regime",)
    ),
}
"""Words of a page's glossary that the glossary tells under other ones."""
EASY = {
    "about",
    "above",
    "that",
    "this",
    "they",
    "with",
    "what",
    "which",
    "where",
    "from",
    "have",
    "item",
    "something",
}


def test_the_glossary_of_a_page_says_nothing_that_the_glossary_does_not() -> None:
    """Each word has its row there, and whatever a page says of it stands in that row too, in the same words."""
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", GLOSSARY, re.MULTILINE))
    for one in glossary.WORDS:
        row = " ".join(rows[name] for name in ELSEWHERE.get(one.word, (one.word,))).lower()
        said = set(re.findall(r"[a-z]{4,}", one.meaning.lower())) - EASY
        assert {word for word in said if word not in row} == set(), one.word
        assert one.example


def test_the_glossary_has_each_word_once_and_in_order() -> None:
    words = re.findall(r"^\| ([a-z ]+) \|", GLOSSARY, re.MULTILINE)[1:]
    assert len(words) > 30
    assert words == sorted(set(words))
    assert all(f"*{regime.capitalize()}*" in GLOSSARY for regime in REGIMES)
