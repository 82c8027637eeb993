"""A run's results as one JSON value that a page carries: within a budget of bytes, safe inside a script element."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec
import polars as pl
from msgspec.structs import astuple, replace

from farfield.records import REGIMES
from farfield.report.figures.distance_panel import bin_places
from farfield.report.page.item_records import Browser, Names, in_order
from farfield.report.page.kept_items import ITEM_KEYS, order_items
from farfield.report.page.page_data import (
    Answer,
    Detail,
    FixedData,
    ItemKey,
    Kept,
    LeftOut,
    PageData,
    PageItem,
    Strip,
    Used,
)
from farfield.report.page.used_most import used_most
from farfield.report.run_folder import Results
from farfield.results.comparison import NamedRuler
from farfield.results.entries import own_entries
from farfield.words import phrases

MOST_ITEMS = 12_000
"""More would not fit any page, whatever their length."""

STRIP_BINS = 60
HEADS_SHARE = 0.65
"""Of the budget, what questions and distances may take before outputs and quotations get their turn."""

MOST_REJECTED = 50

R = TypeVar("R")

_OPENS_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


def build_payload(results: Results, budget: int | None) -> PageData:
    """The page's data in at most about `budget` bytes of JSON; None holds all of it.

    Those items are kept first to which its tables of sources lead, then in the order of how much they tell: of each
    what is short (its question, distances and where it stands in the corpus), then what is long (the outputs, the
    passages as their documents have them).
    """
    rulers = list(results.rulers)
    fixed = _fixed_parts(results)
    ordered = _led_to_first(order_items(results.items, rulers[0] if rulers else None), fixed.used)
    candidates = ordered if budget is None else ordered.head(MOST_ITEMS)
    browser = Browser(results, candidates)
    spare = math.inf if budget is None else budget - size_of(fixed)
    heads, used = _fill(in_order(candidates), lambda key: _with_answers(browser, key), spare * HEADS_SHARE)
    details, _ = _fill(heads, browser.detail, spare - used)
    order = [key for key in in_order(results.items.unique(ITEM_KEYS, maintain_order=True)) if key in heads]
    subjects = Names(p.subject for p in results.profile.profiles)
    tasks = Names(p.task for p in own_entries(results.profile.profiles))
    return PageData(
        rulers=fixed.rulers,
        regimes=fixed.regimes,
        unit=fixed.unit,
        searched=fixed.searched,
        strips=fixed.strips,
        used=fixed.used,
        rejected=fixed.rejected,
        items=[_numbered(heads[key], details.get(key), tasks.number(key[0]), subjects) for key in order],
        subjects=subjects.listed(),
        tasks=tasks.listed(),
        documents=browser.document_table(),
        sources=browser.sources.listed(),
        kept=Kept(items=len(heads), detailed=len(details), of=ordered.height),
    )


def encode_payload(payload: object) -> str:
    """JSON that cannot end a script element, open a comment or break a line, whatever texts it holds."""
    text = msgspec.json.encode(payload).decode()
    text = _OPENS_MARKUP.sub(r"\\u003c", text)
    return text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029").replace("-->", r"--\u003e")


def size_of(value: object) -> int:
    """How many bytes a value takes in the page, as JSON with each `<` escaped."""
    encoded = msgspec.json.encode(value)
    return len(encoded) + 5 * encoded.count(b"<")


def _fill(
    keys: Iterable[ItemKey], make: Callable[[ItemKey], R], budget: float
) -> tuple[dict[ItemKey, R], float]:
    made: dict[ItemKey, R] = {}
    used = 0.0
    for key in keys:
        record = make(key)
        used += size_of(record)
        if used > budget:
            break
        made[key] = record
    return made, min(used, budget)


def _fixed_parts(results: Results) -> FixedData:
    return FixedData(
        rulers=[NamedRuler(name, *astuple(ruler)) for name, ruler in results.rulers.items()],
        regimes=REGIMES,
        unit=results.unit,
        searched=phrases.searched_part(results.profile.corpus),
        strips=strips(results),
        used=used_most(results),
        rejected=[
            LeftOut(r.source, r.line, r.reason, r.record[:200]) for r in results.rejected[:MOST_REJECTED]
        ],
    )


def _led_to_first(ordered: pl.DataFrame, used: Used) -> pl.DataFrame:
    """The items with those first that are links in the tables of sources."""
    named = [key for document in used.documents for key in document.items]
    named += [key for passage in used.passages for key in passage.items]
    named += [(output.task, output.item_id) for output in used.outputs]
    first = pl.DataFrame(list(dict.fromkeys(named)), schema=ordered.schema, orient="row")
    return pl.concat([first, ordered.join(first, on=ITEM_KEYS, how="anti", maintain_order="left")])


def _with_answers(browser: Browser, key: ItemKey) -> PageItem:
    """An item's head and its answers, each still with the name of its subject."""
    answers: list[Answer] = [
        (row.subject, row.epoch, _short(row.score), _regime_number(row.regime), *map(_short, row.distances))
        for row in browser.answers(key)
    ]
    return replace(browser.head(key), answers=answers)


def _numbered(head: PageItem, detail: Detail | None, task: int, subjects: Names) -> PageItem:
    """An item as the page has it: names of subjects and tasks stand in lists, and their numbers in the items."""
    answers: list[Answer] = [(subjects.number(str(one[0])), *one[1:]) for one in head.answers]
    if detail is None:
        return replace(head, task=task, answers=answers)
    return replace(head, task=task, answers=answers, quotes=detail.quotes, outputs=detail.outputs)


def _regime_number(regime: str | None) -> int:
    names: Sequence[str] = REGIMES
    return names.index(regime if regime in names else "unknown")


def _short(value: float | None) -> float | None:
    """Four significant digits: enough for a mark on a strip, half the bytes."""
    return None if value is None else float(f"{value:.4g}")


def strips(results: Results) -> list[Strip]:
    """Where the items lie: for each task and ruler, the answers around each of STRIP_BINS places from low to high."""
    found = []
    for (task,), rows in results.items.group_by("task", maintain_order=True):
        for name in results.rulers:
            values = rows[f"ruler_{name}"].drop_nulls()
            if values.is_empty():
                continue
            low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
            scales = {one.rulers[name].scale for one in results.tasks[task]}
            bins = bin_places(values, STRIP_BINS, scales == {"log"})
            counts = [0] * STRIP_BINS
            for number, held in bins.value_counts().iter_rows():
                counts[number] = held
            found.append(Strip(task, name, low, high, scales == {"log"}, counts))
    return found
