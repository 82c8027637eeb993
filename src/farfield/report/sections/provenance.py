"""The page's last sections: more of the same, and how it was measured and what would overturn it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import msgspec

from farfield.records import CorpusSummary, InputFile
from farfield.report.charts.reaches import draw_reaches
from farfield.report.page.left_out import left_out
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.sections.overview import MOST_SUBJECTS, MOST_TASKS
from farfield.results import SubjectProfile
from farfield.results.rulers import Ruler
from farfield.words import phrases
from farfield.words.numbers import covariates

MOST_FILES = 20

SIDE_BY_SIDE = (
    "If more of the same carried a model further, its reach would move; if it only made the model better at what is "
    "near, the near-field score alone would. No scale (size, data or date) is declared for these subjects, so they "
    "stand in the order of the log and nothing is claimed about scale."
)
TO_SAY_MORE = "To say more: the size, data or date of at least three subjects that differ in nothing else."
ONE_SUBJECT = (
    "One subject cannot answer this. What would be needed: the same items answered by at least three sizes of the "
    "same recipe, by one model trained on growing shares of the same corpus, or by releases of different dates, each "
    "profiled on its own corpus. Then ceiling and reach are set against that scale, apart."
)
NO_CORPUS = "No corpus was searched: nothing here says that an item is new to a subject."
ONE_HIT = "One document that holds an item's question and its answer makes that item recall."
MORE_CORPUS = (
    "The subjects may have learned from more than this corpus; more corpus can only bring items nearer."
)
VERBATIM = "Matches are verbatim, case and punctuation aside: a paraphrase or a translation is not seen."
NOTHING_EQUAL = (
    "Nothing was held equal: if far items are also harder, the fall may be difficulty, not distance."
)


def more_of_the_same(results: Results) -> Element:
    """Ceiling and reach of each subject side by side; with one, what it would take to know."""
    section = tag("section", tag("h2", "Would more of the same get there?"), id="more")
    ruler = next(iter(results.rulers), "")
    several = any(len(profiles) > 1 for profiles in results.tasks.values())
    if several:
        section.append(tag("p", SIDE_BY_SIDE, class_="note-text"))
        for task, profiles in list(results.tasks.items())[:MOST_TASKS]:
            section.extend(_reaches(task if len(results.tasks) > 1 else None, profiles, ruler))
    section.append(tag("p", TO_SAY_MORE if several else ONE_SUBJECT))
    power = _power(results, ruler)
    if power:
        section.append(tag("p", power))
    return section


def _reaches(title: str | None, profiles: Sequence[SubjectProfile], ruler: str) -> list[Element]:
    plot = draw_reaches(profiles[:MOST_SUBJECTS], ruler)
    heading = [tag("h3", title)] if title else []
    if plot is None:
        return [
            *heading,
            tag("p", "No curve could be fitted, so there is no reach to compare.", class_="note-text"),
        ]
    rest = len(profiles) - MOST_SUBJECTS
    return [*heading, plot, *([left_out(rest, "subject")] if rest > 0 else [])]


def _power(results: Results, ruler: str) -> str:
    """The smallest gap that would have shown, and what it takes to see half of it."""
    found = ((p.rulers[ruler].gap, p.subject) for p in results.profile.profiles if ruler in p.rulers)
    gaps = [(gap.detectable, subject) for gap, subject in found if gap.detectable is not None]
    if not gaps:
        return ""
    gap, subject = min(gaps)
    return (
        f"With these items a near-far gap of {100 * gap:.0f} points or more would have shown ({subject}, "
        f"80{phrases.THIN}% power); to see half of that takes about four times the items."
    )


def method(results: Results) -> Element:
    """The last section: warnings, what would overturn the answer, options, versions, and the command to run it
    again.
    """
    run, warnings = results.run, _warnings(results)
    versions = _facts([(name, version) for name, version in run.versions.items()])
    return tag(
        "section",
        tag("h2", "How it was measured, and what would overturn it"),
        tag("ul", [tag("li", text) for text in warnings], class_="warnings") if warnings else None,
        tag("h3", "What would overturn it"),
        tag("ul", [tag("li", text) for text in overturning(results)]),
        tag("h3", "How it was measured"),
        _facts(_measured(results)),
        _files(results),
        tag("details", tag("summary", "Options and versions"), tag("pre", _pretty(run.options)), versions),
        tag("h3", "The command to run it again"),
        tag("pre", run.command, class_="command", tabindex="0"),
        id="method",
    )


def _warnings(results: Results) -> list[str]:
    corpus, profiles = results.profile.corpus, results.profile.profiles
    texts = [*(corpus.doubts if corpus else ()), *results.run.warnings]
    for profile in profiles:
        name = profile.subject if len(results.tasks) == 1 else f"{profile.subject}, {profile.task}"
        texts.extend(f"{name}: {text}" if len(profiles) > 1 else text for text in profile.warnings)
    return list(dict.fromkeys(texts))


def overturning(results: Results) -> list[str]:
    """What evidence would change the report's labels and numbers, for this run."""
    corpus = results.profile.corpus
    if corpus is None:
        return [NO_CORPUS, _held_equal(results)]
    fraction = corpus.searched_fraction
    lines = [ONE_HIT]
    if 0 < fraction < 1:
        lines.append(
            f"Only {phrases.percent(fraction)} of the corpus was searched: where nothing was found, up to about "
            f"{phrases.distance(3 / fraction)} occurrences are still possible (95{phrases.THIN}% bound)."
        )
    if lost := phrases.lost_part(corpus):
        lines.append(f"What stands in {lost}, was not searched.")
    return [*lines, MORE_CORPUS, VERBATIM, _held_equal(results)]


def _held_equal(results: Results) -> str:
    slopes = [r.slope.adjusted for p in results.profile.profiles for r in p.rulers.values()]
    fitted = [slope.covariates for slope in slopes if slope.log_odds_per_sd is not None]
    if not any(fitted):
        return NOTHING_EQUAL
    names = max(fitted, key=len)
    return (
        f"Only {covariates(names)} {'was' if len(names) == 1 else 'were'} held equal: any other way in which "
        "far items are harder is still in the gap, so read it as an association, not a cause."
    )


def _measured(results: Results) -> list[tuple[str, str]]:
    run, corpus, rejected = results.run, results.profile.corpus, results.run.rejected
    clusters = sorted({p.clusters for p in results.profile.profiles})
    facts = [
        ("Corpus", phrases.corpus(corpus).removeprefix("corpus ")),
        *([("Chosen", phrases.chosen(run.where))] if run.where else []),
        ("Read as", "; ".join(_read_as(corpus) if corpus else ())),
        ("Counted in", f"{results.unit}s"),
        ("Rulers", "; ".join(map(_ruler, results.rulers.values())) or "none"),
        ("Columns", "; ".join(phrases.columns_taken(run))),
        ("Intervals", f"{phrases.percent(results.confidence, 0)}, clustered by {_cluster(results)}"),
        ("Clusters", phrases.listed([f"{c:,}" for c in clusters])),
        ("Seed", str(run.seed)),
        (
            "Left out",
            f"{phrases.count(rejected.evals, 'record')} of the results, {rejected.corpus:,} of the corpus",
        ),
        ("Run", f"{run.created}, {run.seconds:.1f} s"),
    ]
    corpus_only = ("Counted in", "Read as")
    return [fact for fact in facts if fact[1] and (fact[0] not in corpus_only or corpus)]


def _read_as(corpus: CorpusSummary) -> list[str]:
    """What files were taken for, what documents are made of, and which files were no part of the corpus."""
    beside, textless = corpus.beside, corpus.textless
    told = [
        phrases.taken_for(corpus),
        *phrases.documents_of(corpus),
        f"{phrases.count(beside, 'file')} beside the data, as a README, left out" if beside else "",
        f"{phrases.count(textless, 'file')} without text left out" if textless else "",
    ]
    return [text for text in told if text]


def _ruler(ruler: Ruler) -> str:
    of = f", of the {ruler.field}" if ruler.field else ""
    return f"{ruler.title} ({ruler.unit}{of})"


def _cluster(results: Results) -> str:
    pooled = any(one.pooled for one in results.profile.profiles)
    return results.run.options.cluster or ("item, of pooled tasks by task" if pooled else "item")


def _facts(facts: Sequence[tuple[str, str]]) -> Element:
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts], class_="facts-list"
    )


def _files(results: Results) -> Element:
    inputs = results.run.inputs
    files = [*inputs.evals, *inputs.corpus]
    head = tag("tr", [tag("th", name, scope="col") for name in ("file", "bytes", "SHA-256")])
    body = [_file_row(file) for file in files[:MOST_FILES]]
    table = tag("table", tag("thead", head), tag("tbody", body), class_="numbers files")
    more = tag("p", f"and {len(files) - MOST_FILES:,} more in run.json") if len(files) > MOST_FILES else None
    summary = tag("summary", f"{phrases.count(len(files), 'input file')}, with SHA-256")
    scroll = tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="Input files")
    return tag("details", summary, scroll, more)


def _file_row(file: InputFile) -> Element:
    size = "not read whole" if file.bytes is None else f"{file.bytes:,}"
    return tag(
        "tr",
        tag("th", file.path, scope="row"),
        tag("td", size),
        tag("td", tag("code", file.sha256 or phrases.NOTHING)),
    )


def _pretty(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
