"""What a loop of attempts came to, in sentences."""

from __future__ import annotations

from farfield.results.loop import Loop, LoopGain
from farfield.words.numbers import count, in_points, percent, whole

WHO = {
    "verifier": "a verifier, who knows the answers",
    "vote": "a vote of its attempts",
    "self": "the model itself",
    "chance": "nobody, by chance",
}


def tell_loop(result: Loop) -> list[str]:
    """What was gained, over what its own examples could have elicited, and what was chosen."""
    first, last = result.rounds[0], result.rounds[-1]
    settings = result.settings
    told = [
        f"Chosen by {WHO[settings.judge]}: {percent(first.score.mean)} right before any round, "
        f"{percent(last.score.mean)} after {count(last.round, 'round')}, a difference of {_points(result.gain)}.",
        f"{count(settings.most_shown, 'right answer')} to other questions in its prompt, without any loop, make "
        f"{percent(result.control.mean)}; the loop's end, with {count(last.shown, 'example')}, differs from that by "
        f"{_points(result.over_control)}. What examples draw out of a model anyway is no gain of a loop.",
    ]
    made = sum(one.attempts for one in result.rounds)
    right = sum(one.attempts_right for one in result.rounds)
    shown = sum(one.shown for one in result.rounds[1:])
    if made and shown:
        shown_right = sum(one.shown_right for one in result.rounds[1:])
        told.append(
            f"Of {count(made, 'attempt')} with an answer {percent(right / made)} were right, of those shown in prompts "
            f"{percent(shown_right / shown)}."
        )
    empty = sum(one.nothing_chosen for one in result.rounds)
    if empty:
        told.append(f"In {count(empty, 'round')} nothing was chosen, and the prompt stayed as it was.")
    return told


def _points(gain: LoopGain) -> str:
    if gain.low is None or gain.high is None:
        return f"{in_points(gain.value)} points, the same for every item"
    clear = "" if not gain.low <= 0 <= gain.high else ", which is not clear of none"
    return f"{in_points(gain.value)} points [{in_points(gain.low)}, {in_points(gain.high)}]{clear}"


def line_of(result: Loop, at: int) -> list[str]:
    """A round as a row: number, attempts and right ones, examples and right ones, score, interval, answers found."""
    one = result.rounds[at]
    ends = (
        ""
        if one.score.low is None or one.score.high is None
        else f"[{in_points(one.score.low)}, {in_points(one.score.high)}]"
    )
    return [
        whole(one.round), whole(one.attempts), whole(one.attempts_right), whole(one.shown), whole(one.shown_right),
        percent(one.score.mean), ends, whole(one.answered),
    ]  # fmt: skip
