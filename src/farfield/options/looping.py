"""How a model is let to learn from its own attempts: how often, on how many questions, and who chooses among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from farfield.options.asking import BaseUrl, ModelArgs
from farfield.options.bounds import require_answers, require_seed
from farfield.options.typed import ASK, COMPUTE, MODEL, Typed
from farfield.records import FarfieldError

Judge = Literal["verifier", "vote", "self", "chance"]


@dataclass(frozen=True)
class LoopOptions:
    """A loop. `axes`: the levels of those axes that are not drawn at all of theirs.

    Raises FarfieldError for what leaves nothing to choose from.
    """

    rounds: Annotated[
        int,
        Typed(
            COMPUTE,
            "N",
            "Rounds of attempts.",
            "Typed again with more, it goes on from what is finished",
            least=1,
        ),
    ] = 4
    judge: Annotated[
        Judge,
        Typed(
            COMPUTE,
            "WHO",
            "Who chooses among the attempts: verifier, vote, self or chance.",
            "verifier: who knows the answers; vote: the answer that most attempts at a question give; self: the model, "
            "asked whether it is right; chance: nobody",
        ),
    ] = "verifier"
    questions: Annotated[int, Typed(COMPUTE, "N", "Questions of a round, new ones each time.", least=1)] = 24
    attempts: Annotated[int, Typed(COMPUTE, "K", "Attempts at each of them.", least=1)] = 4
    keep: Annotated[
        int, Typed(COMPUTE, "N", "Attempts that the next prompt shows, at most one a question.", least=1)
    ] = 8
    heat: Annotated[
        float, Typed(MODEL, "T", "Temperature of the attempts.", "The items are asked without one", least=0)
    ] = 0.8
    items: Annotated[
        int, Typed(ASK, "N", "Items that are asked before the first round and after each.", least=2)
    ] = 60
    seed: Annotated[int, Typed(ASK, "N", "Draws items, questions and what chance chooses.", least=0)] = 0
    axes: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    base_url: BaseUrl = None
    model_args: ModelArgs = field(default_factory=dict)

    def __post_init__(self) -> None:
        if min(self.rounds, self.questions, self.attempts, self.keep) < 1 or self.items < 2:
            raise FarfieldError("a loop needs 2 items or more, and 1 or more of all else")
        require_answers(self.items + self.questions * self.attempts, "round")
        require_seed(self.seed)
        if self.judge == "vote" and self.attempts < 2:
            raise FarfieldError(
                "a vote needs several attempts", where="--attempts", remedy="Take --attempts 3 or more."
            )
