"""The scores of one log's drafts: lists become epochs, one part of objects counts, all is understood or nothing."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from farfield.logs.columns import MISSING, look_up, shown
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.score_columns import ScoreColumn, ScoreRules, counted, read_scores
from farfield.logs.score_parts import Metrics, Parts, as_scores, choose_part, measures, unwrapped
from farfield.logs.values import QUESTION_NAMES, TARGET_NAMES, as_list
from farfield.records import FarfieldError
from farfield.text.nouns import number_of

NO_PARALLEL = ("choices", "options", "messages", "answers")  # lists that belong to the question
NO_SCORES = (
    *QUESTION_NAMES,
    *TARGET_NAMES,
    "output",
    "prediction",
    "predicted",
    "pred",
    "chance",
    "epoch",
    "id",
)
"""Columns that may hold 0 and 1 and are no scores."""

MOST_COLUMNS = 60  # columns that a remedy looks through
WORDS_SHOWN = 3
MANY_BLANKS, BLANK_SHARE = (
    4,
    0.1,
)  # from which records without a score beside ones that are all right refuse a table


@dataclass(frozen=True, slots=True)
class ScoreReader:
    """Reads the scores of one file. `name`: where they stand, as messages say it; `needed`: whether there must be any.

    `mapped`: whether the user named the column. `of_table`: whether nobody but its writer says what a blank is.
    """

    path: str
    rules: ScoreRules
    intake: Intake
    name: str = "score"
    mapped: bool = False
    needed: bool = True
    of_table: bool = False

    def expand(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts, those with a list of scores once for each of them. Raises FarfieldError where lists are parts."""
        lists = [as_scores(draft.score) for draft in drafts]
        lengths = {len(entries) for entries in lists if entries is not None}
        if lengths and max(lengths) > 1:
            self._check_lists(drafts, lists, lengths)
        found: list[Draft] = []
        for draft, entries in zip(drafts, lists, strict=True):
            if entries is None:
                found.append(draft)
            elif len(entries) < 2:
                found.append(
                    replace(draft, score=entries[0] if entries else None, output=unwrapped(draft.output))
                )
            else:
                found.extend(_epochs(draft, entries))
                self.intake.tally(
                    self.path,
                    "lists_of_scores",
                    "records with a list of scores, each read as an epoch of its item",
                )
        return found

    def _check_lists(
        self, drafts: Sequence[Draft], lists: Sequence[list[Any] | None], lengths: set[int]
    ) -> None:
        """Several scores are those of several answers where the answers stand beside them, or every list is as long."""
        several = [
            (draft, len(entries))
            for draft, entries in zip(drafts, lists, strict=True)
            if entries is not None and len(entries) > 1
        ]
        if _parallel(several):
            return
        one_answer = sum(isinstance(draft.output, str) and bool(draft.output.strip()) for draft, _ in several)
        if len(lengths) == 1 and not one_answer:
            return
        told = f"{min(lengths)} to {max(lengths)}" if len(lengths) > 1 else f"{max(lengths)}"
        raise FarfieldError(
            f"the scores in {self.name} are lists of {told}, and nothing says whether they belong to several answers "
            "or to parts of one",
            where=self.path,
            remedy=f"--map score={self.name}.0 takes the first of each; or write one score for each answer.",
        )

    def read(self, drafts: Sequence[Draft]) -> list[float | None]:
        """A score for each draft. Raises FarfieldError where the log has scores that aren't all understood."""
        values = [draft.score for draft in drafts]
        if any(isinstance(value, Mapping) for value in values):
            parts = choose_part(values, self.rules)
            self._tell_parts(values, parts)
            metrics = any(isinstance(value, Metrics) for value in values)
            name = (
                ".".join(part for part in ("" if metrics else self.name, parts.chosen) if part) or self.name
            )
            column = parts.column
            self.intake.note_field(self.path, "score", name)
        else:
            name, column = self.name, read_scores(values, self.rules)
        if not column.understood:
            error = not_understood(self.path, name, column, drafts, self.rules)
            if self.needed:
                raise error
            self.intake.warn(self.path, "nothing_scored", f"{error.what}: nothing is scored")
            return [None] * len(drafts)
        self._check_blanks(name, column)
        self._tell(name, column)
        return column.scores or [None] * len(drafts)

    def _check_blanks(self, name: str, column: ScoreColumn) -> None:
        """One score and blanks: whether a blank is the other score or none, nothing tells. Refused where it matters."""
        only, blanks = column.only_score, column.missing.total()
        if only not in (0, 1):
            return
        word = max(column.missing, key=lambda key: column.missing[key])
        other = 1 - only
        told = (
            f"{name} is {only:g} or nothing, never {other:g}: "
            f"{number_of(len(column.held), 'record has', 'records have')} a score, and whether "
            f"{counted(column.missing)} is {'wrong' if only else 'right'} or not scored, cannot be told"
        )
        remedy = (
            f"--score-word {shlex.quote(f'{word}={other:g}')} says that it is {'wrong' if only else 'right'}, "
            f"--score-word {shlex.quote(f'{word}=none')} that it is not scored"
        )
        refused = self.of_table and self.needed and only == 1
        if refused and blanks >= MANY_BLANKS and blanks >= BLANK_SHARE * len(column.scores):
            raise FarfieldError(told, where=self.path, remedy=f"{remedy}.")
        self.intake.warn(self.path, "blanks_not_scored", f"{told}: it is taken for not scored ({remedy})")

    def _tell_parts(self, values: Sequence[Any], parts: Parts) -> None:
        metrics = next((value for value in values if isinstance(value, Metrics)), None)
        if not parts.others or (self.mapped and metrics is not None):
            return
        if metrics is not None:
            names = ", ".join(name for name in metrics if name in (parts.chosen, *parts.others))
            self.intake.warn(
                self.path,
                "several_metrics",
                f"several metrics ({names or parts.chosen}); scored by {parts.chosen} (another: --map "
                f"score={metrics.place})",
            )
            return
        self.intake.warn(
            self.path,
            "several_scores",
            f"several scores in {self.name}; {self.name}.{parts.chosen} counts, not {shown(parts.others)} "
            f"(another: --map score={self.name}.{parts.others[0]})",
        )

    def _tell(self, name: str, column: ScoreColumn) -> None:
        if column.no_answers:
            word = max(column.no_answers, key=lambda key: column.no_answers[key])
            self.intake.warn(
                self.path,
                "no_answers_count_as_wrong",
                f"scores that say there was no answer count as 0: {counted(column.no_answers)} (--score-word "
                f"{shlex.quote(f'{word}=none')} leaves them out)",
            )
        note = "; ".join(column.notations.values())
        self.intake.note_field(self.path, "score", f"{name} ({note})" if note else name, settled=True)
        held, top = column.held, self.rules.top
        if top is not None and top > 1 and held and 0 < max(held) <= 1 / top and min(held) < 1 / top:
            self.intake.warn(
                self.path,
                "scale_to_doubt",
                f"no score is above {max(held) * top:g} of {top:g}: if they go from 0 to 1 already, leave --score-max "
                "out",
            )
        if top is not None and held and min(held) == 1 / top and top > 1:
            self.intake.warn(
                self.path,
                "lowest_mark_to_doubt",
                f"the lowest score is 1 of {top:g} and counts as {1 / top:g}: where 1 is the worst mark, write it as 0",
            )


def _epochs(draft: Draft, entries: Sequence[Any]) -> Iterator[Draft]:
    outputs = draft.output if isinstance(draft.output, list) and len(draft.output) == len(entries) else None
    for number, entry in enumerate(entries):
        output = draft.output if outputs is None else outputs[number]
        yield replace(draft, score=entry, output=output, epoch=number + 1 if draft.epoch is None else None)


def _parallel(several: Sequence[tuple[Draft, int]]) -> bool:
    """Whether each list of scores stands beside a list of answers of its length."""

    def fits(value: Any, length: int) -> bool:
        return isinstance(value, list) and len(value) == length

    if all(fits(draft.output, length) for draft, length in several):
        return True
    for name in several[0][0].record:
        scores = all(draft.record.get(name) is draft.score for draft, _ in several)
        if name in NO_PARALLEL or scores:
            continue
        if all(
            fits(held := draft.record.get(name), length)
            and any(isinstance(entry, str) for entry in as_list(held))
            for draft, length in several
        ):
            return True
    return False


def not_understood(
    path: str, name: str, column: ScoreColumn, drafts: Sequence[Draft], rules: ScoreRules
) -> FarfieldError:
    """The error for a column of scores that holds what is none, with what can be done about it."""
    others = scored_columns(drafts, rules, name)
    found = (
        f"Or take another column: {', '.join(f'--map score={other}' for other in others[:3])}."
        if others
        else ""
    )
    if not others:
        found = "Or name the column of scores with --map score=COL."
    return FarfieldError(
        f"the scores in {name} are not understood, and none of them is used: {counted(column.strange)} "
        f"of {len(drafts):,}",
        where=path,
        remedy=f"{worth(column.strange)} {found}".strip(),
    )


def worth(strange: Mapping[str, int]) -> str:
    """How to say what words are worth, as it can be typed."""
    words = sorted(strange, key=lambda word: (-strange[word], word))
    worded = [word for word in words if word != "a list" and not word.startswith("an object")][:WORDS_SHOWN]
    if not worded:
        return ""
    told = " ".join(f"--score-word {shlex.quote(f'{word}=SCORE')}" for word in worded)
    return f"Say what each is worth, from 0 to 1 or none: {told}{' ...' if len(words) > len(worded) else ''}."


def scored_columns(drafts: Sequence[Draft], rules: ScoreRules, but: str) -> list[str]:
    """The columns of a log, also in nested records, that hold scores from 0 to 1 in full."""
    names: dict[str, None] = {}
    for draft in drafts[:MOST_COLUMNS]:
        names.update(dict.fromkeys(_leaves(draft.record)))
    found = []
    for name in list(names)[: 2 * MOST_COLUMNS]:
        values = [None if (value := look_up(draft.record, name)) is MISSING else value for draft in drafts]
        answers = name.rsplit(".", 1)[-1].casefold() in NO_SCORES
        if (
            name != but
            and not answers
            and measures(name)
            and read_scores(values, rules).in_scale
            and not _counts_up(values)
        ):
            found.append(name)
    return found


def _leaves(record: Mapping[str, Any], depth: int = 4) -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, Mapping) and depth > 1:
            yield from (f"{name}.{inner}" for inner in _leaves(value, depth - 1))
        else:
            yield str(name)


def _counts_up(values: Sequence[Any]) -> bool:
    """Whether it is a column that says the same of all or names each record, as epochs and ids do."""
    texts = [str(value) for value in values if value is not None]
    return len(set(texts)) < 2 or (len(set(texts)) == len(texts) > 2)
