"""Faults that a reader met on a page, each looked for in a browser: long names, phones, paper, faint text, Tab."""

from __future__ import annotations

from pathlib import Path

import msgspec
import polars as pl
import pytest
from playwright.sync_api import Page

from browser import Opener
from farfield.report import write_report
from farfield.report.page import profile_page
from farfield.report.page.markup import write
from farfield.report.page.prose import breakable
from farfield.report.tables.numbers import cell, numbers_table, row
from report_fixture import QUESTIONS, make_run

pytestmark = pytest.mark.browser

SUBJECTS = [f"an-organisation/its_model-with-a-long-name-v{number}" for number in range(10)]
PHONE = 360
PAPER = 673
"""Pixels of the width of an A4 page between its margins."""
CONTRAST = """() => {
    const parts = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = (v) => (v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
    const over = (top, below) => {
        const alpha = top.length > 3 ? top[3] : 1;
        return [0, 1, 2].map((n) => alpha * top[n] + (1 - alpha) * below[n]);
    };
    const ground = (node) => {
        if (!node) return parts(getComputedStyle(document.body).backgroundColor);
        const own = parts(getComputedStyle(node).backgroundColor);
        return own.length > 3 && own[3] === 0 ? ground(node.parentElement) : over(own, ground(node.parentElement));
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        const text = [...node.childNodes].filter((one) => one.nodeType === 3 && one.data.trim()).map((one) => one.data);
        if (!text.length || node.closest("script, option, noscript, .unseen, .skip, [disabled]")) continue;
        if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        const style = getComputedStyle(node);
        const below = ground(node);
        const ink = over(parts(node.namespaceURI.endsWith("svg") ? style.fill : style.color), below);
        const [high, low] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
        const ratio = (high + .05) / (low + .05);
        if (ratio < 4.5) found.push([ratio.toFixed(2), node.getAttribute("class"), text[0].trim().slice(0, 30)]);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten subjects, names of forty characters and more, a page that cannot hold all, warnings that name options."""
    folder = make_run(tmp_path_factory.mktemp("run"), subjects=SUBJECTS, copies=3)
    for name in ("items", "passages"):
        path = folder / f"{name}.parquet"
        long = pl.format("carry_in/digits=4,carry=0/{}", pl.col("item_id").hash(0))
        pl.read_parquet(path).with_columns(item_id=long).write_parquet(path)
    run = msgspec.json.decode((folder / "run.json").read_bytes())
    run["warnings"] = ["Name the column with `--map score=points`, else it is guessed."]
    (folder / "run.json").write_bytes(msgspec.json.encode(run))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profile_page, "BUDGET", 0)
        without_items = write_report(folder).stat().st_size
        patch.setattr(profile_page, "BUDGET", without_items + 60_000)
        return write_report(folder)


def width(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def test_no_page_is_wider_than_a_phone_whatever_its_lists_hold(report: Path, watch: Opener) -> None:
    page = watch(width=PHONE).open(report)
    assert width(page) == PHONE
    for select in page.locator("select").all():
        select.evaluate("list => list.add(new Option('x'.repeat(150), 'x'))")
    assert width(page) == PHONE


def test_on_a_phone_every_number_of_the_table_is_on_the_page_under_its_name(
    report: Path, watch: Opener
) -> None:
    page = watch(width=PHONE).open(report)
    cells = page.locator(".view:not([hidden]) .near-far tbody tr").first.locator("td")
    shown = cells.evaluate_all(
        "cells => cells.map((one) => [getComputedStyle(one, '::before').content, one.getBoundingClientRect().right])"
    )
    assert [name.strip('"') for name, _ in shown] == [
        "score",
        "nearest third",
        "farthest third",
        "gap, points, adjusted",
        "reach",
        "slope, log-odds per SD",
    ]
    assert all(right <= PHONE for _, right in shown)


def test_what_can_be_scrolled_shows_it_at_its_edge_and_nothing_else_does(report: Path, watch: Opener) -> None:
    page = watch(width=900).open(report)
    for one in page.locator("#made-of details").all():
        one.evaluate("node => { node.open = true; }")
    page.wait_for_function("document.querySelectorAll('.scroll.wide').length > 0")
    told = page.eval_on_selector_all(
        ".scroll",
        "all => all.map((one) => [one.scrollWidth > one.clientWidth, one.matches('.wide'), one.tabIndex])",
    )
    assert {tuple(one) for one in told} == {(True, True, 0), (False, False, -1)}


def test_paragraphs_of_ten_subjects_are_folded_once_more(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    each = page.locator("#answer .all-in-words > .in-words")
    assert each.count() >= len(SUBJECTS)
    assert not each.first.is_visible()
    page.locator("#answer .all-in-words > summary").click()
    assert each.first.is_visible()
    assert page.locator("#answer > .in-words").count() == 0


def test_long_names_stand_on_one_line_and_keep_their_tails(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    lines = page.eval_on_selector_all(
        ".used .named",
        "all => all.map((one) => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).fontSize))",
    )
    assert lines
    assert max(lines) < 2
    shifts = page.eval_on_selector_all(
        ".used:first-of-type tbody tr",
        """rows => rows.filter((row) => row.querySelector("th > .named")).map((row) => {
            const range = document.createRange();
            range.selectNodeContents(row.querySelector("td"));
            return Math.abs(row.querySelector("th > .named").getBoundingClientRect().bottom
                - range.getClientRects()[0].bottom);
        })""",
    )
    assert shifts
    assert max(shifts) < 5
    names = page.locator("#table tbody a").all()
    assert names
    ends = [
        name.evaluate(
            """node => { const range = document.createRange(); range.selectNodeContents(node.lastChild);
            return [node.textContent, range.toString(), range.getBoundingClientRect().right
                <= node.closest("td").getBoundingClientRect().right]; }"""
        )
        for name in names
    ]
    assert all(
        whole.startswith("carry_in/") and whole.endswith(tail) and inside for whole, tail, inside in ends
    )
    assert len({tail for _, tail, _ in ends}) > 1


def test_overlaid_are_all_that_stand_side_by_side_and_no_two_look_alike(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    page.get_by_role("radio", name="Overlaid").check()
    view = page.locator(".view:not([hidden])").first
    assert view.locator(".overlaid .legend li").count() == len(SUBJECTS)
    looks = view.locator(".overlaid .legend .fit").evaluate_all(
        "all => all.map((one) => [getComputedStyle(one).stroke, getComputedStyle(one).strokeDasharray].join())"
    )
    assert len(set(looks)) == len(SUBJECTS)
    assert view.locator(".overlaid .bar >> visible=true").count() == 0
    assert "are drawn side by side alone" in view.locator("figcaption").inner_text()


def test_points_at_the_axis_lie_on_the_strip_and_lines_are_smooth(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    above = page.eval_on_selector_all(
        ".plot:has(.strip)",
        """plots => plots.map((plot) => Boolean(plot.querySelector(".strip")
            .compareDocumentPosition(plot.querySelector(".bands")) & Node.DOCUMENT_POSITION_FOLLOWING))""",
    )
    assert above
    assert all(above)
    drawn = page.eval_on_selector_all("path.fit", "all => all.map((one) => one.getAttribute('d'))")
    assert drawn
    assert all("C" in one and "L" not in one for one in drawn)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(report: Path, watch: Opener, scheme: str) -> None:
    page = watch(color_scheme=scheme).open(report)
    assert page.evaluate(CONTRAST) == []
    page.locator("#table tbody a").first.click()
    assert page.evaluate(CONTRAST) == []


def test_code_in_sentences_is_code_and_no_backtick_is_text(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    assert "`" not in page.inner_text("body")
    assert page.locator(".warnings code").inner_text() == "--map score=points"
    assert page.locator("#kept code").inner_text() == "farfield view"


def test_what_lies_beyond_the_data_is_said_at_one_place(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    places = page.eval_on_selector_all(
        ".reaches .note",
        """all => all.filter((one) => one.textContent.startsWith("beyond"))
            .map((one) => one.getBoundingClientRect().right)""",
    )
    assert len(places) > 1
    assert max(places) - min(places) < 1


def test_paper_has_margins_and_holds_the_widest_table(report: Path, watch: Opener) -> None:
    page = watch(width=PAPER).open(report)
    page.emulate_media(media="print")
    for one in page.locator("details").all():
        one.evaluate("node => { node.open = true; }")
    assert width(page) == PAPER
    margins = page.evaluate(
        """[...document.styleSheets[0].cssRules].filter((one) => one instanceof CSSPageRule)
            .map((one) => one.style.margin)"""
    )
    assert margins == ["18mm 16mm"]


def test_a_table_of_sources_is_one_stop_of_the_tab_key(report: Path, watch: Opener) -> None:
    page = watch().open(report)
    links = page.locator("#used :is(a, button)").count()
    stops = 0
    while not page.evaluate("document.activeElement.matches('#search')"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops < 30
    stopped = page.locator("#used :is(a, button)[tabindex='0']")
    assert links > 3 * stopped.count()
    stopped.first.focus()
    reached = 0
    while page.evaluate("document.activeElement.closest('table') === document.querySelector('#used table')"):
        before = page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("ArrowDown")
        reached += 1
        if page.evaluate("document.activeElement.outerHTML") == before:
            break
    assert reached == page.locator("#used table").first.locator("a, button").count()


def test_the_fixture_has_something_to_cut() -> None:
    assert len(QUESTIONS) > 1
    assert min(map(len, SUBJECTS)) >= 40


def test_long_names_of_tasks_break_where_their_parts_meet() -> None:
    name = "arithmetic_word_problems_of_many_steps/and_measurement.hard"
    parts = "".join(map(write, breakable(name)[1::2]))
    assert parts == "<wbr>" * 8
    assert "".join(one for one in breakable(name) if isinstance(one, str)) == name


@pytest.mark.parametrize("width", [900, 1280])
def test_no_table_of_the_lead_is_cut_by_long_names(
    tmp_path: Path, report: Path, watch: Opener, width: int
) -> None:
    folder = make_run(tmp_path, subjects=SUBJECTS[:3])
    profile = msgspec.json.decode((folder / "profile.json").read_bytes())
    for task in ("arithmetic_word_problems_of_many_steps", "geometry_and_measurement_of_solids"):
        profile["profiles"] += [{**one, "task": task} for one in profile["profiles"][:3]]
    (folder / "profile.json").write_bytes(msgspec.json.encode(profile))
    for path in (report, write_report(folder)):
        page = watch(width=width).open(path)
        assert page.locator("#answer .scroll").count() > 0
        assert page.locator("#answer .scroll.wide").count() == 0


def test_cells_of_a_row_without_numbers_are_each_under_their_own_name() -> None:
    made = numbers_table("t", ("a", "b", "c"), [row(["x"], [cell("–")] * 2)])
    assert [(one.get("data-title"), one.findtext("b")) for one in made.iter("td")] == [("b", "–"), ("c", "–")]
