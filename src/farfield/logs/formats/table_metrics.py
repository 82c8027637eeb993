"""Tables with a record for each metric of an answer: one metric is the score, or the others would count as answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from farfield.logs.columns import look_up
from farfield.logs.formats.table_names import plain_name
from farfield.logs.intake import Intake
from farfield.logs.rows import Row
from farfield.logs.score_parts import PREFERRED_METRICS, measures
from farfield.logs.values import to_text
from farfield.options.reading import ReadOptions

METRIC_NAMES = ("metric", "metric_name", "measure", "scorer")
MOSTLY = 0.6  # share of the answers that stand there once for each metric


def of_one_metric(
    rows: Sequence[Row], fields: Mapping[str, str], path: str, options: ReadOptions, intake: Intake
) -> Sequence[Row]:
    """The rows of the metric that counts, where answers stand there once for each; all rows otherwise."""
    columns = {plain_name(name): name for row in rows[:1] for name in row.record}
    column = next((columns[name] for name in METRIC_NAMES if name in columns), None)
    asked = any(condition.partition("=")[0].rstrip("!") == column for condition in options.where)
    if column is None or asked or column in {*fields.values(), *options.map.values()}:
        return rows
    metrics = list(dict.fromkeys(to_text(row.record.get(column)) for row in rows))
    if len(metrics) < 2 or not _once_for_each(rows, column, {**fields, **options.map}):
        return rows
    right = next(filter(measures, metrics), metrics[0])
    chosen = next((name for name in PREFERRED_METRICS if name in metrics), right)
    others = [name for name in metrics if name != chosen]
    intake.warn(
        path,
        "scored_by_one_metric",
        f"a record for each metric in {column}; {chosen} counts, not {' and '.join(others[:3])} (another: --where "
        f"{column}={others[0]})",
    )
    return [row for row in rows if to_text(row.record.get(column)) == chosen]


def _once_for_each(rows: Sequence[Row], column: str, fields: Mapping[str, str]) -> bool:
    names = [fields[name] for name in ("item_id", "question", "subject", "task", "epoch") if name in fields]
    if not {"item_id", "question"} & set(fields):
        return False
    answers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        key = tuple(to_text(look_up(row.record, name)) for name in names)
        answers[key].append(to_text(row.record.get(column)))
    several = sum(1 < len(set(found)) == len(found) for found in answers.values())
    return several >= MOSTLY * len(answers)
