"""What a lead says of where the answers come from, and of more of the same."""

from __future__ import annotations

from farfield.corpus_records import CorpusSummary
from farfield.results import SubjectProfile
from farfield.results.checks import Cut
from farfield.results.entries import own_entries
from farfield.words.lead_names import About, share
from farfield.words.lead_size import Telling
from farfield.words.numbers import count, percent, spelled, whole

TENTH = 0.1
FEWEST_RECITED = 10
"""Wrong answers below which the share that recites says little."""


def source_tellings(about: About) -> list[Telling]:
    """Recall first, then what it brings to the score, then doubts."""
    corpus = about.profile.corpus
    if corpus is None:
        return [_without_corpus(about), *_recited(about)]
    told = [_recalled(about, corpus)]
    told += [*_brings(about), *_overlap(about, corpus), *_recited(about)]
    if corpus.doubts:
        told.append(
            Telling(
                "where", ("The corpus itself is in doubt: see the warnings.", "The corpus is in doubt."), 10
            )
        )
    return told


def _without_corpus(about: About) -> Telling:
    if any(block.support.source == "declared" for one in about.entries for block in one.families):
        told = "What was shown is declared, not counted in a corpus"
        return Telling("where", (f"{told}; where the answers come from nobody looked.", f"{told}."), 9)
    told = "No corpus was searched, so where the answers come from cannot be told."
    return Telling("where", (told, "No corpus was searched."), 9)


def _recalled(about: About, corpus: CorpusSummary) -> Telling:
    """How many questions stand in what was searched with their answers."""
    own = own_entries(about.profile.profiles)
    found = list({one.task: one.recalled for one in own if one.recalled and one.recalled.of}.values())
    if not found:
        told = "Where the answers come from cannot be told: no item has both a question and an answer to look for."
        return Telling("where", (told, "No item has both a question and an answer to look for."), 9)
    items, asked = sum(one.items for one in found), sum(one.of for one in found)
    near = sum(one.nearly for one in found)
    copies = f"{whole(near)} {'is a near copy' if near == 1 else 'are near copies'}"
    where, rest = _searched(corpus)
    if not items:
        start = (
            "The one question does not stand"
            if asked == 1
            else f"None of the {whole(asked)} questions stands"
        )
        told = f"{start} with its answer in {where}{f', but {copies}' if near else ''}"
    else:
        verb = "stands with its answer" if items == 1 else "stand with their answers"
        told = (
            f"{whole(items)} of {count(asked, 'question')} {verb} in {where}{f'; {copies}' if near else ''}"
        )
    return Telling("where", (f"{told}{rest}.", f"{told}."), 9)


def _searched(corpus: CorpusSummary) -> tuple[str, str]:
    """What was searched, and what that leaves open."""
    fraction = corpus.searched_fraction
    if fraction < 1:
        rest = "; of the rest of it nothing is known"
        part = percent(fraction, 0 if fraction >= TENTH else 1) if fraction >= TENTH / 100 else "small part"
        return f"the {part} of the corpus that was searched", rest
    if corpus.backend is not None:
        return (
            "the index that was asked",
            "; its counts are partly estimates" if corpus.backend.approximate else "",
        )
    if corpus.rejected > corpus.textless:
        return "what could be read of the corpus", ""
    return "the corpus", ""


def _brings(about: About) -> list[Telling]:
    """What recalled items score beside the others, where they are enough to matter."""
    found = []
    for one in about.entries:
        part = next((part for part in one.regimes if part.regime == "recall"), None)
        if part and one.score.mean is not None and part.items >= FEWEST_RECITED and part.share < 1:
            rest = (one.score.mean - part.share * part.mean) / (1 - part.share)
            found.append((one, part.mean, rest))
    if not found:
        return []
    if len(found) == 1 and len(about.entries) == 1:
        _, recalled, rest = found[0]
        if share(recalled) == share(rest):
            return []
        return [
            Telling("where", (f"Those recalled score {share(recalled)}, the others {share(rest)}.", ""), 4)
        ]
    better = sum(recalled > rest for _, recalled, rest in found)
    told = f"{spelled(better).capitalize()} of {spelled(len(found))} score more on those than on the others."
    return [Telling("where", (told, ""), 2)]


def _overlap(about: About, corpus: CorpusSummary) -> list[Telling]:
    """How many items share long spans with the corpus, by the cut at spans."""
    cuts: dict[str, Cut] = {}
    for one in own_entries(about.profile.profiles):
        for cut in one.decomposition.cuts if one.decomposition else ():
            if cut.column.endswith("coverage_13"):
                kept = cuts.get(one.task)
                cuts[one.task] = cut if kept is None or cut.near.items > kept.near.items else kept
    if not cuts:
        return []
    shared, of = (
        sum(cut.near.items for cut in cuts.values()),
        sum(cut.near.items + cut.far.items for cut in cuts.values()),
    )
    if not of:
        return []
    searched = "the corpus" if corpus.searched_fraction >= 1 else "what was searched"
    if not shared and any(one.recalled and one.recalled.items for one in own_entries(about.profile.profiles)):
        return []  # questions that are shorter stand in it whole
    if not shared:
        told = f"No question shares thirteen words in a row with {searched}."
    else:
        told = f"{whole(shared)} of {whole(of)} share thirteen words in a row with {searched}."
    return [Telling("where", (told, ""), 3)]


def _recited(about: About) -> list[Telling]:
    """Wrong answers that are the usual world's."""
    found: list[tuple[SubjectProfile, float]] = [
        (one, block.recitation.mean)
        for one in about.entries
        for block in one.families
        if block.recitation and block.recitation.wrong >= FEWEST_RECITED and block.recitation.mean is not None
    ]
    if not found:
        return []
    shares = sorted(mean for _, mean in found)
    span = (
        share(shares[0])
        if share(shares[0]) == share(shares[-1])
        else f"{share(shares[0])} to {share(shares[-1])}"
    )
    if shares[-1] < 0.005:
        return []
    told = f"Of the wrong answers where the usual world has another, {span} are the usual world's."
    return [Telling("where", (told, ""), 5)]


def more_tellings(about: About) -> list[Telling]:
    """What a profile can say of more of the same: that it cannot tell, and what would."""
    subjects = len(about.profile.subjects)
    if subjects == 1:
        told = "Whether more of the same would help, one subject cannot tell"
        return [Telling("more", (f"{told}: profile a second size, corpus or date.", f"{told}."), 7)]
    told = f"Whether more of the same would help, these {spelled(subjects)} cannot tell"
    why = "nothing here says how they differ in size, data or date"
    return [Telling("more", (f"{told}: {why}.", f"{told}."), 7)]
