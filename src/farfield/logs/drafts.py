"""Drafts → items: the one place where logged values become the fields of an Item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from farfield.files.batches import file_stem
from farfield.logs.columns import MISSING, column_names, look_up, missing_column
from farfield.logs.intake import Intake
from farfield.logs.metadata import clean, scalars
from farfield.logs.offered_choices import NO_CHOICES, Choices, lettered_chance, listed_chance
from farfield.logs.stops import OUTCOMES, ending_of, find_ending
from farfield.logs.values import before_question, join_parts, to_chance, to_date, to_epoch, to_regime, to_text
from farfield.options.dating import SYSTEM_PROMPTS
from farfield.options.reading import CONSTANT
from farfield.records import Item, Scalar
from farfield.storage import hash_text

ROOT = "$."  # leads a mapped column to the document that holds the records
FILE = "$.file"  # the name of the log itself, without its suffixes
DECLARED = ("regime", "date", "chance")  # fields that metadata may declare
SAID_BEFORE = "said_before"
ROW = "row-"  # begins the id of a record that has none, and no question


@dataclass(slots=True)
class Draft:
    """One answer as a log holds it: values as they were found, and the record that `--map` looks into.

    `item_id` None: the log names no item, and one is made from its question and target.
    `epoch` None: the log doesn't number the answers. `stop_reason` None: it is looked for in the record; False: the
    record tells nothing of how the answer ended. `group`: what the log says that its item shares with others.
    `answer_id`: the log's own name of this one answer. `file_task`, `nameless`: the task is the file's name, the
    subject unknown. `choices`: those that stand beside the question, of a log that tells no `chance`.
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
    group: Any = None
    answer_id: Any = None
    file_task: bool = False
    nameless: bool = False
    choices: Choices = NO_CHOICES


class Placed(NamedTuple):
    """An item and where it stood.

    `numbered`: the log numbers a subject's answers, and `epoch` is that number; of others the epoch is told once all
    are read. `file_task`: the task is the file's name, for want of another; `nameless`: no subject is named.
    `group`: what the log says that the item has in common with others. `answer_id`: the log's own name of this one
    answer, which no other has.
    """

    item: Item
    source: str
    line: int | None
    numbered: bool = True
    file_task: bool = False
    nameless: bool = False
    group: str | None = None
    answer_id: str | None = None


class Scorer(Protocol):
    """Reads the scores of a whole file (`scoring.ScoreReader`)."""

    def expand(self, drafts: Sequence[Draft]) -> list[Draft]: ...

    def read(self, drafts: Sequence[Draft]) -> list[float | None]: ...


class DraftFinisher:
    """Makes the drafts of one file into items; what can't be one is rejected with its line."""

    def __init__(
        self, path: str, mapping: Mapping[str, str], intake: Intake, scorer: Scorer, keep_before: bool = False
    ) -> None:
        self.path, self.mapping, self.intake, self._scorer = path, mapping, intake, scorer
        self._keep_before = keep_before
        self.columns: dict[str, None] = {}
        self._column_sets: set[tuple[str, ...]] = set()
        self._unseen = {name for name, column in mapping.items() if not column.startswith(CONSTANT)}
        self._rows = 0

    def finish(self, drafts: Iterator[Draft]) -> Iterator[Placed]:
        """Raises FarfieldError where no record has a mapped column, or the scores aren't understood."""
        found = self._scorer.expand(list(self._with_map(drafts)))
        for draft, score in zip(found, self._scorer.read(found), strict=True):
            try:
                yield self._place(draft, score)
            except (ValueError, RecursionError) as error:
                self._reject(draft, error)

    def _with_map(self, drafts: Iterator[Draft]) -> Iterator[Draft]:
        count = 0
        for draft in drafts:
            count += 1
            self._note_columns(draft.record)
            try:
                self._apply_map(draft)
            except (ValueError, RecursionError) as error:
                self._reject(draft, error)
            else:
                yield draft
        if count and self._unseen:
            name = next(name for name in self.mapping if name in self._unseen)
            beside = [f"{ROOT}{column}" for column in column_names(self.intake.roots.get(self.path, {}))]
            there = (
                [*beside, *self.columns] if self.mapping[name].startswith(ROOT) else [*self.columns, *beside]
            )
            raise missing_column(self.path, name, self.mapping[name], there)

    def _reject(self, draft: Draft, error: Exception) -> None:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        self.intake.reject(self.path, draft.line, reason, draft.record)

    def _note_columns(self, record: Mapping[str, Any]) -> None:
        names = tuple(record)
        if names not in self._column_sets:
            self._column_sets.add(names)
            self.columns.update(dict.fromkeys(column_names(record)))

    def _place(self, draft: Draft, score: float | None) -> Placed:
        group, answer_id = _text_of(draft.group).strip() or None, _text_of(draft.answer_id).strip() or None
        return Placed(
            self._item(draft, score), self.path, draft.line,
            numbered=draft.epoch is not None, file_task=draft.file_task, nameless=draft.nameless,
            group=group, answer_id=answer_id,
        )  # fmt: skip

    def _item(self, draft: Draft, score: float | None) -> Item:
        question, target, output = _text_of(draft.question), _text_of(draft.target), _text_of(draft.output)
        subject, task = self._name(draft.subject, "subject"), self._name(draft.task, "task")
        self._note_ending(draft)
        item_id = self._item_id(draft, question, target)
        epoch = 1 if draft.epoch is None else to_epoch(draft.epoch)
        metadata = {key: value for key, value in draft.metadata.items() if key not in DECLARED}
        return Item(
            item_id=item_id,
            subject=subject,
            task=task,
            question=question,
            target=target,
            output=output,
            score=score,
            epoch=epoch,
            regime=self._declared(draft, "regime", metadata),
            date=self._declared(draft, "date", metadata),
            chance=self._chance(draft, question, target, metadata),
            metadata={**scalars(metadata), **self._before(draft)},
        )

    def _before(self, draft: Draft) -> Mapping[str, Scalar]:
        """What stands before the question, where it is kept: of a list of messages those before the one that asks."""
        if not self._keep_before:
            return {}
        told = next(
            (draft.record[name] for name in SYSTEM_PROMPTS if isinstance(draft.record.get(name), str)), ""
        )
        return {SAID_BEFORE: clean("\n".join(filter(None, (told, before_question(draft.question)))))}

    def _note_ending(self, draft: Draft) -> None:
        """The outcome of an answer that a limit or a filter ended, unless the log tells one that goes before it."""
        reason, told = draft.stop_reason, draft.metadata.get("outcome")
        ending = find_ending(draft.record) if reason is None else ending_of(reason)
        if ending is None or told in ("answered", "refusal", "timeout", "limit"):
            return
        kind = "a filter or a refusal" if ending.outcome == "refusal" else "a limit"
        self.intake.tally(self.path, "ended_early", f"answers that {kind} ended ({ending.word})")
        foreign = {} if told is None or told in OUTCOMES else {"meta_outcome": told}
        draft.metadata = {**draft.metadata, **foreign, "outcome": ending.outcome}

    def _apply_map(self, draft: Draft) -> None:
        for name, column in self.mapping.items():
            if column.startswith(CONSTANT):
                setattr(draft, name, column.removeprefix(CONSTANT))
                continue
            value = self._mapped(draft, column)
            if value is MISSING and "," in column:
                parts = [self._mapped(draft, part.strip()) for part in column.split(",")]
                held = [part for part in parts if part is not MISSING]
                value = join_parts(name, held) if held else MISSING
            if value is not MISSING:
                self._unseen.discard(name)
            setattr(draft, name, None if value is MISSING else value)
        for name in ("item_id", "subject", "task"):
            if name in self.mapping and getattr(draft, name) is None:
                raise ValueError(f"nothing in column {self.mapping[name]!r}, which names the {name}")

    def _mapped(self, draft: Draft, column: str) -> Any:
        """What stands at a mapped column of the record or, after `$.`, of the document that holds the records."""
        if column.startswith(ROOT) and column not in draft.record:
            found = look_up(self.intake.roots.get(self.path, {}), column.removeprefix(ROOT))
            return file_stem(self.path) if found is MISSING and column == FILE else found
        return look_up(draft.record, column)

    def _name(self, value: Any, field_name: str) -> str:
        name = _text_of(value).strip()
        if not name:
            raise ValueError(f"no {field_name}")
        return name

    def _item_id(self, draft: Draft, question: str, target: str) -> str:
        self._rows += 1
        item_id = _text_of(draft.item_id)
        if item_id:
            return item_id
        if question:
            return hash_text(f"{question}\x1f{target}" if target else question)
        self.intake.tally(
            self.path,
            "records_numbered",
            "records that name no item and have no question, numbered by their row",
            "Name the item's column with --map item_id=COL.",
        )
        return f"{ROW}{self._rows}"

    def _chance(self, draft: Draft, question: str, target: str, metadata: dict[str, Any]) -> float | None:
        """What a guess scores: as declared, else one by the number of the choices that the record offers."""
        declared: float | None = self._declared(draft, "chance", metadata)
        if declared is not None:
            return declared
        if isinstance(draft.target, list | tuple) and len(draft.target) > 1:
            return None
        offered = listed_chance(draft.choices, target) or lettered_chance(question, target)
        if offered is not None:
            self.intake.tally(
                self.path,
                "chance_by_choices",
                "records whose choices stand with them: a guess at one of k is taken to score 1/k",
                "Another score of a guess is --chance.",
            )
        return offered

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
            self.intake.tally(
                self.path,
                "unknown_regime_or_outcome",
                f"records whose {name} is none that is known, kept as meta_{name}",
            )
        return known


def _text_of(value: Any) -> str:
    """A logged value as a text that a table can hold; most are nothing, or a text of ASCII, as they are."""
    if value is None:
        return ""
    return value if type(value) is str and value.isascii() else clean(to_text(value))


_DECLARED_READERS = {"regime": to_regime, "date": to_date, "chance": to_chance}
