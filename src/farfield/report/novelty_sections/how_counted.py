"""How it was counted, what was left out, and what would overturn it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import facts_list
from farfield.results.novelty import Novelty
from farfield.words import numbers, phrases
from farfield.words.novelty import left_out_sentences, null_sentence

HOW = (
    "A document is before an idea where all of the time that its date names is before all of the idea's: of a document "
    "of 2019 and an idea of 2019 nothing is known. A word is a run of letters and digits of one script, without a "
    "plural's s, and of scripts without spaces each character is one; a concept stands in a document where its words "
    "stand there one after another. All counts are exact."
)
EXPECTED = (
    "Expected of two concepts: the product of their shares of the documents, times the documents. Of three, "
    "whose pairs "
    "all stand somewhere: what there would be if, beside one of them, the other two were as usual; the least of the "
    "three ways. So many must be expected that no more than one such idea in twenty would lack one of its combinations "
    "by chance."
)
OVERTURN = (
    "A document before the idea that holds what is said to be unseen.",
    "A concept that is two: the same words in two senses, or two names of one thing.",
    "A date that is wrong: a preprint that was public before its venue's year.",
    "Prior work that is not in the corpus: another field, another language, another venue.",
)


def how_counted(result: Novelty) -> Element:
    """The last section."""
    options, prior = result.options, result.prior
    facts = [
        ("Ideas", phrases.listed(result.files, 6)),
        ("Prior work", phrases.listed(prior.files, 6)),
        ("Read from", ", ".join(prior.fields)),
        ("Documents", f"{numbers.whole(prior.documents)}, {numbers.large(prior.words, 'word')}"),
        ("Dated", f"{prior.first} to {prior.last}; {numbers.whole(prior.undated)} without a date"),
        ("Before", options.before or "each idea's own date"),
        ("Seen", f"from {numbers.count(options.tau, 'document')} on"),
        ("Concepts", f"{options.concepts or 'the ideas’ own'}, SHA-256 {options.concepts_hash[:16]}…"),
        ("Against", phrases.listed(options.against, 6) if options.against else "nobody"),
        ("Intervals", "95 %, Wilson's, clustered by topic"),
    ]
    left = [tag("li", one) for one in left_out_sentences(result)]
    return tag(
        "section",
        tag("h2", "How it was counted, and what would overturn it"),
        [tag("p", one) for one in (HOW, EXPECTED, null_sentence(result))],
        tag("p", "A kind falls with any of these:"),
        tag("ul", [tag("li", one) for one in OVERTURN], class_="overturning"),
        facts_list(facts),
        tag("ul", left, class_="warnings") if left else None,
        tag("ul", [tag("li", one) for one in result.warnings], class_="warnings")
        if result.warnings
        else None,
        id="method",
    )
