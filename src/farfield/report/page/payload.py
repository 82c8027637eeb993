"""A run's results as one JSON value that a page carries: within a budget of bytes, safe inside a script element."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
import polars as pl

from farfield.records import REGIMES
from farfield.report.figures.distance_panel import bin_places
from farfield.report.page.item_records import Browser, Key, Names, Record, in_order
from farfield.report.page.kept_items import ITEM_KEYS, order_items
from farfield.report.page.used_most import used_most
from farfield.report.run_folder import Results
from farfield.results.entries import own_entries
from farfield.words import phrases

MOST_ITEMS = 12_000
"""More would not fit any page, whatever their length."""

STRIP_BINS = 60
HEADS_SHARE = 0.65
"""Of the budget, what questions and distances may take before outputs and quotations get their turn."""

MOST_REJECTED = 50

K = TypeVar("K")

_OPENS_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


def build_payload(results: Results, budget: int | None) -> dict[str, Any]:
    """The page's data in at most about `budget` bytes of JSON; None holds all of it.

    Those items are kept first to which its tables of sources lead, then in the order of how much they tell: of each
    what is short (its question, distances and where it stands in the corpus), then what is long (the outputs, the
    passages as their documents have them).
    """
    rulers = list(results.rulers)
    fixed = _fixed_parts(results)
    ordered = _led_to_first(order_items(results.items, rulers[0] if rulers else None), fixed["used"])
    candidates = ordered if budget is None else ordered.head(MOST_ITEMS)
    browser = Browser(results, candidates)
    spare = math.inf if budget is None else budget - size_of(fixed)
    heads, used = _fill(
        in_order(candidates), lambda key: _with_answers(browser, key, rulers), spare * HEADS_SHARE
    )
    details, _ = _fill(heads, browser.detail, spare - used)
    order = [key for key in in_order(results.items.unique(ITEM_KEYS, maintain_order=True)) if key in heads]
    return {
        **fixed,
        **_records(results, order, heads, details),
        "documents": browser.document_table(),
        "sources": browser.sources.listed(),
        "kept": {"items": len(heads), "detailed": len(details), "of": ordered.height},
    }


def encode_payload(payload: dict[str, Any]) -> str:
    """JSON that cannot end a script element, open a comment or break a line, whatever texts it holds."""
    text = msgspec.json.encode(payload).decode()
    text = _OPENS_MARKUP.sub(r"\\u003c", text)
    return text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029").replace("-->", r"--\u003e")


def size_of(value: object) -> int:
    """How many bytes a value takes in the page, as JSON with each `<` escaped."""
    encoded = msgspec.json.encode(value)
    return len(encoded) + 5 * encoded.count(b"<")


def _fill(keys: Iterable[K], make: Callable[[K], Record], budget: float) -> tuple[dict[K, Record], float]:
    made: dict[K, Record] = {}
    used = 0.0
    for key in keys:
        record = make(key)
        used += size_of(record)
        if used > budget:
            break
        made[key] = record
    return made, min(used, budget)


def _fixed_parts(results: Results) -> dict[str, Any]:
    return {
        "rulers": [{"name": name, **ruler.plain()} for name, ruler in results.rulers.items()],
        "regimes": list(REGIMES),
        "unit": results.unit,
        "searched": phrases.searched_part(results.profile.corpus),
        "strips": strips(results),
        "used": used_most(results),
        "rejected": [
            {"source": r.source, "line": r.line, "reason": r.reason, "record": r.record[:200]}
            for r in results.rejected[:MOST_REJECTED]
        ],
    }


def _led_to_first(ordered: pl.DataFrame, used: dict[str, Any]) -> pl.DataFrame:
    """The items with those first that are links in the tables of sources."""
    named = [key for row in (*used["documents"], *used["passages"]) for key in row["items"]]
    named += [(row["task"], row["item_id"]) for row in used["outputs"]]
    first = pl.DataFrame(list(dict.fromkeys(named)), schema=ordered.schema, orient="row")
    return pl.concat([first, ordered.join(first, on=ITEM_KEYS, how="anti", maintain_order="left")])


def _with_answers(browser: Browser, key: Key, rulers: Sequence[str]) -> Record:
    """An item's head and its answers: subject, epoch, score, regime and a distance for each ruler."""
    answers = [
        [row["subject"], row["epoch"], _short(row["score"]), _regime_number(row["regime"])]
        + [_short(row[f"ruler_{name}"]) for name in rulers]
        for row in browser.answers(key)
    ]
    return {**browser.head(key), "answers": answers}


def _records(
    results: Results, order: Sequence[Key], heads: dict[Key, Record], details: dict[Key, Record]
) -> dict[str, Any]:
    """Items in the order of the log; names of subjects and tasks once, and their numbers in the items."""
    subjects = Names(p.subject for p in results.profile.profiles)
    tasks = Names(p.task for p in own_entries(results.profile.profiles))
    for key in order:
        head = heads[key]
        head["task"] = tasks.number(key[0])
        for answer in head["answers"]:
            answer[0] = subjects.number(answer[0])
        head.update(details.get(key, {}))
    return {"subjects": subjects.listed(), "tasks": tasks.listed(), "items": [heads[key] for key in order]}


def _regime_number(regime: str | None) -> int:
    names: Sequence[str] = REGIMES
    return names.index(regime if regime in names else "unknown")


def _short(value: float | None) -> float | None:
    """Four significant digits: enough for a mark on a strip, half the bytes."""
    return None if value is None else float(f"{value:.4g}")


def strips(results: Results) -> list[dict[str, Any]]:
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
            found.append(
                {
                    "task": task,
                    "ruler": name,
                    "low": low,
                    "high": high,
                    "log": scales == {"log"},
                    "counts": counts,
                }
            )
    return found
