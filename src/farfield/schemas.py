"""The columns of the tables that cross from one room to another.

Apart from `records.py`, so that what needs no table loads no library of tables: the command line's help.
"""

from __future__ import annotations

import polars as pl

from farfield.records import FIELDS

ITEM_SCHEMA: dict[str, pl.DataType] = {
    "item_id": pl.String(),
    "subject": pl.String(),
    "task": pl.String(),
    "epoch": pl.Int64(),
    "score": pl.Float64(),
    "question": pl.String(),
    "target": pl.String(),
    "output": pl.String(),
    "regime": pl.String(),
    "date": pl.String(),
    "chance": pl.Float64(),
}
"""The columns every item table begins with; columns of metadata follow under their own names."""

FIELD_COLUMNS: dict[str, pl.DataType] = {
    "words": pl.Int64(),
    "pieces": pl.Int64(),
    "bits": pl.Float64(),
    "unigram": pl.Float64(),  # bits per word by the frequency of each word alone
    "match": pl.Int64(),
    "coverage_8": pl.Float64(),
    "coverage_13": pl.Float64(),
}
"""What the scan adds for each field f of FIELDS, as `f_words`, `f_pieces`, ... Null where the text is empty."""

RECALL_COLUMNS: dict[str, pl.DataType] = {
    "recall_documents": pl.Int64(),  # documents searched that hold the whole question and the target
    "recall_documents_high": pl.Float64(),  # the 95 % upper bound of those in the whole corpus
}
"""What the scan adds for question and target together. Null where it could not look."""

COPY_COLUMNS: dict[str, pl.DataType] = {
    "question_containment": pl.Float64(),  # weighted share of the text that the nearest passage holds, edits allowed
    "question_copies": pl.Int64(),  # documents that hold a near duplicate of it, and of no other question more
    "target_containment": pl.Float64(),
    "target_copies": pl.Int64(),
    "near_documents": pl.Int64(),  # documents that hold a near duplicate of the question and the target beside it
    "exposure_documents": pl.Int64(),  # documents that hold the words of `exposure_key`
    "exposure_key": pl.String(),  # the rarest words of question and target
    "question_copies_high": pl.Float64(),  # the 95 % upper bounds of these counts in the whole corpus
    "target_copies_high": pl.Float64(),
    "near_documents_high": pl.Float64(),
    "exposure_documents_high": pl.Float64(),
}
"""What the scan adds for near duplicates and exposure. Null where it could not look."""

SCAN_COLUMNS = frozenset(
    (*(f"{field}_{measure}" for field in FIELDS for measure in FIELD_COLUMNS), *RECALL_COLUMNS, *COPY_COLUMNS)
)
"""All that the scan adds to a table of items."""

PASSAGE_SCHEMA: dict[str, pl.DataType] = {
    "item_id": pl.String(),
    "rank": pl.Int64(),  # 1 is the nearest; unique within (task, item_id)
    "document": pl.String(),
    "start": pl.Int64(),  # characters of the document's text
    "end": pl.Int64(),
    "text": pl.String(),  # exactly document_text[start:end]
    "words": pl.Int64(),
    "task": pl.String(),
    "field": pl.String(),  # which text of the item matches: question, target or output
    "subject": pl.String(),  # null unless field is output
    "epoch": pl.Int64(),  # null unless field is output
    "item_start": pl.Int64(),  # characters of the item's field
    "item_end": pl.Int64(),
    "count": pl.Int64(),  # how often this span occurs in the corpus
    "before": pl.String(),  # what stands around the passage in its document
    "after": pl.String(),
    "source": pl.String(),  # the file that holds the document
    "kind": pl.String(),  # span: word for word; near: a near duplicate, `words` counts the words it shares
    "containment": pl.Float64(),  # weighted share of the item's field that the passage holds
    "semantic": pl.Float64(),  # 1 - cosine to the item's field; null unless ranked by meaning
}

EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "text_hash": pl.String(),  # hash_text(text)
    "lengths": pl.List(pl.Int32()),  # for each word, words of the longest corpus span that starts there
    "counts": pl.List(pl.Int64()),  # how often that span occurs in the corpus
    "surprisal": pl.List(
        pl.Float32()
    ),  # bits of each word under the corpus; null where the corpus tells none
    "approximate": pl.List(pl.Boolean()),  # which counts are estimates; null where all are exact
}
"""Raw evidence, one row for each distinct text of the items; every view is remade from it."""

STATED_SCHEMA: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "tuple": pl.String(),  # questions that hang together share it
    "check": pl.String(),  # how: Neg, And, Cond ...
    "role": pl.String(),  # which of them this is: P, not_P, P_and_Q ...
    "prob": pl.Float64(),
    "resolution": pl.Boolean(),  # whether it came true; null where nobody knows
    "question": pl.String(),  # what tells that two tuples ask the same; null where the file doesn't
    "level": pl.String(),  # its place on the axis that was asked for; null where it has none
    "distance": pl.Float64(),  # how far that is; null where nothing but the level says so
}

CHOICES_SCHEMA: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "first": pl.String(),
    "second": pl.String(),
    "share": pl.Float64(),  # 1 where the first was chosen, 0 the second, 0.5 neither
    "dominant": pl.String(),  # which of the two is better in every respect; null where neither is
}

RUN_SCHEMA: dict[str, pl.DataType] = {
    "run": pl.String(),
    "task": pl.String(),
    "subject": pl.String(),
    "format": pl.String(),
    "file": pl.String(),
    "outcome": pl.String(),  # claimed, not claimed, unknown
    "patch": pl.String(),  # recorded, rebuilt, none, untold
    "sealed": pl.Boolean(),
    "events": pl.Int64(),
    "accessed": pl.String(),  # the strongest grade
    "first_access": pl.Int64(),  # event of the first result that may hold an answer
    "first_edit": pl.Int64(),  # event in which the agent first wrote part of what it handed in
    "added_lines": pl.Int64(),  # of all files, blank ones aside
    "new_tokens": pl.Int64(),  # of product code: on new lines, and in no text before that was not the agent's own
    "new_informative": pl.Int64(),
    "copied_tokens": pl.Int64(),
    "copied_lines": pl.Int64(),
    "copied_test_tokens": pl.Int64(),  # of test code, on which no verdict rests
    "renamed_tokens": pl.Int64(),
    "reproduced_lines": pl.Int64(),
    "reproduced_of": pl.Int64(),
    "reproduced_share": pl.Float64(),  # null where no new line tells anything
    "verdict": pl.String(),
    "gold_lines_seen": pl.Int64(),  # telling lines of the known fix; null where none is known
    "gold_lines_submitted": pl.Int64(),
    "gold_lines": pl.Int64(),
    "truncated_outputs": pl.Int64(),
    "notes": pl.List(pl.String()),
}
"""One row for each run of an agent that was audited."""

ACCESS_SCHEMA: dict[str, pl.DataType] = {
    "run": pl.String(),
    "event": pl.Int64(),  # of the call
    "result": pl.Int64(),  # of what came back; null where nothing did
    "time": pl.String(),
    "class": pl.String(),  # the way in
    "grade": pl.String(),
    "command": pl.String(),
    "why": pl.String(),
    "bytes_back": pl.Int64(),
    "path": pl.String(),
    "url": pl.String(),
    "commit": pl.String(),
    "date": pl.String(),
    "after_edit": pl.Boolean(),  # whether the agent had written part of what it handed in
}
"""One row for each time that an agent opened, or looked for, what may hold an answer."""

SPAN_SCHEMA: dict[str, pl.DataType] = {
    "run": pl.String(),
    "file": pl.String(),
    "part": pl.String(),  # product, tests, docs
    "kind": pl.String(),  # same, renamed, line
    "first_line": pl.Int64(),  # of the new file
    "last_line": pl.Int64(),
    "tokens": pl.Int64(),
    "informative": pl.Int64(),
    "counts": pl.Boolean(),  # whether it is long enough for the verdict
    "source_event": pl.Int64(),  # the result that holds most of it
    "source_events": pl.List(pl.Int64()),
    "source_first_line": pl.Int64(),  # of that result, from 1
    "source_text": pl.String(),
    "submission_text": pl.String(),
    "same_lines": pl.List(pl.Int64()),  # of the new file, each with that of the result in the same place of
    "same_source_lines": pl.List(pl.Int64()),
}
"""One row for each stretch of a submission that was displayed first."""

IDEA_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),
    "title": pl.String(),
    "author": pl.String(),
    "date": pl.String(),  # the day from which on nothing is prior work
    "prior_documents": pl.Int64(),
    "kind": pl.String(),
    "kind_nearest": pl.String(),  # what more corpus could make of it; null where nothing
    "unknown": pl.String(),
    "recall": pl.String(),
    "kinds": pl.List(pl.Struct({"tau": pl.Int64(), "kind": pl.String(), "nearest": pl.String()})),
    "unseen": pl.List(pl.String()),  # concepts in fewer than tau documents
    "decided_by": pl.List(pl.String()),  # the unseen combination of which most was expected
    "documents": pl.Int64(),  # that hold that combination
    "expected": pl.Float64(),
    "enough": pl.Float64(),
    "concepts": pl.Int64(),
    "nearest_score": pl.Float64(),
    "recall_above": pl.Float64(),
    "distance": pl.Float64(),  # percentile, 0 to 1
    "distance_within_topic": pl.Float64(),
    "topic": pl.Int64(),  # ideas of one number are about the same
    "against": pl.Boolean(),  # one of people's
    "score": pl.Float64(),
}
"""One row for each idea that was judged."""

CONCEPT_SCHEMA: dict[str, pl.DataType] = {
    "idea": pl.String(),
    "concept": pl.String(),
    "documents": pl.Int64(),  # before the idea
    "first": pl.Int64(),  # year
    "first_documents": pl.List(pl.String()),
    "later": pl.Int64(),  # other documents that hold it
}
"""One row for each concept of an idea."""

NEAR_SCHEMA: dict[str, pl.DataType] = {
    "idea": pl.String(),
    "rank": pl.Int64(),
    "document": pl.String(),
    "date": pl.String(),
    "title": pl.String(),
    "score": pl.Float64(),
    "copied": pl.Float64(),  # share of the idea's words in runs of five and more
    "even": pl.Boolean(),  # near to all thirds of the idea
    "excerpt": pl.String(),
}
"""One row for each passage of the prior work near to an idea."""

DRIFT_DAYS = ("change_first", "change_after")
"""Of answers.parquet: the first day that the change of a fact can be, and the first that it cannot be any more."""
DRIFT_ANSWERS: dict[str, pl.DataType] = {
    **dict.fromkeys(("subject", "arm", "fact", "pair", "outcome", "answer", "form"), pl.String()),
    **dict.fromkeys(("place", "total"), pl.Int64()),
    **dict.fromkeys(("score", "length", "probability"), pl.Float64()),
    **dict.fromkeys(("hedged", "invented", "leaks"), pl.Boolean()),
    "named": pl.List(pl.Int64()),
    **dict.fromkeys(DRIFT_DAYS, pl.Date()),
}
"""Columns of answers.parquet, what `farfield drift` keeps of each answer: `named` has the places of the stretches in
facts.parquet, among those of the fact, that it names."""
DRIFT_FACTS: dict[str, pl.DataType] = {
    **dict.fromkeys(("fact", "answer"), pl.String()),
    **dict.fromkeys(("start_first", "start_after", "end_first", "end_after"), pl.Date()),
}
"""Columns of facts.parquet: a stretch in which an answer held, a row each; no start is "since ever", no end "still"."""
