"""What a stranger finds first: the license, how to cite, how to contribute, and types for those who import it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MAKEFILE = (ROOT / "Makefile").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def test_the_license_is_the_one_that_the_package_names() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["license-files"] == ["LICENSE"]
    text = (ROOT / "LICENSE").read_text()
    assert re.search(r"Apache License\s+Version 2\.0, January 2004", text)
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_citation_names_the_version_that_this_is() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert (cited["version"], cited["license"]) == (PROJECT["version"], PROJECT["license"])
    assert cited["title"].startswith("Farfield")


def test_types_are_told_to_those_who_import_it() -> None:
    assert files("farfield").joinpath("py.typed").is_file()


def test_every_command_of_the_contributors_page_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", CONTRIBUTING))
    assert {"setup", "quick", "test", "check", "format", "requirements"} <= named <= targets


def test_files_that_the_contributors_page_and_the_quick_tests_name_are_there() -> None:
    named = re.findall(r"`(?:tests/)?(test_[a-z_]+)(?:\.py)?`", CONTRIBUTING)
    quick = re.search(r"^QUICK := ((?:.*\\\n)*.*)", MAKEFILE, re.MULTILINE)
    assert quick
    for name in [*named, *quick[1].replace("\\", "").split()]:
        assert (ROOT / "tests" / f"{name}.py").is_file(), name


def pins(name: str) -> set[tuple[str, str]]:
    """Packages and versions of a file of pins."""
    return set(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_demo_installs_the_core_alone_by_pins_that_are_the_others() -> None:
    core = pins("requirements-core.txt")
    assert core < pins("requirements.txt")
    named = {name for name, _ in core}
    wanted = {re.split(r"[<>=\[; ]", package)[0].lower() for package in PROJECT["dependencies"]}
    assert wanted <= named
    assert not named & {"jax", "equinox", "optax", "ray", "inspect-ai", "pandas", "pytest", "mypy"}
    assert len(named) < 40
    assert re.search(r"^demo: \$\(CORE\)$", MAKEFILE, re.MULTILINE)
    (recipe,) = re.findall(r"^\$\(CORE\): .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert "--require-hashes -r requirements-core.txt" in recipe
    assert re.search(r"\d+ packages, some \d+ MB to fetch, \d+ MB on disk", recipe)


def test_every_pin_has_its_hashes() -> None:
    for name in ("requirements.txt", "requirements-core.txt"):
        blocks = re.split(r"\n(?=[\w.-]+==)", (ROOT / name).read_text())
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0]), name
