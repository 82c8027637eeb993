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
