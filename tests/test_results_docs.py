"""The pages that tell the keys of the JSON files are those that their structs print."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "docs"))
from print_results import CODES, PAGES, print_codes, print_page, read_room  # noqa: E402


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_is_what_the_structs_print(page: Path) -> None:
    told = page.read_text()
    assert told == print_page(told, PAGES[page], read_room()), "python docs/print_results.py"


def test_the_codes_are_those_that_the_structs_print() -> None:
    told = CODES.read_text()
    assert told == print_codes(told, read_room()), "python docs/print_results.py"
    assert (
        "| `few_scored` | Too few items are scored for a slope or a curve. | `scored` (whole number): Scored items; "
        "`fewest` (whole number): Items that it takes |" in told
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_links_lead_to_one_heading_each(page: Path) -> None:
    told = page.read_text()
    headings = [line.lstrip("# ").lower() for line in told.splitlines() if line.startswith("#")]
    for link in re.findall(r"\]\(#(\w+)\)", told):
        assert headings.count(link) == 1


def test_keys_types_and_meanings_are_told() -> None:
    told = (ROOT / "docs" / "profile-json.md").read_text()
    assert (
        "| `near` | number or `null` | Raw mean of the nearest third, as near to a third as ties allow. |"
        in told
    )
    assert "| `from` | number | Nearest distance in the band. |" in told
    assert "| `bands` | list of [Band](#band) |" in told
    assert "| `scale` | `linear` or `log` |" in told
    assert "| `told_together` | list of lists of texts or `null` |" in told
    assert "| `interrupted` | [Interrupted](#interrupted) or absent |" in told


def test_a_struct_that_a_page_lacks_is_named() -> None:
    page = "<!-- printed: Plan, NamedRuler, PlanSettings, TaskPlan, TaskChoice, Gap -->\n<!-- end -->\n"
    with pytest.raises(ValueError, match=r"lacking=\['ItemsNeeded'\], beyond=\['Gap'\]"):
        print_page(page, "Plan", read_room())


def test_a_field_without_a_docstring_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text('class One(Result):\n    """A thing."""\n\n    key: int\n')
    with pytest.raises(ValueError, match="a field of One has no docstring"):
        read_room([tmp_path / "one.py"]).keys("One")
