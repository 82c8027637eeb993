"""Whatever the documents promise, some test types it and looks at the number that comes out."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from documented import COMMANDS, EXERCISED, ROOT, declared_extras, documented, subcommands
from farfield.cli.completing import RULERS as OFFERED
from farfield.measure import RULERS
from farfield.options.format_names import FORMATS

HERE = Path(__file__).parent
for each in sorted(HERE.glob("test_documented_*.py")):
    import_module(each.stem)

ELSEWHERE = {
    "profile --ray": "test_scan_ray.py::test_a_command_killed_on_the_cluster_goes_on_there_or_here",
    "scan --ray": "test_scan_ray.py::test_a_cluster_gives_the_files_of_a_serial_run_though_its_workers_are_killed",
    "novelty --ray": "test_novelty_anywhere.py::test_a_cluster_finds_what_one_process_finds",
    "extra ray": "test_scan_ray.py::test_a_cluster_gives_the_files_of_a_serial_run_though_its_workers_are_killed",
    "extra s3": "test_storage_remote.py::test_results_are_read_from_a_store",
    "extra infinigram": "test_scan_infinigram.py::test_the_command_line_profiles_a_local_index",
    "extra local": "test_run_gguf.py::test_the_model_answers_a_family_in_form",
    "model-add --wheel": "test_run_models.py::test_a_model_is_kept_with_its_licence_and_origin",
    "demo --out": "test_demo.py",
    "demo --seed": "test_demo.py",
    "demo --train": "test_demo.py::test_a_trained_demo_is_the_one_that_comes_with_farfield",
    "demo --json": "test_demo.py::test_the_demo_says_how_far_a_model_carries",
    "demo --quiet": "test_demo.py::test_the_demo_says_how_far_a_model_carries",
    "study --out": "test_studies.py",
    "study --quick": "test_study_text.py::finished",
    "study --corpus": "test_study_text.py::finished",
    "study --wheels": "test_study_text.py::test_what_the_text_study_cannot_do_is_refused",
    "study --seeds": "test_studies.py",
    "study --workers": "test_studies.py",
    "study --json": "test_studies.py::test_a_study_for_a_program_is_what_stands_in_its_file",
    "study --quiet": "test_studies.py::test_a_study_for_a_program_is_what_stands_in_its_file",
}
"""What takes a cluster, a store, a model or a training of its own: the test that does it with what it sets up."""

DOCUMENTED = list(documented())


@pytest.mark.parametrize(("name", "where"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_what_is_documented_is_typed_by_a_test(name: str, where: str) -> None:
    assert name in EXERCISED or name in ELSEWHERE, (
        f"`{name}` is documented ({where}) and no test types it. Add one to tests/test_documented_profile.py (profile, "
        "scan, rulers), test_documented_formats.py (formats) or test_documented_commands.py (the rest), with "
        f"@exercises({name!r}): it takes the fixture `farfield`, types it and asserts a number worked out by hand."
    )


def test_nothing_is_claimed_that_is_not_documented() -> None:
    known = {name for name, _ in DOCUMENTED}
    assert set(EXERCISED) | set(ELSEWHERE) <= known


@pytest.mark.parametrize("place", sorted(set(ELSEWHERE.values())))
def test_what_is_tested_elsewhere_is(place: str) -> None:
    file, _, name = place.partition("::")
    assert f"def {name}" in (HERE / file).read_text()


def test_the_tables_are_whole() -> None:
    names = {name for name, _ in DOCUMENTED}
    assert {f"ruler {name}" for name in RULERS} <= names
    assert set(OFFERED) == {*RULERS, "column:"}, "cli/completing.py"
    assert {f"format {name}" for name in FORMATS} == {name for name in names if name.startswith("format ")}
    assert {f"extra {name}" for name in declared_extras()} == {
        name for name in names if name.startswith("extra ")
    }


def typed_lines() -> list[tuple[str, str]]:
    """Every `farfield ...` in a block of code or between backquotes of README and docs, with its page."""
    found = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text()
        blocks = re.findall(
            r"^ {0,4}farfield .*$", "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL)), re.M
        )
        indented = re.findall(r"^ {4}(farfield .*)$", text, re.MULTILINE)
        inline = [line.replace("\n", " ") for line in re.findall(r"`(farfield [a-z][^`]*)`", text)]
        found += [(page.name, line.strip()) for line in (*blocks, *indented, *inline)]
    return found


@pytest.mark.parametrize(("page", "line"), sorted(set(typed_lines())))
def test_a_line_that_is_printed_can_be_typed(page: str, line: str) -> None:
    """Its command is there, and so is each option; values in capitals stand for a user's own."""
    words = shlex.split(line, comments=True)[1:]
    name = words[0]
    if name.isupper() or name.startswith("-"):
        return
    commands = {
        known: parsed for command, each in COMMANDS.items() for known, parsed in subcommands(command, each)
    }
    if len(words) > 1 and f"{name}-{words[1]}" in commands:
        name = f"{name}-{words[1]}"
    assert name in commands or name in COMMANDS, f"{page}: {line}"
    parameters = getattr(commands.get(name), "params", [])
    options = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = (
        {word.partition("=")[0] for word in words if word.startswith("--")}
        - options
        - {"--help", "--version"}
    )
    assert not unknown, f"{page}: {line}: there is no {unknown}"
