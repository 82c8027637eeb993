"""An audit of agents' transcripts in sentences: what was displayed, and what is in the same words.

Intent is not measured, so no sentence speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.reuse import Audit, Necessary, Reuse, SealedGap, Sealing, Share
from farfield.results.structs import known
from farfield.words import numbers
from farfield.words.numbers import count

VERDICTS = {
    "no_patch": ("no patch", "nothing was handed in"),
    "copied": ("copied", "long stretches in the same words as what was displayed first"),
    "reproduced": (
        "reproduced",
        "too short to tell copying from agreement, but most telling lines were displayed first",
    ),
    "displayed": ("displayed only", "what may hold an answer was displayed, and something else handed in"),
    "undecided": ("undecided", "what was displayed cannot be dated, and something else was handed in"),
    "nothing_found": ("nothing found", "nothing of the kind was displayed"),
}
"""What stands behind a run: its short name, and what that means."""

GRADES = {
    "answer": "the fix, its pull request, a fixed file or a hidden test",
    "later": "content younger than the base, not known to be the fix",
    "undecided": "content that nothing dates",
    "looked": "searched; nothing, an error or titles only came back",
    "context": "the past, what the task names, what is left of a sealed history",
    "none": "nothing of the kind",
}
"""What a run displayed, the strongest first."""

PATCHES = {
    "rebuilt": "patch rebuilt from its edits",
    "untold": "nothing tells what was handed in",
}
"""Where a patch comes from, as it is told beside a verdict; nothing is told of one that the log records."""

WAYS = {
    "history": "the repository's own history",
    "remote": "a remote branch or fetch",
    "pull request": "a pull request's or an issue's page",
    "web": "another web page",
    "search": "a search engine",
    "install": "a package put in place",
    "package": "the source of an installed release",
    "download": "a clone or an archive",
}
"""The ways in."""

UNSEEN = (
    "Recall from weights: a model that has the fix in its training data needs no screen to reproduce it. That half is "
    "measured from the other side: run farfield profile with --field output on the same submissions against the "
    "training corpus.",
    "What a harness cut out of an output, what a script fetched without printing it, and what an image showed.",
    "Intent. A run may display an answer by accident, and copy with permission.",
)
"""What no transcript can show."""


def share_in_words(found: Share, noun: str = "run") -> str:
    """ "5 of 120 runs, 4 % [2, 9]"; without a noun "5 of 120, 4 % [2, 9]"."""
    told = f"{numbers.whole(found.count)} of {count(found.of, noun) if noun else numbers.whole(found.of)}"
    if found.share is None:
        return told
    return f"{told}, {numbers.percent(found.share, 0)} {numbers.short_ends(found.low, found.high)}".rstrip()


def answer_sentences(result: Reuse) -> Iterator[str]:
    """The answer: claimed, handed in, displayed, in the same words, and what remains."""
    whole = result.whole
    yield from _listed(result)
    if not whole.runs:
        yield "No run could be audited."
        return
    yield _claimed(whole)
    yield from _behind(whole)
    yield sealing_sentence(result.sealing)


def _listed(result: Reuse) -> Iterator[str]:
    """Of the lists beside the transcripts."""
    listed = result.listed
    if listed is None:
        return
    empty = f", {numbers.whole(listed.without_patch)} without a patch" if listed.without_patch else ""
    yield (
        f"Of {count(listed.runs, 'listed run')} {numbers.whole(listed.claimed)} "
        f"{numbers.verb(listed.claimed, 'is', 'are')} claimed{empty}; "
        f"{numbers.whole(listed.transcripts)} {numbers.verb(listed.transcripts, 'has', 'have')} a transcript."
    )
    if listed.flagged:
        yield (
            f"Their judge flags {numbers.whole(listed.flagged)}; of the {numbers.whole(listed.flagged_read)} read, "
            f"{numbers.whole(listed.flagged_displayed)} displayed what may hold an answer."
        )


def _claimed(whole: Audit) -> str:
    audited = f"{count(whole.runs, 'run')} audited"
    if whole.basis != "claimed":
        return f"{audited}; no log tells which are solved, so all of them count."
    return f"{audited}; claimed to be solved: {share_in_words(whole.claimed)}."


def _behind(whole: Audit) -> Iterator[str]:
    if not whole.split.total:
        yield "None is claimed to be solved, so there is nothing to split."
        return
    noun = f"{whole.basis} run"
    if whole.without_patch.count:
        yield f"Nothing handed in: {share_in_words(whole.without_patch, noun)}."
    yield f"Displayed what may hold an answer: {share_in_words(whole.displayed, noun)}."
    yield (
        f"In the same words (copied): {share_in_words(whole.copied, noun)}; reproduced: "
        f"{numbers.whole(whole.reproduced.count)}."
    )
    yield f"Nothing found: {share_in_words(whole.remaining, noun)}."


def sealing_sentence(found: Sealing | None) -> str:
    """What sealing the history costs, or why that can't be told."""
    if found is None:
        return "No run has a sealed history, so what re-use was needed for cannot be told."
    if found.gap is None:
        return f"No difference between sealed and open history is told: {known(found.note)}."
    return f"{gap_sentence(found.gap)} {necessary_sentence(found.gap.necessary)}"


def gap_sentence(gap: SealedGap) -> str:
    """The paired difference with its interval, its test, and what would have shown."""
    shown = "no gap would have shown" if gap.detectable is None else (
        f"a gap of {numbers.in_points(gap.detectable)} points would have shown four times in five"
    )  # fmt: skip
    return (
        f"Sealing the history costs {numbers.points(gap.estimate)} points on {count(gap.pairs, 'pair')} of the same "
        f"tasks: {numbers.whole(gap.open_only)} solved with open history alone, {numbers.whole(gap.sealed_only)} "
        f"with sealed history alone (exact McNemar p = {numbers.p_value(gap.p)}; {shown}).{_unclear(gap)}"
    )


def _unclear(gap: SealedGap) -> str:
    return "" if gap.estimate.clear else " It cannot be told from no gap."


def necessary_sentence(found: Necessary) -> str:
    """Bounds of what was needed."""
    low, high = numbers.whole(found.low), numbers.whole(found.high)
    span = high if low == high else f"between {low} and {high}"
    return f"Of {count(found.of, 'task')} solved with open history, what was displayed was needed for {span}."


def arm_sentence(found: Sealing) -> str:
    """Each arm by itself, without a difference."""
    parts = []
    for name, arm in (("open", found.open), ("sealed", found.sealed)):
        told = share_in_words(arm.solved) if arm.solved.of else "no outcome is told"
        parts.append(f"{name}: {count(arm.runs, 'run')}, solved {told}")
    return "; ".join(parts) + "."
