"""novelty.json: of which kind ideas are against dated prior work, and the evidence for it."""

from __future__ import annotations

from typing import Literal

from farfield.results.novelty_sets import OutOfParadigm, ScoreAgainst, SetComparison
from farfield.results.structs import Result

SCHEMA_NOVELTY = "farfield.novelty/1"

NOBODY = "all ideas"
"""The author of ideas that name none."""

Kind = Literal["recall", "unknown", "new primitive", "composition-2", "composition-3", "interpolation"]
"""What an idea is: first match wins, in this order."""
UnknownKind = Literal["no_date", "no_prior_work", "not_english", "few_concepts", "not_covered"]
"""Why a kind is unknown: the idea has no date; no document is before it; its text is not English prose, nor a note of
fewer than 20 words half of which the prior work has; it has too few concepts; the prior work does not cover its topic
up to its date. The third and the last of extracted concepts alone."""
WhyRecall = Literal["above_null", "in_the_same_words"]
"""Why an idea is recall: nearer to a passage than 99 of 100 human papers of its length are to any; or a fifth
of its words and more stand in one passage in runs of five. Either way all along: a third of it may not stand
elsewhere."""
WhyNoRecall = Literal["no_text", "no_null"]
"""Why recall could not be looked for: the idea has no text; there were too few papers to set it against."""


class NoveltySettings(Result):
    """The options of a run."""

    before: str | None
    """`--before`: only documents before this date are prior work, whatever the ideas' own dates; null: not given."""
    date_field: str | None
    """`--date-field`: the field that holds a document's date; null: the usual names."""
    concepts: str | None
    """`--concepts`: the file that declares concepts; null: they stand with the ideas."""
    concepts_hash: str
    """SHA-256 of all declared concepts, idea by idea, as they were before anything was counted."""
    tau: int
    """Documents that make a concept, or several together, seen."""
    alpha: float
    """Chance that an idea all of whose combinations are as usual as independent ones holds an unseen one."""
    against: list[str]
    """`--against`: files of people's ideas; empty where none were given."""
    score: str | None
    """`--score`: the column of the ideas that is set against their distance; null: none."""


class PriorWorkRead(Result):
    """The corpus that ideas are set against."""

    files: list[str]
    """Its files."""
    documents: int
    """Documents."""
    undated: int
    """Of these, without a date that could be read: never prior work."""
    wordless: int
    """Of these, without a word: never prior work."""
    repeated: int
    """Of these, in the very words of another one. All are counted, as each is a document."""
    words: int
    """Words of all of them."""
    first: str
    """The earliest day that a document's date may mean, as 1974-01-01."""
    last: str
    """The latest."""
    fields: list[str]
    """The fields that dates and texts were read from."""
    rejected: int
    """Records that could not be used; `rejected.jsonl` holds them."""


class DocumentSeen(Result):
    """A document of the prior work."""

    id: str
    """Its id."""
    title: str
    """Its title, or how its text begins."""
    date: str
    """Its date: a day, or the first and the last that it may mean."""


class ConceptSeen(Result):
    """A concept of an idea."""

    concept: str
    """As it was declared."""
    documents: int
    """Documents before the idea that hold it."""
    first: int | None
    """The year of the earliest; null where there is none."""
    first_documents: list[DocumentSeen]
    """The documents of that year, five at most, by id."""
    later: int
    """Other documents, of the idea's own period or later, that hold it: no prior work."""


class CombinationSeen(Result):
    """Concepts that an idea puts together."""

    concepts: list[str]
    """Which."""
    documents: int
    """Documents before the idea that hold all of them."""
    expected: float
    """How many there would be if, given how often the smaller combinations stand there, the rest were chance: for two
    df_a df_b / N; for three the least of n_ab n_ac / n_a over which is a."""
    enough: float
    """How many must be expected for an unseen combination to say anything: with fewer, more than `alpha` of such ideas
    would hold one by chance. For all combinations of an idea and this order together."""
    enough_alone: float
    """The same for one combination looked at alone: 3.0 at tau 1."""


class KindAt(Result):
    """The kind of an idea's concepts at a threshold. Of extracted concepts only unseen combinations count of which
    `enough` were expected: every text of a hundred words holds two of its words together for the first time."""

    tau: int
    """Documents that make a combination seen."""
    kind: Kind
    """The kind by the rule: `new primitive`, `composition-2`, `composition-3`, `interpolation` or `unknown`."""
    nearest: Kind | None
    """What more corpus could make of it: the kind if all combinations count as seen of which fewer than `enough` were
    expected, and all concepts; null where that changes nothing."""
    decided_by: list[CombinationSeen]
    """What decides a composition: the unseen combination of which most was expected. Empty for other kinds."""
    unseen: list[str]
    """What decides a new primitive: the concepts in fewer than `tau` documents."""


class PassageNear(Result):
    """A passage of the prior work that is near to an idea."""

    document: DocumentSeen
    """Where it stands."""
    score: float
    """The share of the idea's words, weighed by rarity, that it holds (BM25 over the sum of the weights; repeated words
    can lift it above 1)."""
    copied: float
    """The share of the idea's words that stand in it in runs of five and more."""
    even: bool
    """Whether it is about as near to each third of the idea. Where it is not, a part of the idea stands in it at
    most."""
    excerpt: str
    """The sentence of it that shares most with the idea."""
    recall: WhyRecall | None
    """Why the idea is recall by this passage, which need not be the nearest; null where it is not."""


class Coverage(Result):
    """Whether the prior work covers an idea's topic up to its date."""

    nearest: int
    """The documents nearest to it that were looked at, 200 at most."""
    recent: int
    """Of these, those of the three years before its year."""
    richest: int
    """The same of the richest three years."""
    covered: bool
    """Whether there are 30 at least, and the recent are half as many as the richest less one standard error (the root
    of their number)."""


class IdeaDistance(Result):
    """How far an idea's concepts lie from each other."""

    percentile: float
    """Share of the reference papers whose concepts lie closer together, 0 to 1."""
    within_topic: float
    """The same within its topic: each text's relatedness beside that of the 30 papers most like it in topic."""
    relatedness: float
    """Mean, over the least related third of the pairs of its core concepts, of the cosine of their profiles: 1 where
    the same words stand beside both."""
    concepts: int
    """Core concepts with a profile: those in 10 documents and more before its year."""
    papers: int
    """Reference papers: human papers of the years before the idea, with about as many concepts."""
    since: int
    """The first year of these. Each of them, and the idea, is measured against the documents of earlier years than its
    own."""


class ConceptMark(Result):
    """A place of a concept in an idea's text."""

    concept: str
    """Which of its `concepts`."""
    begin: int
    """Its first character, from 0."""
    end: int
    """The character behind its last one."""


class IdeaNovelty(Result):
    """One idea."""

    id: str
    """Its id."""
    title: str
    """Its title, or how its text begins; empty where it has neither."""
    author: str | None
    """Who, or which model; null where nothing tells."""
    date: str | None
    """The day from which on nothing is prior work; null where nothing tells."""
    prior: int
    """Documents before it."""
    kind: Kind
    """Its kind."""
    unknown: UnknownKind | None
    """Why its kind is unknown; else null."""
    kinds: list[KindAt]
    """What its concepts alone make of it, by threshold; empty where they cannot be looked at."""
    recall: WhyRecall | None
    """Why it is recall; else null."""
    not_looked: WhyNoRecall | None
    """Why recall could not be looked for; else null."""
    recall_above: float | None
    """The score from which on it is recall, of the null for its length; null without one."""
    extracted: bool
    """Whether its concepts were extracted from its text, not declared."""
    new_words: list[str]
    """Extracted: words that no earlier document holds, and that are no identifier, acronym, name, compound, derivation
    or slip."""
    unseen_words: int
    """Extracted: all words that no earlier document holds, identifiers and the like among them."""
    unseen_as_words: int
    """Of these, those written as words are: no identifier, acronym or name."""
    coverage: Coverage | None
    """Whether the prior work covers its topic; null without a text or a date."""
    distance: IdeaDistance | None
    """How far its concepts lie from each other; null for declared ones, and where too little is there to tell."""
    concepts: list[ConceptSeen]
    """Its concepts; of extracted ones the core, those in few documents as their best known part."""
    text: str
    """Its text, 1,200 characters at most; empty without one."""
    marks: list[ConceptMark]
    """Where its concepts stand in `text`, in order; none within another."""
    passages: list[PassageNear]
    """The passages nearest to it, best first."""
    own: list[str]
    """Documents that are the idea itself, by id and words: left out of its prior work."""
    against: bool
    """Whether it is one of people's, of `--against`."""
    topic: int
    """The number of its topic among these ideas, from 0: ideas of one number are about the same."""
    score: float | None
    """Its score, of the column that `--score` names; null where that is no number, and without one."""


class KindShare(Result):
    """How many of an author's ideas are of a kind."""

    kind: Kind
    """The kind."""
    ideas: int
    """How many."""
    share: float
    """Of all of the author's."""
    low: float | None
    """Lower end of its 95 % interval (Wilson, clustered by topic); null where fewer than five topics hold several ideas
    each, as nothing tells then how much topics differ."""
    high: float | None
    """Upper end."""
    movable: int
    """Of these, those that more corpus could make something else of."""


class DistanceSpread(Result):
    """The distances of an author's ideas."""

    ideas: int
    """Ideas that have one."""
    median: float
    """The middle percentile; of papers like the reference papers it is 0.5."""
    low: float
    """The lower quartile, of such papers 0.25."""
    high: float
    """The upper quartile."""


class UnseenWordShare(Result):
    """How many of an author's ideas hold a word that no earlier document holds, by what counts as one."""

    counted: Literal["any", "as_words", "new", "covered"]
    """`any` word; only what is written `as_words` are, so no identifier, acronym or name; only `new` words, so no
    compound, derivation or slip of known ones; and the same among ideas whose topic the prior work has `covered`."""
    ideas: int
    """Ideas that hold one."""
    of: int
    """Ideas whose text was looked at."""
    share: float | None
    """`ideas` of `of`, 0 to 1; null where there are none."""
    low: float | None
    """Lower end of its 95 % interval (Wilson, clustered by topic); null without a share, and where too few topics tell
    it."""
    high: float | None
    """Upper end."""


class AuthorKinds(Result):
    """The ideas of one author."""

    author: str
    """The author; `all ideas` where none has one."""
    ideas: int
    """Ideas."""
    kinds: list[KindShare]
    """Their kinds, each once, in the order of the rule."""
    distance: DistanceSpread | None
    """Their distances; null where no idea has one."""
    topics: int
    """Topics that they are about, which the intervals are clustered by."""
    out_of_paradigm: OutOfParadigm
    """How many of them lie outside what the prior work holds."""
    unseen_words: list[UnseenWordShare]
    """How many hold a word that no earlier document holds, the count that takes anything for one first; empty where
    none of their concepts were extracted."""
    against: bool
    """Whether these are people's, of `--against`."""


class RecallNull(Result):
    """How near human papers stand to earlier work that is not their own: what recall is set against."""

    words: int
    """Words that were taken of each paper."""
    papers: int
    """Papers."""
    same_work: int
    """Papers left out, as an earlier document holds them in the same words: the same work twice."""
    median: float
    """Their middle score to the nearest earlier passage."""
    above: float
    """Their 99 % point."""


class NoveltyLeftOut(Result):
    """What was not used, or is used with care, and how much of it."""

    rejected: int
    """Rows of ideas that could not be used."""
    undated: int
    """Ideas without a date."""
    after_corpus: int
    """Ideas dated after the last document's year: what came between is in no corpus."""
    same_words: int
    """Ideas in the very words of an earlier one of these files."""
    same_ids: int
    """Ideas under the id of an earlier one, told as `a (2)`. What the corpus and `--concepts` say of the id is said of
    each."""
    own: int
    """Ideas that stand in the corpus themselves, and were left out of their own prior work."""
    cut: int
    """Ideas longer than 2,000 words, of which the first 2,000 were looked for."""
    concepts_cut: int
    """Ideas with more than 40 concepts, of which the first 40 were taken."""
    other_scripts: list[str]
    """Declared concepts without a word, as signs and single letters of other scripts ("++", "α"), which no search can
    find: taken for none."""
    unknown_ids: int
    """Ideas of `--concepts` that are none of these."""


class Novelty(Result, kw_only=True):
    """Of which kind ideas are against dated prior work, and the evidence for it."""

    schema: str = SCHEMA_NOVELTY
    """`farfield.novelty/1`."""
    files: list[str]
    """The files of ideas that were read."""
    options: NoveltySettings
    """The options of this run."""
    prior: PriorWorkRead
    """The corpus."""
    authors: list[AuthorKinds]
    """Shares by kind, author by author, in order of first appearance."""
    ideas: list[IdeaNovelty]
    """The ideas, in the order of the files."""
    comparisons: list[SetComparison]
    """Author by author beside people's ideas; empty without `--against`."""
    scores: list[ScoreAgainst]
    """Author by author the score against the distance; empty without `--score`."""
    null: list[RecallNull]
    """By length, what recall is set against; empty where no idea has a text."""
    left_out: NoveltyLeftOut
    """What was not used."""
    warnings: list[str]
    """What reading the files gives reason to tell."""
