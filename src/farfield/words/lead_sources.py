"""What a lead says of where the answers come from, and of more of the same."""

from __future__ import annotations

from farfield.corpus_records import CorpusSummary
from farfield.results import SubjectProfile
from farfield.results.checks import Cut
from farfield.results.entries import own_entries
from farfield.results.profile import RegimeScore
from farfield.words.lead_names import About, raised, share
from farfield.words.lead_searched import recalled_tellings
from farfield.words.lead_size import Telling
from farfield.words.numbers import spelled, whole

FEWEST_RECITED = 10
"""Wrong answers below which the share that recites says little."""


def source_tellings(about: About) -> list[Telling]:
    """Recall first, then what it brings to the score, then doubts."""
    corpus = about.profile.corpus
    if corpus is None:
        return [_without_corpus(about), *_recited(about)]
    recalled, *doubts = recalled_tellings(about, corpus)
    return [recalled, *_brings(about), *_overlap(about, corpus), *_recited(about), *doubts]


def _without_corpus(about: About) -> Telling:
    if any(map(_is_declared, about.entries)):
        told = "What was shown is declared, not counted in a corpus"
        return Telling("where", (f"{told}; where the answers come from nobody looked.", f"{told}."), 9)
    told = "No corpus was searched, so where the answers come from cannot be told."
    return Telling("where", (told, "No corpus was searched."), 9)


def _brings(about: About) -> list[Telling]:
    """What recalled items score beside the new ones that are as near, where both are enough to matter.

    Never beside all others: those beyond what is shown are harder, copied or not.
    """
    found: list[tuple[RegimeScore, RegimeScore]] = []
    for one in about.entries:
        parts = {part.regime: part for part in one.regimes}
        recalled = parts.get("recall")
        new = parts.get("interpolation") or (parts.get("unknown") if len(parts) == 2 else None)
        if recalled and new and not _is_declared(one) and min(recalled.items, new.items) >= FEWEST_RECITED:
            found.append((recalled, new))
    if not found:
        return []
    if len(found) == 1 and len(about.entries) == 1:
        return [_beside(*found[0])]
    bounded = [(kept.low, new.high) for kept, new in found if kept.low is not None and new.high is not None]
    if not bounded:
        return []
    kinds = {new.regime for _, new in found}
    better = sum(low > high for low, high in bounded)
    who = f"{spelled(better).capitalize() if better else 'None'} of {spelled(len(bounded))}"
    whom = f"those than on {_new(kinds.pop()) if len(kinds) == 1 else 'new ones'}"
    return [Telling("where", (f"{who} clearly score{'s' * (better < 2)} more on {whom}.", ""), 2)]


def _is_declared(one: SubjectProfile) -> bool:
    """Whether its regimes rest on what somebody declared, which need not be what was searched."""
    return any(block.support.source == "declared" for block in one.families)


def _beside(recalled: RegimeScore, new: RegimeScore) -> Telling:
    """ "Those recalled score 90 %, the 440 new ones within its range 62 %."."""
    old, others = share(recalled.mean), share(new.mean)
    start = f"Those recalled score {old}"
    same = old == others
    full, short = (
        f"{start}, as do the {of}{_new(new.regime)}."
        if same
        else f"{start}, the {of}{_new(new.regime)} {others}."
        for of in (f"{whole(new.items)} ", "")
    )
    return Telling("where", (full, short, ""), 8)


def _new(regime: str) -> str:
    return "new ones within its range" if regime == "interpolation" else "others of unknown regime"


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
    searched = "the corpus" if corpus.searched_fraction >= 1 and not corpus.doubts else "what was searched"
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
    """What a profile can say of more of the same: that it cannot tell, why not, and what could."""
    return [Telling("more", more_unknown(len(about.profile.subjects)), 7)]


def more_unknown(subjects: int) -> tuple[str, str]:
    """That so many subjects cannot tell whether more would help, in full and in short."""
    who = "one subject" if subjects == 1 else f"these {spelled(subjects)}"
    why = "" if subjects == 1 else ", as no size, data or date is declared"
    full = (
        f"Whether more of the same would help, {who} cannot tell{why}: it takes at least three subjects that differ "
        "only in size, data or date."
    )
    three = f"three {'' if subjects == 1 else 'declared '}sizes, corpora or dates"
    return full, f"{raised(who)} cannot tell whether more of the same would help; {three} might."
