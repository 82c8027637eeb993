"""How it was measured, and what would overturn it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import msgspec

from farfield.corpus_records import CorpusSummary
from farfield.report.page.markup import tag
from farfield.report.page.prose import prose
from farfield.report.run_folder import Results
from farfield.report.tables.input_files import files_table
from farfield.report.tables.numbers import facts_list
from farfield.results.rulers import Ruler
from farfield.words import phrases
from farfield.words.numbers import covariates, number, whole

NO_CORPUS = "No corpus was searched: nothing here says that an item is new to a subject."
ONE_HIT = "One document that holds an item's question and its answer makes that item recall."
MORE_CORPUS = (
    "The subjects may have learned from more than this corpus; more corpus can only bring items nearer."
)
VERBATIM = "Matches are verbatim, case and punctuation aside: a paraphrase or a translation is not seen."
NOTHING_EQUAL = (
    "Nothing was held equal: if far items are also harder, the fall may be difficulty, not distance."
)


def how_measured(results: Results) -> Element:
    """The last section: warnings, what would overturn the answer, options, versions, and the command to run it
    again.
    """
    run, warnings = results.run, _warnings(results)
    versions = facts_list([(name, version) for name, version in run.versions.items()])
    return tag(
        "section",
        tag("h2", "How it was measured, and what would overturn it"),
        tag("ul", [tag("li", prose(text)) for text in warnings], class_="warnings") if warnings else None,
        tag("h3", "What would overturn it"),
        tag("ul", [tag("li", prose(text)) for text in overturning(results)]),
        tag("h3", "How it was measured"),
        facts_list(_measured(results)),
        files_table([*results.run.inputs.evals, *results.run.inputs.corpus]),
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
        ("Clusters", phrases.listed([whole(c) for c in clusters])),
        ("Seed", str(run.seed)),
        (
            "Left out",
            f"{phrases.count(rejected.evals, 'record')} of the results, {whole(rejected.corpus)} of the corpus",
        ),
        ("Run", f"{run.created}, {number(run.seconds, 1)} s"),
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


def _pretty(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
