"""loop.json: how far a model gets by its own attempts, chosen by somebody and shown to it as examples."""

from __future__ import annotations

from typing import Literal

from farfield.results.structs import Mean, Result

SCHEMA_LOOP = "farfield.loop/1"
SCHEMA_ROUND = "farfield.loop_round/1"


class LoopSettings(Result):
    """How a loop was run."""

    family: str
    """The family."""
    model: str
    """The model, as it was named."""
    judge: Literal["verifier", "vote", "self", "chance"]
    """Who chose among the attempts."""
    questions: int
    """Questions of a round."""
    attempts: int
    """Attempts at each."""
    keep: int
    """Attempts that the next prompt showed at most."""
    heat: float
    """Temperature of the attempts."""
    items: int
    """Items that were asked in each round."""
    seed: int
    """Draws items, questions and what chance chooses."""
    axes: dict[str, list[int | str]]
    """Levels of those axes that were not drawn at all of theirs."""

    @property
    def most_shown(self) -> int:
        """Examples that a prompt can show, one a question: so many the control has."""
        return min(self.keep, self.questions)


class LoopExample(Result):
    """An attempt that a prompt shows."""

    question: str
    """Its question."""
    answer: str
    """The answer that it gave."""
    right: bool
    """Whether that is right, which nobody but the verifier was told."""


class LoopAnswers(Result):
    """What came of the items under a prompt."""

    scores: list[float]
    """The score of each item, in their order; 0 where no answer came."""
    answered: int
    """Those in which an answer was found."""


class LoopRound(Result, kw_only=True):
    """A round as it went: `round-N.json`. Round 0 is the model before any."""

    schema: str = SCHEMA_ROUND
    """`farfield.loop_round/1`."""
    settings: LoopSettings
    """How it was run."""
    round: int
    """Its number, from 0."""
    made: int
    """Attempts that gave an answer, under the prompt of the round before; in round 0 none."""
    right: int
    """Those of them that are right."""
    shown: list[LoopExample]
    """What was chosen of them, and is what the prompt shows; where nothing was, what the one before did."""
    nothing_chosen: bool
    """Whether nothing was chosen."""
    answers: LoopAnswers
    """What came of the items under it."""
    control: LoopAnswers | None
    """Of round 0: what came of them after right answers to other questions, as `farfield run` shows them; else null."""
    logs: list[str]
    """The logs of Inspect with all that was said."""

    @property
    def number(self) -> int:
        """Its place among the steps of the run."""
        return self.round


class LoopScore(Result):
    """A round in the whole."""

    round: int
    """Its number, from 0: the model before any."""
    attempts: int
    """Attempts that gave an answer."""
    attempts_right: int
    """Those of them that are right."""
    shown: int
    """Examples in the prompt: what was chosen of them."""
    shown_right: int
    """Those of them that are right."""
    nothing_chosen: bool
    """Whether nothing was chosen, so that the prompt is that of the round before."""
    score: Mean
    """Mean score of the items under that prompt."""
    answered: int
    """Items in which an answer was found."""


class LoopGain(Result):
    """A difference of mean scores, item by item, with its 95 % interval (Student's t over items)."""

    value: float
    """The difference."""
    low: float | None
    """Lower end of its interval; null where it is the same for all items, which tells nothing of others."""
    high: float | None
    """Upper end of it."""


class Loop(Result, kw_only=True):
    """A loop as far as it went."""

    schema: str = SCHEMA_LOOP
    """`farfield.loop/1`."""
    settings: LoopSettings
    """How it was run."""
    rounds: list[LoopScore]
    """Each round."""
    control: Mean
    """Mean score of the items after right answers to other questions, without any loop."""
    gain: LoopGain
    """The last round's score less that of round 0."""
    over_control: LoopGain
    """The last round's score less the control's."""
