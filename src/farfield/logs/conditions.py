"""A model's answers at several checkpoints, steps or temperatures are those of several subjects, no mere repeats."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import replace

from farfield.logs.drafts import Placed
from farfield.logs.file_tasks import numbers_runs
from farfield.logs.intake import Intake
from farfield.text.nouns import number_of

CONDITIONS = (
    "checkpoint", "checkpoint_step", "checkpoint_name", "checkpoint_path", "ckpt", "ckpt_step", "revision",
    "model_revision", "adapter", "lora", "global_step", "train_step", "training_step", "step", "train_epoch",
    "training_epoch", "num_train_epochs", "tokens_seen", "train_tokens", "training_tokens", "temperature",
    "temp", "top_p", "top_k", "min_p", "num_fewshot", "n_fewshot", "num_shots", "n_shots", "shots", "fewshot", "k_shot",
    "reasoning_effort", "effort", "thinking_budget", "cot", "quantization", "quant",
    "precision", "dtype", "prompt_id", "prompt_name", "prompt_version", "prompt_template", "template_id",
    "system_prompt", "prompt_style", "prompting", "strategy", "method", "setting", "mode", "setup",
)  # fmt: skip
"""Columns of what a model was, or was told, when it answered: answers at different values aren't exchangeable."""

REPEATS = (
    "seed", "run", "run_id", "sample", "sample_id", "sample_idx", "sample_index", "idx", "index", "row", "line", "k",
    "n", "i", "j", "rep", "draw", "trial", "attempt", "repeat", "repetition", "completion_id", "choice_index",
    "generation_id", "resample", "replicate", "epoch", "order", "rank", "timestamp", "time", "date", "created",
    "created_at", "position",
)  # fmt: skip
"""Columns that number or date answers that are exchangeable, where they hold numbers or dates."""

TRAINED = (
    "loss", "train_loss", "training_loss", "eval_loss", "val_loss", "valid_loss", "validation_loss", "lr",
    "learning_rate", "grad_norm",
)  # fmt: skip
"""Columns beside which `epoch` is one of training."""

ANSWERED = ("outcome", "answer", "answer_from", "answer_until", "probability")
"""Columns of what came of an answer: they differ between repeats too."""

ALIKE, ALL_ALIKE = (
    0.6,
    0.9,
)  # share of the items that have the same values of a column of conditions, of another
MOST_LEVELS = 60
TREND = 3.3  # standard errors by which scores rise or fall with the epoch: chance in one of a thousand logs
FEWEST = 4  # items that can tell anything
LEVELS_SHOWN = 4

_NUMBERED = re.compile(r"\D{0,8}\d[\d:.T +Z-]*")  # 3, seed3, 2024-01-01T10:00

Group = list[Placed]


def part_conditions(
    members: Sequence[Placed], intake: Intake, mapped: Container[str] = (), design: Container[str] = ()
) -> Sequence[Placed]:
    """The answers to one task, a subject that answered under several conditions as several subjects.

    `mapped`: the fields that the user named a column for; who says what the epoch is, isn't asked. `design`: columns
    at whose values a subject stays one.
    """
    several = _several(members)
    if not several:
        return members
    for column in (name for name in _conditions(several) if name not in design):
        members = _apart(members, several, column, intake)
        several = _several(members)
    if "epoch" not in mapped:
        members = _part_epochs(members, several, intake)
    return members


def tell_designs(members: Sequence[Placed], intake: Intake, design: Container[str] = ()) -> None:
    """Warn where answers to the items of one task, once those are told apart, may be no mere repeats all the same.

    `design`: as of `part_conditions`; answers at different values of these are known to be no repeats.
    """
    groups: dict[tuple[Hashable, ...], Group] = defaultdict(list)
    for one in members:
        asked = tuple(
            _level(one, name) for name in one.item.metadata if name in design and name not in ANSWERED
        )
        groups[one.item.subject, one.item.item_id, *asked].append(one)
    several = [group for group in groups.values() if len(group) > 1]
    if len(several) >= FEWEST:
        _tell_columns(several, intake)
        _tell_files(several, intake)
        _tell_retries(several, len(several) < len(groups), intake)


def _several(members: Iterable[Placed]) -> list[Group]:
    """The answers of one subject to one item, where there are several; ids may name records."""
    groups: dict[tuple[Hashable, ...], Group] = defaultdict(list)
    for one in members:
        item = one.item
        asked = (item.question, item.target) if item.question else (item.item_id,)
        groups[item.subject, *asked].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _level(one: Placed, column: str) -> str | None:
    value = one.item.metadata.get(column)
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _plain(column: str) -> str:
    return column.strip().casefold().replace(" ", "_").replace("-", "_").removeprefix("meta_")


def _columns(groups: Iterable[Group]) -> list[str]:
    return list(dict.fromkeys(name for group in groups for one in group for name in one.item.metadata))


def _conditions(several: Sequence[Group]) -> list[str]:
    """The columns of conditions that vary within items, the surest name first."""
    found = [name for name in _columns(several) if _plain(name) in CONDITIONS]
    parts = [name for name in _columns(several) if _plain(name) == "epoch" and _in_parts(name, several)]
    return sorted(found, key=lambda name: CONDITIONS.index(_plain(name))) + parts


def _in_parts(column: str, several: Sequence[Group]) -> bool:
    """Whether a column of numbers holds parts of a whole, as epochs of training may be and those of samples not."""
    values = [one.item.metadata.get(column) for group in several for one in group]
    return any(isinstance(value, float) and not value.is_integer() for value in values)


def _apart(
    members: Sequence[Placed], several: Sequence[Group], column: str, intake: Intake
) -> Sequence[Placed]:
    designs = [
        frozenset(level for one in group if (level := _level(one, column)) is not None) for group in several
    ]
    varied = [levels for levels in designs if len(levels) > 1]
    if not varied:
        return members
    usual, times = Counter(varied).most_common(1)[0]
    shown = _shown(usual)
    if times < ALIKE * len(varied) or len(usual) > MOST_LEVELS:
        intake.warn(
            members[0].source,
            "answers_at_several_values",
            f"{number_of(len(varied), 'item has', 'items have')} answers of one subject at several values of {column} "
            f"({shown}): they are read as repeated answers, and their mean counts (--where {column}=VALUE for one of "
            f"them, --map subject={column} where each is a subject)",
        )
        return members
    subjects = {
        group[0].item.subject for group, levels in zip(several, designs, strict=True) if len(levels) > 1
    }
    name = f"{sorted(subjects)[0]} · {column}={_sorted(usual)[0]}"
    intake.warn(
        members[0].source,
        "subjects_by_condition",
        f"one subject answers the same items at several values of {column} ({shown}): each is a subject of its own, as "
        f"{name} (--where {column}=VALUE for one of them)",
    )
    return [_renamed(one, column, subjects) for one in members]


def _renamed(one: Placed, column: str, subjects: Container[str]) -> Placed:
    level = _level(one, column)
    if one.item.subject not in subjects or level is None:
        return one
    return one._replace(item=replace(one.item, subject=f"{one.item.subject} · {column}={level}"))


def _part_epochs(members: Sequence[Placed], several: Sequence[Group], intake: Intake) -> Sequence[Placed]:
    """Epochs of training are subjects of their own; where nothing says that they are, how they are read is told."""
    numbered = [one for group in several for one in group if one.numbered]
    column = next((name for one in numbered if (name := _epoch_column(one, intake))), None)
    if column is None or len({one.item.epoch for one in numbered}) < 2:
        return members
    reason = _training(numbered, several)
    if reason is None:
        intake.warn(
            numbered[0].source,
            "epochs_of_training_or_answers",
            f"{column} numbers a subject's answers to an item, and their mean is its score; if it is one of training, "
            f"--by epoch or --where epoch=N tells the epochs apart (--map subject={column} where there is one model)",
        )
        return members
    subjects = {one.item.subject for one in numbered}
    name = f"{min(subjects)} · {column}={min(one.item.epoch for one in numbered)}"
    intake.warn(
        numbered[0].source,
        "epochs_of_training",
        f"{column} is one of training ({reason}): each is a subject of its own, as {name} (--map epoch={column} where "
        "it numbers repeated answers)",
    )
    return [
        _trained(one, column) if one.item.subject in subjects and one.numbered else one for one in members
    ]


def _epoch_column(one: Placed, intake: Intake) -> str | None:
    """The column of a table that is called epoch and numbers answers."""
    column = intake.fields.get(one.source, {}).get("epoch", "")
    return column if _plain(column) == "epoch" else None


def _trained(one: Placed, column: str) -> Placed:
    item = replace(one.item, subject=f"{one.item.subject} · {column}={one.item.epoch}", epoch=1)
    return one._replace(item=item, numbered=False)


def _training(numbered: Sequence[Placed], several: Sequence[Group]) -> str | None:
    """What says that epochs are those of training; None where nothing does."""
    beside = next((name for name in _columns([list(numbered)]) if _plain(name) in TRAINED), None)
    if beside is not None:
        return f"{beside} stands beside it"
    epochs = sorted({one.item.epoch for one in numbered})
    usual, times = Counter(frozenset(one.item.epoch for one in group) for group in several).most_common(1)[0]
    gaps = epochs[0] not in (0, 1) or epochs != list(range(epochs[0], epochs[0] + len(epochs)))
    if gaps and len(usual) > 1 and times >= ALL_ALIKE * len(several):
        return f"it has the values {_shown(map(str, epochs))}"
    rise = _trend(several)
    if abs(rise) > TREND:
        return f"scores {'rise' if rise > 0 else 'fall'} with it"
    return None


def _trend(several: Sequence[Group]) -> float:
    """How far scores rise with the epoch, in standard errors of what chance would do within items; 0 if it can't."""
    total = spread = 0.0
    for group in several:
        pairs = [(one.item.epoch, one.item.score) for one in group if one.item.score is not None]
        if len(pairs) < 2:
            continue
        mean_epoch = sum(epoch for epoch, _ in pairs) / len(pairs)
        mean = sum(score for _, score in pairs) / len(pairs)
        total += sum((epoch - mean_epoch) * (score - mean) for epoch, score in pairs)
        # of a permutation of the scores within the item
        spread += (
            sum((epoch - mean_epoch) ** 2 for epoch, _ in pairs)
            * sum((score - mean) ** 2 for _, score in pairs)
            / (len(pairs) - 1)
        )
    return total / math.sqrt(spread) if spread > 0 else 0.0


def _tell_columns(several: Sequence[Group], intake: Intake) -> None:
    """Warns of other columns whose values every item has alike: conditions, whatever they are called."""
    several = [group for group in several if not any(one.numbered for one in group)]
    for column in _columns(several):
        counts = Counter(
            frozenset(Counter(_level(one, column) for one in group).items()) for group in several
        )
        usual, times = counts.most_common(1)[0]
        levels = [level for level, _ in usual if level is not None]
        if len(levels) < 2 or len(levels) > MOST_LEVELS or times < ALL_ALIKE * len(several):
            continue
        if _plain(column) in REPEATS and all(map(_NUMBERED.fullmatch, levels)):
            continue
        intake.warn(
            several[0][0].source,
            "answers_at_same_values",
            f"each item has answers of one subject at the same values of {column} ({_shown(levels)}): they are read as "
            f"repeated answers, and their mean counts (--by {column} or --where {column}=VALUE tells them apart, --map "
            f"subject={column} where each is a subject)",
        )


def _tell_files(several: Sequence[Group], intake: Intake) -> None:
    """Warns where every item is answered anew in each of several files, unless they are numbered as runs are."""
    sources = Counter(frozenset(one.source for one in group) for group in several)
    files, times = sources.most_common(1)[0]
    if len(files) < 2 or times < ALL_ALIKE * len(several) or numbers_runs(sorted(files)):
        return
    names = {path.rsplit("/", 1)[-1] for path in files}
    names = names if len(names) == len(files) else set(files)
    intake.warn(
        min(files),
        "answers_in_several_files",
        f"{number_of(times, 'item is', 'items are')} answered by one subject in each of {len(files)} files "
        f"({_shown(names)}): they are read as repeated answers, and their mean counts (--map "
        "subject=$.file where each file is a subject)",
    )


def _tell_retries(several: Sequence[Group], single: bool, intake: Intake) -> None:
    """Warns where an item is answered again only where it failed: their mean is no rate of success then."""
    again = [[one.item.score or 0 for one in sorted(group, key=_order)] for group in several]
    if len({len(scores) for scores in again}) + single < 2:
        return
    if any(score >= 1 for scores in again for score in scores[:-1]) or not any(s[-1] >= 1 for s in again):
        return
    intake.warn(
        several[0][0].source,
        "retries_until_right",
        f"{number_of(len(again), 'item is', 'items are')} answered again, and each only until it is right, as by "
        "retries: all answers count alike in the mean (--where epoch=1 keeps the first of each)",
    )


def _order(one: Placed) -> int:
    return one.item.epoch if one.numbered else 0


def _sorted(levels: Iterable[str]) -> list[str]:
    def by_number(level: str) -> tuple[bool, float, str]:
        try:
            return False, float(level), level
        except ValueError:
            return True, 0.0, level

    return sorted(levels, key=by_number)


def _shown(levels: Iterable[str]) -> str:
    found = _sorted(levels)
    more = f" and {len(found) - LEVELS_SHOWN} more" if len(found) > LEVELS_SHOWN else ""
    return ", ".join(found[:LEVELS_SHOWN]) + more
