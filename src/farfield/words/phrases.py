"""Phrases: what a result comes to in the room of a cell or a clause. How their numbers look is decided in `numbers`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from farfield.corpus_records import CorpusSummary, ReadAs
from farfield.records import ItemsChosen
from farfield.results import Comparison, DriftComparison, RunRecord, SubjectProfile
from farfield.results.comparison import FolderChosen
from farfield.results.entries import own_entries
from farfield.results.profile import Score
from farfield.results.rulers import Reach
from farfield.words import numbers
from farfield.words.numbers import conditions, number, whole

FIXED, MINUS, NOTHING, THIN = numbers.FIXED, numbers.MINUS, numbers.NOTHING, numbers.THIN
count, large, held, distance, moved = (
    numbers.count,
    numbers.large,
    numbers.held,
    numbers.distance,
    numbers.moved,
)
percent_interval, short_ends, points = numbers.percent_interval, numbers.short_ends, numbers.points
small_percent, p_value = numbers.small_percent, numbers.p_value
"""Numbers, which phrases are made of."""

TOLD_LEFT_OUT = 0.01  # of the text of records, from which share on what no document is made of is told


def percent(share: float | None, digits: int = 1) -> str:
    """As `numbers.percent`, to a tenth where nothing else is said: 0.2171 -> "21.7 %"."""
    return numbers.percent(share, digits)


def signed(value: float, digits: int) -> str:
    """As `numbers.number`: a true minus sign, and never "−0"."""
    return number(value, digits)


NO_REACH = {
    "rises": "none: it rises", "no_fall": "none: no clear fall", "two_distances": "none: two distances",
    "near_floor": "none: near at chance", "few_clusters": "none: few clusters",
}  # fmt: skip
"""Why there is no reach, in the room of a table."""


def reach(found: Reach) -> str:
    """The reach with its interval, as far as it is known: "31.2 [28.4, 36]", "61 [54, beyond]", "beyond the data"."""
    if found.reason in NO_REACH:
        return NO_REACH[found.reason]
    if found.censored:
        return "beyond the data"
    if found.distance is None:
        return "unknown"
    if found.low is None:
        return distance(found.distance)
    high = "beyond" if found.high is None else distance(found.high)
    return f"{distance(found.distance)}{FIXED}[{distance(found.low)},{FIXED}{high}]"


def heights(found: Reach) -> str:
    """Near field, and the half of it that is the reach's: "30 % near, 15 % there"."""
    if found.half is None:
        return ""
    return f"{percent(found.near, 0)} near, {percent(found.half, 0)} there"


def reach_detail(found: Reach) -> str:
    """What a reach needs beside it: its heights; the least that is possible where it lies beyond the data; or why there
    is none."""
    if found.censored and found.reason != "rises":
        return "" if found.low is None else f"at least {distance(found.low)}"
    return "; ".join(filter(None, [heights(found), found.note]))


def measured_items(profiles: Sequence[SubjectProfile]) -> str:
    """How many items were measured, probes aside: of each task of the logs those of the subject that answered most."""
    most: dict[str, int] = {}
    for profile in own_entries(profiles):
        most[profile.task] = max(profile.items, most.get(profile.task, 0))
    return count(sum(most.values()), "item")


def chosen(where: ItemsChosen | FolderChosen | None) -> str:
    """Which part of the logs was kept, as a fact: "only domain=law, 120 of 480 rows"; empty where all was."""
    if where is None:
        return ""
    return f"only {conditions(where.where)}, {whole(where.rows)} of {count(where.of, 'row')}"


def chosen_of_runs(comparison: Comparison | DriftComparison) -> list[str]:
    """For each run of a comparison which part of its logs was kept, with its folder where there are several."""
    several = len(comparison.folders) > 1
    return [chosen(run) + (f" in {run.folder}" if several else "") for run in comparison.where]


def task(entry: SubjectProfile) -> str:
    """The name of a task, and that it is a pool where it is one."""
    return f"{entry.task} ({len(entry.tasks)} tasks pooled)" if entry.pooled else entry.task


def score(found: Score) -> str:
    """A score with its interval and n: "21.7 % [19.4, 24.1], n = 1,319"."""
    return f"{percent(found.mean)} {ends_of(found)}, {held(found.items)}"


def ends_of(found: Score) -> str:
    """The interval of a score; where a few clusters bear none, that."""
    if found.low is not None:
        return percent_interval(found.low, found.high)
    clusters = found.clusters
    if clusters is None:
        return "no interval"
    told = f"no interval: {count(clusters.number, 'cluster')}"
    if clusters.number < 2:
        return told
    return f"{told}, {percent(clusters.lowest, 0)} to {percent(clusters.highest, 0)}"


def searched(found: CorpusSummary) -> str:
    """How much of the corpus was searched: all of it only where nothing of it was lost."""
    fraction = found.searched_fraction
    lost = " and ".join(filter(None, (lost_part(found), *unread_fields(found))))
    if fraction >= 1:
        return f"searched but for {lost}" if lost else "all searched"
    return f"{percent(fraction)} searched" + (f" but for {lost}" if lost else "")


def unread_fields(found: CorpusSummary) -> list[str]:
    """Text in fields that no document is made of: "prompt beside text, about 40.0 % of the text of its records"."""
    return [
        f"{listed([name for name, _ in one.left_out])} beside {listed(one.fields)}, "
        f"about {percent(left_share(one))} of the text of its records"
        for one in found.read_as
        if left_share(one) >= TOLD_LEFT_OUT
    ]


def left_share(one: ReadAs) -> float:
    """About which share of the characters of records stands in fields that no document is made of."""
    left = sum(size for _, size in one.left_out)
    return left / max(1, left + one.looked)


def lost_part(found: CorpusSummary) -> str:
    """What could not be read: "5 records that could not be read, 12.0 % of its bytes"; empty where all could."""
    lost = found.rejected - found.textless
    if lost <= 0:
        return ""
    return (
        f"{count(lost, 'record')} that could not be read, {small_percent(found.rejected_share)} of its bytes"
    )


def searched_part(found: CorpusSummary | None) -> str:
    """What was searched, as a noun: "the corpus", "the 1.0 % searched", "the corpus, of which 2 % ..."."""
    if found is None:
        return "the corpus"
    if found.searched_fraction < 1:
        return f"the {percent(found.searched_fraction)} searched"
    if lost_part(found):
        return f"the corpus, of which {small_percent(found.rejected_share)} could not be read"
    if unread := unread_fields(found):
        return f"the corpus without {' and '.join(unread)}"
    return "the corpus"


def documents_of(found: CorpusSummary) -> list[str]:
    """What documents were made of, where nobody named the fields."""
    return [
        f"a document is {listed(one.fields, 8)} of a record, by the names of the fields "
        f"({one.form}, {count(one.documents, 'document')}; --text-field takes others)"
        for one in found.read_as
        if one.guessed
    ]


def taken_for(found: CorpusSummary) -> str:
    """What the files of the corpus were taken for: "JSON lines (3 files), plain text (1 file)"."""
    files: Counter[str] = Counter()
    for one in found.read_as:
        files[one.form] += one.files
    return ", ".join(f"{form} ({count(number, 'file')})" for form, number in files.items())


def corpus(found: CorpusSummary | None) -> str:
    """The corpus as a fact: what searched it, its size, and how much of it was searched."""
    if found is None:
        return "no corpus"
    sizes = [(found.documents, "document"), (found.words, "word")]
    counted = ""
    if (backend := found.backend) is not None:
        sizes.append((backend.tokens, "token"))
        counted = f"{backend.index} by {backend.name}, "
        counted += f"{count(backend.approximate, 'count')} approximate, " if backend.approximate else ""
    known = "".join(f"{large(number, noun)}, " for number, noun in sizes if number is not None)
    return f"corpus {counted}{known}{searched(found)}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """a, b and n more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {whole(len(names) - most)} more"


def columns_taken(run: RunRecord) -> list[str]:
    """Which columns fill the fields of the items, as `score = is_correct, target = gold`; where files differ, each."""
    told = []
    for one in run.columns:
        fields = ", ".join(f"{name} = {column}" for name, column in one.fields.items())
        more = f" and {len(one.files) - 1} more" if len(one.files) > 1 else ""
        name = one.files[0].rsplit("/", 1)[-1]
        told.append(f"{name}{more}: {fields}" if len(run.columns) > 1 else fields)
    return told
