"""Scores that are objects or lists: which part of all of them counts, and lists as the epochs of an item."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from farfield.logs.score_columns import ScoreColumn, ScoreRules, read_scores

PREFERRED_METRICS = (
    "exact_match",
    "acc",
    "accuracy",
    "correct",
    "is_correct",
    "score",
    "value",
    "pass@1",
    "em",
    "acc_norm",
    "pass_at_1",
    "correctness",
    "is_right",
    "right",
    "match",
    "f1",
    "passed",
    "pass",
    "is_passed",
    "resolved",
    "solved",
    "is_solved",
    "success",
    "is_success",
)
"""Which of several metrics is the score, in this order; then the first one that holds a score at all. `success` comes
last: it may say that the call worked, and not that the answer is right."""

DOUBTFUL = ("success", "is_success")
"""Says nothing where it is the same in all records."""

_NO_MEASURE = re.compile(
    r"(.*_)?(confidence|conf|certainty|prob|probs|probability|probabilities|logprobs?|log_?probs?|likelihood|loglikelihood|"
    r"logits?|entropy|perplexity|ppl|bits_per_byte|loss|nll|brier|brier_score|ece|calibration_error|wer|cer|ter|"
    r"edit_distance|error|errors|error_rate|mse|rmse|mae|hallucination|hallucination_rate|toxicity|"
    r"latency|cost|price|usd|duration|elapsed|runtime|time|seconds|secs|ms|tokens|length|len|"
    r"chars|words|steps|turns|attempts|retries|temperature|seed|weight|index|idx|rank|position|timestamp|epoch|"
    r"count|difficulty|stderr|std|variance|max|max_score|threshold|valid|parsed|answered|truncated|"
    r"refused|refusal|abstained|cached|flagged)(_(score|ms|s|sec|secs|seconds|usd|count|value|mean|avg))*"
    r"|(is_|was_|n_|num_)?(wrong|incorrect|mistakes?|fail|failed|failures?)"
)
"""Names of parts that say how sure, dear, long or wrong an answer is, or that there was one: not how right it is."""

DEEPEST = 3  # levels of an object of scores
MOST_PARTS = 64
SELDOM = 0.5  # a part that less than this share of the objects have is no part of all of them
LONGEST_LIST = 5000  # characters of a list that stands as text


class Parts(NamedTuple):
    """What was found in a column of objects: the part that counts, how it reads, the others that hold scores."""

    chosen: str
    values: list[Any]
    column: ScoreColumn
    others: tuple[str, ...] = ()


def measures(name: str) -> bool:
    """Whether a part of this name can say how right an answer is."""
    steps = [_plain(step) for step in name.split(".")]
    while len(steps) > 1 and steps[-1] in ("value", "score", "mean"):
        steps.pop()
    return not _NO_MEASURE.fullmatch(steps[-1])


def _plain(name: str) -> str:
    """`isCorrect` and `Is correct` as `is_correct`."""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).casefold()


def choose_part(values: Sequence[Any], rules: ScoreRules, first: Sequence[str] = ()) -> Parts:
    """One part for the whole column: of those that hold scores the first of `first`, of PREFERRED_METRICS, of all.

    Scores from 0 to 1 go before other scales. A part that is null in a record is no score there: no other steps in.
    What measures something else by its name, as `confidence`, is never the score, unless `first` has it; where there
    is nothing else, the column is not understood.
    """
    flat = [_flat(value) if isinstance(value, Mapping) else {} for value in values]
    seen: dict[str, int] = {}
    for parts in flat:
        for name in parts:
            seen[name] = seen.get(name, 0) + 1
    usual = SELDOM * max(seen.values(), default=0)
    names = [name for name, times in seen.items() if times >= usual][:MOST_PARTS]
    read = {name: _read_part(name, values, flat, rules) for name in names}
    order = sorted(names, key=lambda name: (*_rank(name, first), names.index(name)))
    held = [name for name in order if read[name][1].understood and read[name][1].held]
    scored = [name for name in held if measures(name) or name in first]
    fitting = [name for name in scored if read[name][1].in_scale] or scored
    if held and not fitting:
        return Parts("", [None] * len(values), ScoreColumn(strange=_of_no_measure(values, held)))
    if not fitting:
        chosen = order[0] if order else ""
        return Parts(chosen, *(read[chosen] if order else ([None] * len(values), ScoreColumn())))
    fitting.sort(key=lambda name: _plain(name) in DOUBTFUL and len(set(read[name][1].held)) < 2)
    rest = [name for name in held if name not in scored and read[name][1].in_scale]
    others = tuple(sorted((*fitting[1:], *rest), key=lambda name: (name in rest, names.index(name))))
    return Parts(fitting[0], *read[fitting[0]], others)


def _of_no_measure(values: Sequence[Any], parts: Sequence[str]) -> Counter[str]:
    told = f"an object of {' and '.join(parts[:3])}"
    return Counter({told: sum(isinstance(value, Mapping) for value in values)})


def _read_part(
    name: str, values: Sequence[Any], flat: Sequence[Mapping[str, Any]], rules: ScoreRules
) -> tuple[list[Any], ScoreColumn]:
    """A part's values; a value beside the objects that is none stays, so that the column is not understood."""
    own = [
        parts.get(name) if isinstance(value, Mapping) else value
        for value, parts in zip(values, flat, strict=True)
    ]
    return own, read_scores(own, rules)


def _rank(name: str, first: Sequence[str]) -> tuple[int, int]:
    if name in first:
        return 0, first.index(name)
    for known in (name, name.rsplit(".", 1)[-1], _plain(name), _plain(name.rsplit(".", 1)[-1])):
        if known in PREFERRED_METRICS:
            return 1, PREFERRED_METRICS.index(known)
    return 2, 0


def _flat(value: Mapping[str, Any], depth: int = DEEPEST) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, held in value.items():
        part = unwrapped(held)
        if isinstance(part, Mapping) and depth > 1:
            found.update({f"{name}.{inner}": leaf for inner, leaf in _flat(part, depth - 1).items()})
        else:
            found[str(name)] = part
    return found


def as_scores(value: Any) -> list[Any] | None:
    """The entries of a list of scores, also of one that stands as text (CSV); None where the value is no list."""
    if isinstance(value, str):
        text = value.strip()
        if not (text.startswith("[") and text.endswith("]")) or len(text) > LONGEST_LIST:
            return None
        try:
            value = json.loads(text.replace("'", '"').replace("True", "true").replace("False", "false"))
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list | tuple):
        return [unwrapped(entry) for entry in value]
    return None


def unwrapped(value: Any) -> Any:
    """The entry of a list of one, of an empty one None."""
    for _ in range(DEEPEST):
        if not isinstance(value, list | tuple) or len(value) > 1:
            break
        value = value[0] if value else None
    return value


class Metrics(dict[str, Any]):
    """Several metrics of a record, of which one counts; `place` is what `--map score=` takes to choose another."""

    def __init__(self, found: Mapping[str, Any], place: str) -> None:
        super().__init__(found)
        self.place = place
