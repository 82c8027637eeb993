"""Which column of a table fills which field: by its name, by all it holds, and by what explains the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from farfield.logs.formats.table_found import Columns
from farfield.logs.formats.table_names import (
    CALL_WORKED,
    COLUMN_NAMES,
    EITHER,
    MAYBE_KEYS,
    SURE_MODELS,
    model_like,
    plain_name,
)
from farfield.logs.formats.table_question import find_question
from farfield.logs.formats.table_values import EXPLAINS, FEWEST, TableValues
from farfield.logs.score_columns import ScoreRules, counted
from farfield.logs.stated_names import STATED_NAMES, states_probabilities

PLAIN_ORDER = ("item_id", "task", "date", "regime", "chance", "group")
"""Fields for which the first usual column that holds anything will do."""

PROMPT_LENGTH = 60  # characters; a name of a model or a topic is shorter
PROMPT_WORDS = 4  # in a prompt, at least; fewer are a name
RARELY = 0.1


def find_columns(
    records: Sequence[Mapping[str, Any]], mapping: Mapping[str, str], rules: ScoreRules
) -> Columns:
    """The columns of a whole table, by COLUMN_NAMES; a mapped field is left to `--map`."""
    return _Finder(TableValues(records, rules), mapping).find()


class _Finder:
    """Decides field by field; a column fills one field only."""

    def __init__(self, table: TableValues, mapping: Mapping[str, str]) -> None:
        self.table, self.mapping = table, mapping
        columns = set(table.names.values())
        self.taken = {
            part for column in mapping.values() for part in (column, *column.split(",")) if part in columns
        }
        self.found = Columns()
        self._stated = states_probabilities(columns)

    def find(self) -> Columns:
        self._question()
        for name in PLAIN_ORDER:
            self._take(name, self._task() if name == "task" else self._first(name))
        if "group" in self.found.fields:
            self.found.kept.add(self.found.fields["group"])
        if self._stated and plain_name(self.found.fields.get("item_id", "")) in STATED_NAMES["question"]:
            self.found.kept.add(self.found.fields["item_id"])
        self._score()
        self._answers()
        self._subject()
        self._tell_unread()
        self._take("epoch", next(filter(self.table.holds_epochs, self._named("epoch")), None))
        order = (
            "score",
            "target",
            "output",
            "subject",
            "question",
            "item_id",
            "task",
            "epoch",
            "date",
            "group",
        )
        fields = self.found.fields
        self.found.fields = {name: fields[name] for name in (*order, *fields) if name in fields}
        return self.found

    def _named(self, name: str, names: Iterable[str] | None = None) -> list[str]:
        """The free columns of a field's usual names that hold anything, best first."""
        if name in self.mapping:
            return []
        columns = [self.table.names.get(usual) for usual in names or COLUMN_NAMES[name]]
        return [
            column for column in columns if column and column not in self.taken and self.table.filled(column)
        ]

    def _first(self, name: str) -> str | None:
        return next(iter(self._named(name)), None)

    def _take(self, name: str, column: str | None) -> None:
        if column is not None and name not in self.mapping and column not in self.taken:
            self.found.fields[name] = column
            self.taken.add(column)

    def _question(self) -> None:
        question = find_question(self.table, self._named("question"))
        if question is None:
            return
        self._take("question", question.columns[0])
        if len(question.columns) > 1:
            self.found.joined["question"] = question.columns
            self.taken.update(question.columns)
        if question.warning:
            self.found.warn(*question.warning)

    def _task(self) -> str | None:
        """The first usual column that can name tasks: verdicts name none, and neither do prompts, one a record."""
        for column in self._named("task"):
            if self._holds_verdicts(column):
                reason = "holds scores"
            elif self._holds_prompts(column):
                reason = "holds prompts, no names"
            else:
                return column
            code, told = (
                "not_taken_for_task",
                f"{column} {reason}: it is not taken for the task (--map task={column})",
            )
            if reason != "holds scores" and "question" not in {*self.found.fields, *self.mapping}:
                self._take("question", column)
                code = "question_not_task"
                told = f"{column} {reason}: it is the question, not the task (--map task={column})"
            self.found.warn(code, told)
        return None

    def _holds_verdicts(self, column: str) -> bool:
        scores = self.table.scores(column)
        return scores.understood and bool(scores.held) and self._is_verdict(column)

    def _holds_prompts(self, column: str) -> bool:
        texts = [text for text in self.table.texts(column) if text]
        worded = sum(len(text.split()) >= PROMPT_WORDS for text in texts)
        if any("\n" in text or len(text) > PROMPT_LENGTH for text in texts) and worded > len(texts) / 2:
            return True
        return len(texts) >= FEWEST and len(set(texts)) == len(texts) and worded > len(texts) / 2

    def _score(self) -> None:
        candidates = [column for column in self._named("score") if self._may_be_score(column)]
        fitting = [column for column in candidates if self.table.scores(column).in_scale]
        self._explain_unread([column for column in self._named("score") if column not in candidates])
        fitting = [column for column in fitting if not self._is_key(column, fitting)] or fitting
        sure = [column for column in fitting if plain_name(column) not in MAYBE_KEYS]
        chosen = next(iter(fitting or candidates), None)
        if (
            sure
            and chosen is not None
            and plain_name(chosen) in MAYBE_KEYS
            and self._differs(chosen, sure[0])
        ):
            chosen = sure[0]
        if chosen is None:
            return
        if self._only_worked(chosen):
            chosen = next((column for column in fitting if not self._only_worked(column)), chosen)
        self._take("score", chosen)
        self._doubt_index(chosen)
        self._doubt_worked(chosen)
        others = [
            column
            for column in dict.fromkeys([*fitting, *self.table.like_scores()])
            if column != chosen and column not in self.taken and self._differs(column, chosen)
        ]
        if others:
            self.found.warn(
                "several_columns_of_scores",
                f"score = {chosen}; {' and '.join(others[:3])} also hold{'s' if len(others) == 1 else ''} scores, and "
                f"others (another: --map score={others[0]})",
            )

    def _doubt_index(self, score: str) -> None:
        """Warn of `correct` as 0 and 1 beside outputs that are 0 and 1 too: it may be the right one of two choices."""
        outputs = [column for column in self._named("output") if self._says_bits(column)]
        if plain_name(score) in MAYBE_KEYS and outputs and not self._named("target"):
            self.found.warn(
                "score_may_be_a_choice",
                f"{score} is taken for the score; {outputs[0]} holds 0 and 1 too, and if {score} is the right one of "
                "two choices, nothing is scored yet: name a column of scores with --map score=COL",
            )

    def _only_worked(self, column: str) -> bool:
        """Whether a column of a name like `success` says the same of all answers: that the call worked, perhaps."""
        return plain_name(column) in CALL_WORKED and len(set(self.table.scores(column).held)) < 2

    def _doubt_worked(self, score: str) -> None:
        if len(self.table) >= FEWEST and self._only_worked(score):
            self.found.warn(
                "score_never_varies",
                f"{score} says the same in every record: if it tells that a call worked and not that an answer is "
                "right, name a column of scores with --map score=COL",
            )

    def _says_bits(self, column: str) -> bool:
        return {text for text in self.table.texts(column) if text} <= {"0", "1"}

    def _may_be_score(self, column: str) -> bool:
        if self._stated and plain_name(column) in STATED_NAMES["resolution"]:
            return False  # whether what a probability was stated for came true
        scores = self.table.scores(column)
        if not scores.understood or not scores.held:
            return False
        # a label of 0 and 1, or of yes and no, is an answer; one that says "correct" is a verdict
        return plain_name(column) != "label" or self._is_verdict(column)

    def _is_verdict(self, column: str) -> bool:
        words = {text.casefold().rstrip(".") for text in self.table.texts(column) if text}
        return bool(words & {"correct", "incorrect", "passed", "failed", "pass", "fail", "right", "wrong"})

    def _explain_unread(self, columns: Sequence[str]) -> None:
        for column in columns:
            strange = self.table.scores(column).strange
            if strange and plain_name(column) != "label":
                self.found.unread[column] = strange

    def _tell_unread(self) -> None:
        """A column named like a score that is none, in a table with another, is the target or is told of."""
        score = self.found.fields.get("score")
        for column, strange in self.found.unread.items():
            if score is not None and column not in self.found.fields.values():
                self.found.warn(
                    "strange_scores", f"score = {score}; {column} holds what is no score: {counted(strange)}"
                )

    def _is_key(self, column: str, others: Sequence[str]) -> bool:
        """Whether a column is the right answer: another's scores say where an output agrees with it."""
        if plain_name(column) not in MAYBE_KEYS:
            return False
        outputs = self._named("output")
        return any(
            self.table.agreement(score, column, output) >= EXPLAINS
            for score in others
            if score != column and plain_name(score) not in MAYBE_KEYS
            for output in outputs
        )

    def _differs(self, one: str, other: str) -> bool:
        return self.table.scores(one).scores != self.table.scores(other).scores

    def _answers(self) -> None:
        """The right answer and the model's: by name, `answer` by its neighbours, all by what explains the score."""
        targets = [column for column in self._named("target") if plain_name(column) != EITHER]
        outputs = [column for column in self._named("output") if plain_name(column) != EITHER]
        both = [*self._named("target"), *self._named("output")]
        either = next((column for column in both if plain_name(column) == EITHER), None)
        target, output = next(iter(targets), None), next(iter(outputs), None)
        if target is None and "target" not in self.mapping:
            target = self._key_by_name(output or either)
        if either is not None:
            target, output = self._place_either(either, target, output)
        target, output = self._explained(target, output, either)
        self._take("target", target)
        self._take("output", output)

    def _key_by_name(self, output: str | None) -> str | None:
        """A column named like a score that holds the right answers."""
        for name in MAYBE_KEYS:
            column = self.table.names.get(name)
            if column is None or column in self.taken or not self.table.filled(column):
                continue
            score = self.found.fields.get("score") or self.mapping.get("score")
            explains = (
                output is not None
                and score is not None
                and self.table.agreement(score, column, output) >= EXPLAINS
            )
            if explains or (name == "correct" and not self.table.scores(column).understood):
                self.found.kept.add(column)
                return column
        return None

    def _place_either(
        self, either: str, target: str | None, output: str | None
    ) -> tuple[str | None, str | None]:
        has_target = target is not None or "target" in self.mapping
        has_output = output is not None or "output" in self.mapping
        repeated = self.table.by_question(either)
        varies = bool(repeated) and sum(len(said) > 1 for said in repeated) > RARELY * len(repeated)
        settled = bool(repeated) and not varies
        if has_target and has_output:
            return target, output
        if has_target:
            return target, output if settled and len(repeated) >= FEWEST else either
        if has_output:
            if varies and self._mostly_repeated():
                self.found.warn(
                    "target_varies",
                    f"{either} differs between answers to one question: it is no right answer (--map target={either})",
                )
                return target, output
            return either, output
        if varies and self._mostly_repeated():
            self.found.warn(
                "output_varies",
                f"{either} differs between answers to one question: it is the output (--map target={either})",
            )
            return target, either
        if not settled:
            self.found.warn(
                "target_may_be_output",
                f"{either} is taken for the right answer; if it is the model's: --map output={either}",
            )
        return either, output

    def _mostly_repeated(self) -> bool:
        """Whether questions come back as a rule, as with several subjects or samples."""
        asked = [text for text in self.table.asked if text]
        return len(asked) >= 1.5 * len(set(asked))

    def _explained(
        self, target: str | None, output: str | None, either: str | None
    ) -> tuple[str | None, str | None]:
        """Other columns where the score says whether they agree, and doesn't say so of those taken by name."""
        score = self.found.fields.get("score")
        if (
            score is None
            or target is None
            or output is None
            or self.table.agreement(score, target, output) > 0.6
        ):
            return target, output
        firsts = [*self._named("target"), *([either] if either else [])]
        seconds = [*self._named("output"), *([either] if either else [])]
        best = max(
            ((self.table.agreement(score, t, o), -i) for i, (t, o) in enumerate(_pairs(firsts, seconds))),
            default=(0.0, 0),
        )
        if best[0] < EXPLAINS:
            return target, output
        pair = list(_pairs(firsts, seconds))[-best[1]]
        self.found.warn(
            "target_and_output_by_score",
            f"{score} says whether {pair[0]} and {pair[1]} agree, so they are target and output, not {target} and "
            f"{output} (--map target={target})",
        )
        return pair

    def _subject(self) -> None:
        """A sure name of the model, else a column that can be one: topics and prompts are none."""
        columns = self._named("subject")
        sure = self._sure_model([column for column in columns if plain_name(column) in SURE_MODELS])
        if sure is not None or "subject" in self.mapping:
            self._take("subject", sure)
            return
        for column in columns:
            reason = self._no_model(column)
            if reason is None:
                self._take("subject", column)
                if not self._surely_model(column):
                    self.found.warn(
                        "subject_may_be_a_topic",
                        f"{column} is taken for the model that answered; if it is a topic: --map subject=COL",
                    )
                return
            self.found.warn(
                "not_taken_for_subject",
                f"{column} {reason}: it is not taken for the model (--map subject={column})",
            )

    def _sure_model(self, columns: Sequence[str]) -> str | None:
        """The first sure name; another where the first says one thing of all, as a provider, and it answers the same
        questions under several names."""
        first = next(iter(columns), None)
        if first is None or len(set(self.table.texts(first))) > 1:
            return first
        for column in columns[1:]:
            names = {text for text in self.table.texts(column) if text}
            if 1 < len(names) <= len(self.table.sample) / 2 and any(
                len(said) > 1 for said in self.table.by_question(column)
            ):
                self.found.warn(
                    "subject_never_varies",
                    f"{first} says the same in every record: {column} is the model (--map subject={first})",
                )
                return column
        return first

    def _no_model(self, column: str) -> str | None:
        """Why a column names no models; None where it may."""
        texts = [text for text in self.table.texts(column) if text]
        values = set(texts)
        if any(len(text) > PROMPT_LENGTH or "\n" in text for text in values):
            return "holds long texts"
        if len(values) < 2 or model_like(values):
            return None
        repeated = self.table.by_question(column)
        if any(len(said) > 1 for said in repeated):
            return None
        return f"holds {len(values)} values that share no question, as topics do"

    def _surely_model(self, column: str) -> bool:
        texts = {text for text in self.table.texts(column) if text}
        own = {"item_id", "task"} <= set(self.table.names) and plain_name(column) == "subject"
        shared = self.table.asked_in_words and any(len(said) > 1 for said in self.table.by_question(column))
        return own or model_like(texts) or shared


def _pairs(firsts: Sequence[str], seconds: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in dict.fromkeys(firsts) for other in dict.fromkeys(seconds) if one != other]
