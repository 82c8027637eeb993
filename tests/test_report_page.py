"""The report in a real browser: what a reader can see and do, and what hostile text cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import Opener
from farfield.report import write_report
from farfield.report.run_folder import read_results
from farfield.words.lead import lead_parts
from report_fixture import make_run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(make_run(tmp_path_factory.mktemp("run")))


@pytest.fixture(scope="module")
def bare_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(make_run(tmp_path_factory.mktemp("bare"), corpus=False))


def ids(page: Page) -> list[str]:
    return page.locator("#table tbody a").all_inner_texts()


def colour(page: Page, selector: str, name: str) -> str:
    return page.eval_on_selector(selector, f"node => getComputedStyle(node)['{name}']")


@pytest.mark.parametrize("kind", ["report", "bare_report"])
def test_loads_without_errors_or_requests(kind: str, request: pytest.FixtureRequest, watch: Opener) -> None:
    seen = watch()
    page = seen.open(request.getfixturevalue(kind))
    expect(page.locator("#count")).to_have_text("8 answers")
    assert (seen.console, seen.errors, seen.outside()) == ([], [], [])


def test_every_item_opens_and_no_script_of_a_text_runs(report: Path, watch: Opener) -> None:
    seen = watch()
    page = seen.open(report)
    for link in page.locator("#table tbody a").all():
        link.click()
        expect(page.locator("#item")).to_be_visible()
        for other in page.locator("#item details summary").all():
            other.click()
        page.keyboard.press("Escape")
        expect(page.locator("#item")).to_be_hidden()
    page.goto(report.as_uri() + "#item/sums/test-3/alpha-1b/1")
    expect(page.locator("#item")).to_contain_text("</script><script>window.pwned = 1; alert(1)</script>")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, main script, dialog script").count() == 0
    assert page.locator("body > script").count() == 2
    assert (seen.console, seen.errors, seen.outside()) == ([], [], [])


def test_the_content_policy_forbids_scripts_that_are_not_ours(report: Path, watch: Opener) -> None:
    seen = watch()
    page = seen.open(report)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.pwned = 1";
        document.body.append(script);
        const image = document.createElement("img");
        image.src = "https://example.invalid/a.png";
        document.body.append(image);
    }""")
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in text for text in seen.console)


def test_which_training_questions_is_an_item_pasted_from(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.get_by_label("Search").fill("test-1")
    page.keyboard.press("Enter")
    expect(page.locator("#item-title")).to_have_text("test-1")
    nearest = page.locator("aside .passage").first
    expect(nearest).to_contain_text("train-5")
    expect(nearest).to_contain_text("sells the eggs at the market for")
    expect(nearest).to_contain_text("7 words, once in the 50.0\u202f% searched")
    expect(page.locator("#item aside")).to_contain_text("corpus/train.jsonl.zst")
    mark = page.locator("#item .text mark").first
    mark.hover()
    expect(page.locator(".note-box")).to_have_text("7 words, once in the 50.0\u202f% searched: train-5")


def test_spans_stand_where_the_text_has_them_in_any_script(report: Path, watch: Opener) -> None:
    page = watch().open(report, "#item/sums/test-4/alpha-1b/1")
    expect(page.locator("#item .text mark").first).to_have_text("كم عدد الكتب التي اشترتها ليلى في شهر مايو")
    assert colour(page, "#item .text", "direction") == "rtl"
    page.goto(report.as_uri() + "#item/sums/test-5/alpha-1b/1")
    expect(page.locator("#item-title")).to_have_text("test-5")
    assert "𝒳 und 𝒴" in page.locator("#item .text").first.locator("mark").all_inner_texts()


def test_keyboard_alone_reaches_an_item_and_back(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.locator("#table tbody a").first.focus()
    order = ids(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#table tbody a:focus")).to_have_text(order[1])
    page.keyboard.press("Enter")
    expect(page.locator("#item-title")).to_have_text(order[1])
    expect(page.locator("#item-title")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#item-title")).to_have_text(order[2])
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#item-title")).to_have_text(order[1])
    page.keyboard.press("Escape")
    expect(page.locator("#item")).not_to_be_visible()
    expect(page.locator("#table tbody a:focus")).to_have_text(order[1])
    page.wait_for_function("!location.hash.startsWith('#item/')")


def test_marks_are_one_stop_and_arrows_walk_them(report: Path, watch: Opener) -> None:
    page = watch().open(report, "#item/sums/test-3/alpha-1b/1")
    marks = page.locator("#item .text").first.locator("mark")
    assert [m.get_attribute("tabindex") for m in marks.all()] == ["0"] + ["-1"] * (marks.count() - 1)
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    expect(page.locator("#item-title")).to_have_text("test-3")


def test_focus_can_be_seen(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.get_by_label("Search").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_filters_and_search(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.get_by_label("Regime", exact=True).select_option(label="recall")
    assert ids(page) == ["test-0"]
    page.get_by_label("Regime", exact=True).select_option(label="interpolation")
    assert set(ids(page)) == {"test-2", "test-3"}
    page.get_by_label("Answer", exact=True).select_option("wrong")
    assert set(ids(page)) <= {"test-2", "test-3"}
    assert set(page.locator("#table td.score").all_inner_texts()) == {"○ wrong"}
    page.get_by_label("Regime", exact=True).select_option("")
    page.get_by_label("Answer", exact=True).select_option("unscored")
    assert ids(page) == ["test-6"]
    page.get_by_label("Answer", exact=True).select_option("")
    page.get_by_label("Subject", exact=True).select_option("")
    expect(page.locator("#count")).to_have_text("16 answers")
    page.get_by_label("Search").fill("STRASSE")
    assert ids(page) == ["test-5", "test-5"]
    page.get_by_label("Search").fill("nothing holds this")
    expect(page.locator("#count")).to_have_text("No answer fits; take a filter away.")


def test_sorting_puts_what_has_no_value_last_both_ways(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    nearest = ids(page)
    assert nearest[-1] == "test-6"
    assert {nearest[0], nearest[1]} == {"test-0", "test-4"}
    page.get_by_label("Reverse the order").click()
    assert ids(page)[-1] == "test-6"
    assert ids(page)[0] == nearest[-2]
    page.locator("#table th.score button").click()
    assert page.locator("#table th.score").get_attribute("aria-sort") == "descending"
    scores = page.locator("#table td.score").all_inner_texts()
    assert scores == sorted(scores, key=["● right", "○ wrong", "not scored"].index)
    page.get_by_label("Sort by").select_option(label="item")
    assert ids(page) == [f"test-{n}" for n in range(8)]


def test_from_a_document_to_its_items(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.locator("#used").get_by_role("button", name="train-5").first.click()
    assert set(ids(page)) == {"test-1", "test-7"}
    page.locator("#document").click()
    expect(page.locator("#count")).to_have_text("8 answers")


def test_an_opened_item_stands_on_the_strips(report: Path, watch: Opener) -> None:
    page = watch().open(report, "#item/sums/test-0/alpha-1b/1")
    expect(page.locator("#item .strip-row")).to_have_count(2)
    expect(page.locator("#item .here")).to_have_count(2)
    expect(page.locator(".view:not([hidden]) .panel .plot .here")).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator(".panel .plot .here").first.scroll_into_view_if_needed()
    assert page.locator(".panel .plot .here title").first.text_content() == "test-0"


def test_crude_and_adjusted_side_by_side_and_overlaid(report: Path, watch: Opener) -> None:
    page = watch().open(report)

    def layer(name: str) -> str:
        return colour(page, f".panel:nth-child(2) .both > .{name}", "display")

    assert (layer("adjusted"), layer("crude")) == (
        "none",
        "inline",
    )  # the gaps of this report are as they are
    page.get_by_role("radio", name="Adjusted").check()
    assert (layer("adjusted"), layer("crude")) == ("inline", "none")
    page.get_by_role("radio", name="Crude").check()
    page.get_by_role("radio", name="Overlaid").check()
    expect(page.locator(".view:not([hidden]) .panels")).not_to_be_visible()
    expect(page.locator(".overlaid .plot").first).to_be_visible()


def test_long_empty_and_unscored_outputs(report: Path, watch: Opener) -> None:
    page = watch().open(report, "#item/sums/test-7/alpha-1b/1")
    expect(page.locator("#item")).to_contain_text("more characters are in items.parquet")
    page.goto(report.as_uri() + "#item/sums/test-6/alpha-1b/1")
    expect(page.locator("#item .empty").first).to_have_text("empty")
    expect(page.locator("#item header")).to_contain_text("not scored")


@pytest.mark.parametrize("fragment", ["", "#item/sums/test-7/alpha-1b/1", "#item/sums/test-3/alpha-1b/1"])
@pytest.mark.parametrize("kind", ["report", "bare_report"])
def test_a_phone_never_scrolls_sideways(
    kind: str,
    fragment: str,
    request: pytest.FixtureRequest,
    watch: Opener,
) -> None:
    page = watch(width=360, height=740).open(request.getfixturevalue(kind), fragment)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    if fragment:
        assert page.evaluate("byId('item').scrollWidth - byId('item').clientWidth") <= 0


def test_dark_where_the_reader_prefers_it_and_light_on_paper(report: Path, watch: Opener) -> None:
    page = watch(color_scheme="dark").open(report)
    assert sum(map(int, colour(page, "body", "backgroundColor")[4:-1].split(","))) < 120
    dark = colour(page, ".swatch.regime-recall", "backgroundColor")
    page.emulate_media(media="print")
    assert sum(map(int, colour(page, "body", "color")[4:-1].split(","))) < 120
    assert colour(page, ".swatch.regime-recall", "backgroundColor") != dark
    expect(page.locator("#items")).not_to_be_visible()
    expect(page.locator(".plot").first).to_be_visible()


def test_the_page_begins_with_the_lead_then_the_table_then_each_in_words(report: Path, watch: Opener) -> None:
    seen = watch()
    page = seen.open(report)
    answer = page.locator("#answer")
    parts = [part for part in lead_parts(read_results(report.parent).profile) if part]
    told = answer.locator("p.lead, p.lead-rest").all_inner_texts()
    assert [" ".join(text.split()) for text in told] == [" ".join(text.split()) for text in parts]
    assert len(" ".join(told).split()) <= 100
    assert answer.locator("p.how-to-read").count() == 1
    glossary = answer.locator("dl.glossary")
    expect(glossary).not_to_be_visible()
    answer.get_by_text("What the words mean").click()
    expect(glossary).to_be_visible()
    assert all("Example: " in text for text in glossary.locator("dd").all_inner_texts())
    assert answer.locator("tbody tr").count() == 2
    words = answer.locator("details.in-words summary").all_inner_texts()
    assert words[:2] == ["alpha-1b in words", "alpha-7b <b> in words"]
    assert not seen.errors


def test_without_scripts_the_answer_and_the_curve_stand(report: Path, watch: Opener) -> None:
    page = watch(java_script_enabled=False).open(report)
    expect(page.locator("#answer")).to_contain_text("alpha-1b scores")
    expect(page.locator(".panel .adjusted .fit").first).to_be_visible()
    expect(page.locator("#method")).to_be_visible()
    expect(page.locator("#items")).not_to_be_visible()
    expect(page.locator(".switches")).not_to_be_visible()


def test_thousands_of_rows_stay_quick(tmp_path: Path, watch: Opener) -> None:
    page = watch().open(write_report(make_run(tmp_path, copies=400)))
    expect(page.locator("#table tbody tr")).to_have_count(25)
    page.get_by_label("Subject", exact=True).select_option("")
    took = page.evaluate("""() => {
        const start = performance.now();
        update({ search: "babysitting" });
        sortBy("question");
        return performance.now() - start;
    }""")
    assert took < 1_000
    assert page.locator("*").count() < 5_000
