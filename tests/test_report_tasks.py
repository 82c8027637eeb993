"""Several tasks in one report: each with the rulers, the covariates and the sentences that are its own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import farfield
from browser import Opener
from family_fixture import answered, write_log
from farfield.families import get_family
from farfield.families.sampling import SampleOptions, sample_items

TASKS = ("addition", "linear")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks")
    records = []
    for task in TASKS:
        family = get_family(task)
        for number, item in enumerate(sample_items(family, SampleOptions(items=60, seed=1))):
            said = f"Answer: {item.exercise.target if number % 3 else 1}"
            records.append({**answered(family, item, said, "model"), "task": task})
    log = write_log(folder / "log.jsonl", records)
    return farfield.profile(str(log), (), folder / "out").folder / "report.html"


def test_a_task_offers_the_rulers_that_its_items_have(report: Path, watch: Opener) -> None:
    seen = watch()
    page = seen.open(report)
    task, ruler = page.locator("#view-task"), page.locator("#view-ruler")
    offered = "select => [...select.options].filter((one) => !one.disabled).map((one) => one.text)"
    assert ruler.evaluate(offered) == ["digits"]
    task.select_option("linear")
    assert ruler.evaluate(offered) == ["slope", "intercept"]
    assert ruler.evaluate("select => select.selectedOptions[0].text") == "slope"
    ruler.select_option(label="intercept")
    shown = page.locator(".view:visible")
    assert shown.count() == 1
    assert shown.get_attribute("data-task") == "linear"
    assert shown.get_attribute("data-ruler").endswith("intercept")
    task.select_option("addition")
    assert page.locator(".view:visible").get_attribute("data-task") == "addition"
    assert not seen.errors


def test_each_task_is_shown_by_a_ruler_of_its_own(tmp_path: Path, watch: Opener) -> None:
    records = []
    for task in TASKS:
        family = get_family(task)
        for number, item in enumerate(sample_items(family, SampleOptions(items=60, seed=1))):
            for subject, of in (("good", 4), ("bad", 2)):
                said = f"Answer: {item.exercise.target if number % of else 1}"
                records.append({**answered(family, item, said, subject), "task": task})
    run = farfield.profile(str(write_log(tmp_path / "log.jsonl", records)), (), tmp_path / "out")
    page = watch().open(run.report)
    titles = page.locator("#made-of .bars-title").all_inner_texts()
    assert [text for text in titles if "regime" not in text] == [
        "By digits, nearest first",
        "By slope, nearest first",
    ]
    heads = page.locator("#more .reach-head").all_inner_texts()
    assert ["reach, digits" in text for text in heads] == [True, False]
    assert "reach, slope" in heads[1]
    assert "No curve could be fitted" not in page.locator("#more").inner_text()
    power = page.locator("#more").inner_text()
    assert "points (bad on linear) or more would have shown (80" in power


def test_what_is_left_out_is_told_in_each_section(tmp_path: Path, watch: Opener) -> None:
    rows = [
        {"item_id": f"{n}", "task": f"task-{task:02}", "subject": subject, "question": f"what is {n}", "far": n % 5,
         "score": int((n * 7 + task) % 10 >= n % 5)}
        for task in range(14)
        for subject in ("one", "two")
        for n in range(30)
    ]  # fmt: skip
    run = farfield.profile(pl.DataFrame(rows), ruler="column:far", out=tmp_path / "out")
    page = watch().open(run.report)
    for section in ("#made-of", "#more", "#checks"):
        notes = page.locator(f"{section} > .note-text").all_inner_texts()
        assert "and 2 tasks more, in profile.json" in notes, section


def test_balance_lists_what_a_task_has_and_sentences_name_it(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    balance = [table.all_inner_texts() for table in (
        page.locator("#checks details").nth(n).locator("tbody tr td:first-child, tbody tr th:first-child")
        for n in range(page.locator("#checks details").count())
    )]  # fmt: skip
    addition = next(names for names in balance if "declared carries" in names)
    assert "declared argument" not in addition
    assert any("declared argument" in names for names in balance)
    assert "model on linear in words" in page.locator("#answer").inner_text()
