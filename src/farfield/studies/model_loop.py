"""The science loop on a language model: attempts at sums, a choice among them, and adapters trained on the choice."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from farfield.report.charts.standalone import Chart
from farfield.studies.model_loop_results import draw_model_loop, summarise_model_loop, tell_model_loop
from farfield.studies.model_loop_summary import ModelLoopSummary
from farfield.studies.model_rounds import GIVEN, JUDGED, PROMPTED, ModelLoopParameters, start_of
from farfield.studies.questions import QUESTIONS
from farfield.studies.study import Cell, Row, Study


class ModelLoop(Study[ModelLoopParameters, ModelLoopSummary]):
    """Rounds of self-training of a real model on a choice of its own attempts."""

    name = "model_loop"
    question = QUESTIONS["model_loop"]
    refuted_by = (
        "for the loop: a verifier that gets no more right than nobody and form alone do; against the thesis: a loop "
        "that ends above both what it is taught outright and what the best prompt draws out of the model; of manners: "
        "a loss under chance, where nothing selects against them"
    )
    usual = ModelLoopParameters()

    def cells(self, parameters: ModelLoopParameters) -> list[Cell]:
        arms = (*JUDGED, *GIVEN, PROMPTED)
        return [{"seed": seed, "arm": arm} for seed in range(parameters.seeds) for arm in arms]

    def run(self, cell: Cell, parameters: ModelLoopParameters) -> list[Row]:
        start = start_of(parameters, parameters.first_seed + int(cell["seed"] or 0))
        arm = str(cell["arm"])
        return start.prompted() if arm == PROMPTED else start.loop(arm)

    def summarise(self, rows: pl.DataFrame, parameters: ModelLoopParameters) -> ModelLoopSummary:
        return summarise_model_loop(rows, parameters.rounds, parameters.band)

    def tell(self, summary: ModelLoopSummary) -> list[str]:
        return tell_model_loop(summary)

    def draw(self, summary: ModelLoopSummary) -> Sequence[Chart]:
        return draw_model_loop(summary)
