"""Drafts → items: the one place where logged values become the fields of an Item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from farfield.read.columns import MISSING, column_names, look_up, missing_column
from farfield.read.intake import Intake
from farfield.read.metadata import clean, scalars
from farfield.read.options import CONSTANT
from farfield.read.stops import OUTCOMES, ending_of, find_ending
from farfield.read.values import to_chance, to_date, to_epoch, to_regime, to_score, to_text
from farfield.records import Item
from farfield.storage import hash_text

ROOT = "$."  # leads a mapped column to the document that holds the records
DECLARED = ("regime", "date", "chance")  # fields that metadata may declare


@dataclass(slots=True)
class Draft:
    """One answer as a log holds it: values as they were found, and the record that `--map` looks into.

    `item_id` None: the log names no item, and one is made from its question and target.
    `epoch` None: the log doesn't number the answers. `stop_reason` None: it is looked for in the record; False: the
    record tells nothing of how the answer ended.
    """

    record: Mapping[str, Any]
    line: int | None = None
    item_id: Any = None
    subject: Any = None
    task: Any = None
    question: Any = None
    target: Any = None
    output: Any = None
    score: Any = None
    epoch: Any = None
    regime: Any = None
    date: Any = None
    chance: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    stop_reason: Any = None


class Placed(NamedTuple):
    """An item and where it stood."""

    item: Item
    source: str
    line: int | None


class DraftFinisher:
    """Makes the drafts of one file into items; what can't be one is rejected with its line."""

    def __init__(self, path: str, mapping: Mapping[str, str], intake: Intake) -> None:
        self.path, self.mapping, self.intake = path, mapping, intake
        self.columns: dict[str, None] = {}
        self._column_sets: set[tuple[str, ...]] = set()
        self._unseen = {name for name, column in mapping.items() if not column.startswith(CONSTANT)}
        self._repeats: Counter[tuple[str, str, str]] = Counter()
        self._count = 0

    def finish(self, drafts: Iterator[Draft]) -> Iterator[Placed]:
        """Raises FarfieldError where a mapped column stood in no record of the file."""
        for draft in drafts:
            self._count += 1
            self._note_columns(draft.record)
            try:
                yield Placed(self._item(draft), self.path, draft.line)
            except (ValueError, RecursionError) as error:
                reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
                self.intake.reject(self.path, draft.line, reason, draft.record)
        if self._count and self._unseen:
            name = next(name for name in self.mapping if name in self._unseen)
            beside = [f"{ROOT}{column}" for column in column_names(self.intake.roots.get(self.path, {}))]
            there = (
                [*beside, *self.columns] if self.mapping[name].startswith(ROOT) else [*self.columns, *beside]
            )
            raise missing_column(self.path, name, self.mapping[name], there)

    def _note_columns(self, record: Mapping[str, Any]) -> None:
        names = tuple(record)
        if names not in self._column_sets:
            self._column_sets.add(names)
            self.columns.update(dict.fromkeys(column_names(record)))

    def _item(self, draft: Draft) -> Item:
        self._apply_map(draft)
        question, target = clean(to_text(draft.question)), clean(to_text(draft.target))
        output = clean(to_text(draft.output))
        subject, task = self._name(draft.subject, "subject"), self._name(draft.task, "task")
        item_id, epoch = self._identity(draft, subject, task, question, target)
        self._note_ending(draft)
        metadata = {key: value for key, value in draft.metadata.items() if key not in DECLARED}
        return Item(
            item_id=item_id,
            subject=subject,
            task=task,
            question=question,
            target=target,
            output=output,
            score=to_score(draft.score),
            epoch=epoch,
            regime=self._declared(draft, "regime", metadata),
            date=self._declared(draft, "date", metadata),
            chance=self._declared(draft, "chance", metadata),
            metadata=scalars(metadata),
        )

    def _note_ending(self, draft: Draft) -> None:
        """The outcome of an answer that a limit or a filter ended, unless the log tells one that goes before it."""
        reason, told = draft.stop_reason, draft.metadata.get("outcome")
        ending = find_ending(draft.record) if reason is None else ending_of(reason)
        if ending is None or told in ("answered", "refusal", "timeout", "limit"):
            return
        kind = "a filter or a refusal" if ending.outcome == "refusal" else "a limit"
        self.intake.tally(self.path, f"answers that {kind} ended ({ending.word})")
        foreign = {} if told is None or told in OUTCOMES else {"meta_outcome": told}
        draft.metadata = {**draft.metadata, **foreign, "outcome": ending.outcome}

    def _apply_map(self, draft: Draft) -> None:
        for name, column in self.mapping.items():
            if column.startswith(CONSTANT):
                setattr(draft, name, column.removeprefix(CONSTANT))
                continue
            value = self._mapped(draft, column)
            if value is not MISSING:
                self._unseen.discard(name)
            setattr(draft, name, None if value is MISSING else value)
        for name in ("item_id", "subject", "task"):
            if name in self.mapping and getattr(draft, name) is None:
                raise ValueError(f"nothing in column {self.mapping[name]!r}, which names the {name}")

    def _mapped(self, draft: Draft, column: str) -> Any:
        """What stands at a mapped column of the record or, after `$.`, of the document that holds the records."""
        if column.startswith(ROOT) and column not in draft.record:
            return look_up(self.intake.roots.get(self.path, {}), column.removeprefix(ROOT))
        return look_up(draft.record, column)

    def _name(self, value: Any, field_name: str) -> str:
        name = clean(to_text(value)).strip()
        if not name:
            raise ValueError(f"no {field_name}")
        return name

    def _identity(self, draft: Draft, subject: str, task: str, question: str, target: str) -> tuple[str, int]:
        epoch = None if draft.epoch is None else to_epoch(draft.epoch)
        item_id = clean(to_text(draft.item_id))
        if item_id:
            return item_id, 1 if epoch is None else epoch
        if not question:
            self.intake.tally(
                self.path,
                "records that name no item and have no question, numbered by their row",
                "Name the item's column with --map item_id=COL.",
            )
            return f"row-{self._count}", 1 if epoch is None else epoch
        item_id = hash_text(f"{question}\x1f{target}" if target else question)
        if epoch is not None:
            return item_id, epoch
        self._repeats[subject, task, item_id] += 1
        if self._repeats[subject, task, item_id] > 1:
            self.intake.tally(
                self.path,
                "records that repeat a question of the same subject and task, read as its further epochs",
                "If they are different items, name their column with --map item_id=COL.",
            )
        return item_id, self._repeats[subject, task, item_id]

    def _declared(self, draft: Draft, name: str, metadata: dict[str, Any]) -> Any:
        """The field, or what metadata declares for it; a value that can't be one stays ordinary metadata."""
        value = getattr(draft, name)
        if value is None:
            value = draft.metadata.get(name)
        if value is None or value == "":
            return None
        try:
            known = _DECLARED_READERS[name](value)
        except ValueError:
            known = None
        if known is None:
            metadata[name] = value
            self.intake.tally(self.path, f"records whose {name} is none that is known, kept as meta_{name}")
        return known


_DECLARED_READERS = {"regime": to_regime, "date": to_date, "chance": to_chance}
