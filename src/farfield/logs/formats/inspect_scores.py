"""Which of an Inspect log's scorers counts, and which part of its scores: one for the whole log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from farfield.logs.intake import Intake
from farfield.logs.score_columns import ScoreColumn, ScoreRules, counted, read_scores
from farfield.logs.score_parts import choose_part, measures, unwrapped
from farfield.logs.values import as_list, as_mapping

TOLERANCE = 0.005  # by which the log's own accuracy may differ from the mean of its scores
MEANS = ("accuracy", "mean")


@dataclass(slots=True)
class Scorer:
    """What a log holds of one scorer: a value for each sample, and the part of them that counts, if they have parts."""

    name: str
    values: list[Any]
    part: str = ""
    column: ScoreColumn = field(default_factory=ScoreColumn)
    others: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.name}.{self.part}" if self.part else self.name

    def value(self, found: Any) -> Any:
        """The value of a sample's score that counts."""
        value = as_mapping(found).get("value")
        for step in self.part.split(".") if self.part else ():
            value = as_mapping(unwrapped(value)).get(step)
        return value


class ScorerChoice:
    """Chooses among the scorers of a log by what its results say and by what the samples hold."""

    def __init__(
        self,
        results: Mapping[str, Any],
        spec: Mapping[str, Any],
        rules: ScoreRules,
        path: str,
        intake: Intake,
    ) -> None:
        self._results = [as_mapping(entry) for entry in as_list(results.get("scores"))]
        self._headline = as_mapping(results.get("headline"))
        self._spec, self._rules, self._path, self._intake = spec, rules, path, intake

    def choose(self, scores: Sequence[Mapping[str, Any]], *, silent: bool) -> Scorer | None:
        """The scorer whose values count, None where no sample has a score; `silent`: the user named another."""
        names = list(dict.fromkeys(name for found in scores for name in found))
        scorers = [self._read(name, scores) for name in names]
        if not scorers:
            return None
        measured = {self._name(entry) for entry in self._results if as_mapping(entry.get("metrics"))}
        named = self._headline.get("scorer")
        chosen = min(
            scorers,
            key=lambda one: (
                not one.column.understood or not one.column.held,
                one.name != named,
                not measures(one.name),
                one.name not in measured,
                not one.column.in_scale,
                names.index(one.name),
            ),
        )
        if not silent:
            self._tell(chosen, scorers)
        return chosen

    def understood(self, scores: Sequence[Mapping[str, Any]]) -> list[Scorer]:
        """Every scorer whose values are scores of which the best is 1, in the order of the log."""
        names = list(dict.fromkeys(name for found in scores for name in found))
        scorers = [self._read(name, scores) for name in names]
        return [one for one in scorers if one.column.understood and one.column.held and one.column.in_scale]

    def _name(self, entry: Mapping[str, Any]) -> str:
        named = entry.get("scorer") or entry.get("name")
        return named if isinstance(named, str) else ""

    def _read(self, name: str, scores: Sequence[Mapping[str, Any]]) -> Scorer:
        values = [as_mapping(found.get(name)).get("value") for found in scores]
        values = [unwrapped(value) for value in values]
        rules = (
            self._rules if self._rules.words else ScoreRules(self._legend(name), self._rules.top, marks=True)
        )
        if any(isinstance(value, Mapping) for value in values):
            parts = choose_part(values, rules, self._measured_parts(name))
            return Scorer(name, values, parts.chosen, parts.column, parts.others)
        return Scorer(name, values, column=read_scores(values, rules))

    def _measured_parts(self, scorer: str) -> list[str]:
        """The parts that the log's headline and results give a metric, in their order."""
        headline = self._headline.get("score") if self._headline.get("scorer") == scorer else None
        measured = [
            entry.get("name")
            for entry in self._results
            if self._name(entry) == scorer and as_mapping(entry.get("metrics"))
        ]
        named = [name for name in measured if isinstance(name, str) and measures(name)]
        return [name for name in (headline, *named) if isinstance(name, str) and name != scorer]

    def _legend(self, scorer: str) -> dict[str, float | None]:
        """What a scorer's own options say that its grades are worth, as `{"A": 1, "B": 0.5}`."""
        options = next(
            (
                entry.get("options")
                for entry in self._scorers()
                if entry.get("name") in (scorer, f"inspect_ai/{scorer}")
            ),
            None,
        )
        for found in _mappings(options):
            if len(found) > 1 and all(
                isinstance(score, int | float) and 0 <= score <= 1 for score in found.values()
            ):
                return {str(word): float(score) for word, score in found.items()}
        return {}

    def _scorers(self) -> Iterator[Mapping[str, Any]]:
        yield from (as_mapping(entry) for entry in as_list(self._spec.get("scorers")))

    def legend(self, scorer: str) -> Mapping[str, float | None]:
        return self._legend(scorer)

    def _tell(self, chosen: Scorer, scorers: Sequence[Scorer]) -> None:
        named = self._headline.get("scorer")
        refused = [one for one in scorers if one is not chosen and not one.column.understood]
        if chosen.part or len(scorers) > 1:
            rest = [one.place for one in scorers if one is not chosen and one.column.understood]
            rest += [f"{chosen.name}.{part}" for part in chosen.others]
            instead = f", not {', '.join(rest[:4])}" if rest else ""
            example = (
                f"scores.{chosen.name}.value.PART"
                if chosen.part and len(scorers) == 1
                else "scores.SCORER.value"
            )
            self._intake.warn(
                self._path,
                "several_scores",
                f"several scores; {chosen.place} counts{instead} (choose another with --map score={example})",
            )
        for one in refused:
            headline = ", the log's headline," if one.name == named else ""
            self._intake.warn(
                self._path,
                "strange_scores",
                f"the scorer {one.name}{headline} holds what is no score: {counted(one.column.strange)}",
            )

    def check_mean(self, chosen: Scorer, checks: Sequence[bool], *, whole: bool) -> None:
        """Warn where the log's own accuracy is another than the mean of the scores that were read.

        `checks`: of each, whether it is a comprehension check, which an accuracy of items leaves aside.
        """
        column = chosen.column
        if not whole or not column.held or len(column.held) != len(column.scores):
            return
        mean = sum(column.held) / len(column.held)
        items = [score for score, check in zip(column.held, checks, strict=True) if not check] or column.held
        of_items = sum(items) / len(items)
        for entry in self._results:
            if self._name(entry) != chosen.name or (chosen.part and entry.get("name") != chosen.part):
                continue
            for name in MEANS:
                told = as_mapping(as_mapping(entry.get("metrics")).get(name)).get("value")
                if isinstance(told, int | float) and min(abs(told - mean), abs(told - of_items)) > TOLERANCE:
                    self._intake.warn(
                        self._path,
                        "stated_score_differs",
                        f"the log's own {name} of {chosen.place} is {told:g}, the mean of its scores {mean:g}",
                    )


def _mappings(value: Any, depth: int = 4) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping) and depth:
        yield value
        for part in value.values():
            yield from _mappings(part, depth - 1)
