"""Inspect logs: `.eval` archives and `.json`, read without inspect_ai and without their events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from farfield.files.inspect_archive import EvalArchive
from farfield.files.json_values import decode_as
from farfield.logs.drafts import Draft
from farfield.logs.formats.inspect_scores import Scorer, ScorerChoice
from farfield.logs.formats.table_kinds import KIND, LEVEL, Part, describe, parts_by_name
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.score_columns import ScoreRules
from farfield.logs.score_parts import unwrapped
from farfield.logs.values import as_list, as_mapping, content_text, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import content_suffix

GRADER = "grader"
TIME_LIMITS = ("time", "working")


class Header(msgspec.Struct):
    """What a log says of the whole run."""

    status: Any = "started"
    eval: Any = None
    plan: Any = None
    results: Any = None
    invalidated: Any = False


class Sample(msgspec.Struct):
    """What of a sample becomes an item; its events and messages are passed over undecoded."""

    id: Any = None
    uuid: Any = None
    epoch: Any = 1
    input: Any = None
    target: Any = None
    choices: Any = None
    output: Any = None
    scores: Any = None
    score: Any = None
    metadata: Any = None
    error: Any = None
    limit: Any = None
    invalidation: Any = None


class WholeLog(Header):
    """A `.json` log."""

    samples: list[Sample] | None = None


def read_inspect(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The samples of an Inspect log as drafts; those that ended in an error or were invalidated are left out."""
    if content_suffix(path) == ".json":
        yield from _from_json(path, options, intake)
        return
    with intake.open_seekable(path) as stream:
        archive = EvalArchive(stream, path)
        header = _archive_header(archive, path)
        samples = list(_archive_samples(archive, path, intake))
    yield from SampleDrafter(path, header, options, intake).drafts(samples)


def _from_json(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    try:
        log = decode_as(intake.read_bytes(path), WholeLog)
    except ValueError as error:
        raise FarfieldError(f"not a readable Inspect log: {error}", where=path) from error
    yield from SampleDrafter(path, log, options, intake).drafts(log.samples or [])


def _archive_header(archive: EvalArchive, path: str) -> Header:
    """`header.json`; of a run that died before it was written, the journal's beginning."""
    for name in ("header.json", "_journal/start.json"):
        if name in archive.names:
            try:
                header: Header = decode_as(archive.read(name), Header)
            except ValueError as error:
                raise FarfieldError(f"{name} cannot be read: {error}", where=path) from error
            return header
    raise FarfieldError(
        "holds neither header.json nor _journal/start.json", where=path, remedy="Is it an Inspect log?"
    )


def _archive_samples(archive: EvalArchive, path: str, intake: Intake) -> Iterator[Sample]:
    """Every sample written whole; of those that only summaries know, what the summaries tell."""
    seen: set[tuple[str, str]] = set()
    for name in archive.names:
        if name.startswith("samples/") and name.endswith(".json"):
            try:
                sample = decode_as(archive.read(name), Sample)
            except ValueError as error:
                intake.reject(path, None, str(error), name)
                continue
            seen.add((str(sample.id), str(sample.epoch)))
            yield sample
    for sample in _summaries(archive, path, intake):
        if (str(sample.id), str(sample.epoch)) not in seen:
            intake.tally(
                path,
                "only_in_a_summary",
                "samples that stand only in a summary, their input cut and their output missing",
            )
            yield sample


def _summaries(archive: EvalArchive, path: str, intake: Intake) -> Iterator[Sample]:
    names = [name for name in archive.names if name.startswith("_journal/summaries/")]
    for name in ["summaries.json"] if "summaries.json" in archive.names else names:
        try:
            yield from decode_as(archive.read(name), list[Sample])
        except ValueError as error:
            intake.reject(path, None, f"{name}: {error}", name)


class SampleDrafter:
    """Drafts of the samples of one log."""

    def __init__(self, path: str, header: Header, options: ReadOptions, intake: Intake) -> None:
        self._path, self._intake = path, intake
        self._spec, self._options = as_mapping(header.eval), options
        results = as_mapping(header.results)
        self._old_scorer = to_text(as_mapping(results.get("scorer")).get("name")) or "score"
        intake.roots[path] = {
            "eval": self._spec, "plan": as_mapping(header.plan), "results": results, "status": header.status
        }  # fmt: skip
        rules = ScoreRules(options.score_words, options.score_max, marks=True)
        self._choice = ScorerChoice(results, self._spec, rules, path, intake)
        self._scorer: Scorer | None = None
        self._legend: Mapping[str, float | None] = {}
        if header.status != "success":
            intake.warn(
                path,
                "run_did_not_end_well",
                f"the run did not end well (status {header.status}): its items may be a part",
            )
        if header.invalidated is True:
            intake.warn(path, "log_invalidated", "the log is marked as invalidated")

    def drafts(self, samples: Sequence[Sample]) -> Iterator[Draft]:
        """The drafts of all samples whose result counts, scored by one scorer of the log."""
        counting = [sample for sample in samples if self._counts(sample)]
        silent = "score" in self._options.map
        self._scorer = self._choice.choose([self._scores(sample) for sample in counting], silent=silent)
        if self._scorer is not None and not silent:
            self._legend = self._choice.legend(self._scorer.name)
            self._intake.note_field(self._path, "score", f"scores.{self._scorer.place}")
            once = len({str(sample.id) for sample in counting}) == len(counting)
            checks = [as_mapping(sample.metadata).get("probe") is not None for sample in counting]
            self._choice.check_mean(self._scorer, checks, whole=once and len(counting) == len(samples))
        graders = self._graders(counting) if not silent else []
        if not silent and (parts := self._parts(counting)):
            yield from self._by_kind(counting, parts)
            return
        for sample in counting:
            if graders:
                yield from self._by_grader(sample, graders)
            else:
                yield self._draft(sample)

    def _graders(self, samples: Sequence[Sample]) -> Sequence[Scorer]:
        """The scorers, where several scored rows of a value that name no grader: each says something of its own."""
        declared = [as_mapping(sample.metadata) for sample in samples]
        kinds = {to_text(one.get("kind")).strip().casefold() for one in declared if "level" in one}
        if "value" not in kinds or any(GRADER in one for one in declared):
            return []
        found = self._choice.understood([self._scores(sample) for sample in samples])
        if len(found) < 2:
            return []
        self._intake.warn(
            self._path,
            "scorers_as_graders",
            f"rows of a value are scored by {', '.join(one.name for one in found)}: each is a grader, with items of "
            "its own (one alone: --map score=scores.SCORER.value)",
        )
        return found

    def _parts(self, samples: Sequence[Sample]) -> list[tuple[Scorer, Part]]:
        """The scorers by the kinds that their names say, as `refused`, `benign_refused` and `correct`, where samples
        have levels and no kinds: each sample holds all of one item there."""
        declared = [as_mapping(sample.metadata) for sample in samples]
        if any(KIND in one for one in declared) or not any(LEVEL in one for one in declared):
            return []
        scorers = {one.name: one for one in self._choice.understood([self._scores(one) for one in samples])}
        parts = parts_by_name(list(scorers))
        if not parts or len({part.kind for part in parts}) < len(parts):
            return []
        told = describe(parts, {name: one.column for name, one in scorers.items()})
        self._intake.warn(
            self._path,
            "kinds_in_columns",
            f"a sample holds several kinds as its scores, and each is read as a row of its own: {told}",
        )
        return [(scorers[part.column], part) for part in parts]

    def _by_kind(self, samples: Sequence[Sample], parts: Sequence[tuple[Scorer, Part]]) -> Iterator[Draft]:
        """A draft for each kind that is scored in a sample."""
        self._intake.settled.add(self._path)
        for at, sample in enumerate(samples):
            draft = self._draft(sample)
            for scorer, part in parts:
                score = scorer.column.scores[at]
                if score is not None:
                    yield replace(
                        draft,
                        score=1 - score if part.turned else score,
                        answer_id=f"{sample.uuid} {part.kind}" if sample.uuid else None,
                        metadata={**draft.metadata, KIND: part.kind},
                    )

    def _by_grader(self, sample: Sample, graders: Sequence[Scorer]) -> Iterator[Draft]:
        """A draft for each grader that scored the sample; one without a score where none did."""
        draft, scores = self._draft(sample), self._scores(sample)
        told = [one for one in graders if unwrapped(one.value(scores.get(one.name))) is not None]
        if not told:
            yield draft
        for one in told:
            noted = as_mapping(as_mapping(scores.get(one.name)).get("metadata"))
            yield replace(
                draft,
                score=self._worth(one.value(scores.get(one.name)), self._choice.legend(one.name)),
                answer_id=f"{sample.uuid} {one.name}" if sample.uuid else None,
                metadata={**draft.metadata, **noted, GRADER: one.name},
            )

    def _counts(self, sample: Sample) -> bool:
        if sample.error:
            self._intake.tally(self._path, "samples_in_error", "samples that ended in an error, left out")
            return False
        if sample.invalidation:
            self._intake.tally(self._path, "samples_invalidated", "samples that were invalidated, left out")
            return False
        return True

    def _draft(self, sample: Sample) -> Draft:
        choices = as_list(sample.choices)
        scores = self._scores(sample)
        return Draft(
            record={**msgspec.structs.asdict(sample), "eval": self._spec},
            item_id=sample.id,
            answer_id=sample.uuid,
            epoch=sample.epoch,
            subject=self._spec.get("model"),
            task=self._spec.get("task"),
            question=sample.input,
            target=_target(sample.target, choices),
            output=_completion(sample.output),
            score=self._score(scores),
            chance=1 / len(choices) if len(choices) > 1 and _targets(sample.target) == 1 else None,
            metadata={**self._noted(sample, scores), **as_mapping(sample.metadata)},
        )

    def _scores(self, sample: Sample) -> Mapping[str, Any]:
        """The scores by scorer; logs of early 2024 hold the one score of the one scorer that there was."""
        if sample.scores is None and sample.score is not None:
            return {self._old_scorer: sample.score}
        return as_mapping(sample.scores)

    def _noted(self, sample: Sample, scores: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is said of the answer rather than of the question: by the scorer, and by a limit that ended it."""
        scorer = self._scorer.name if self._scorer is not None else ""
        noted = as_mapping(as_mapping(scores.get(scorer)).get("metadata"))
        limit = sample.limit.get("type") if isinstance(sample.limit, Mapping) else sample.limit
        if not isinstance(limit, str):
            return noted
        self._intake.tally(self._path, "samples_at_a_limit", f"samples that a limit ended ({limit[:20]})")
        return {**noted, "outcome": "timeout" if limit in TIME_LIMITS else "limit"}

    def _score(self, scores: Mapping[str, Any]) -> Any:
        """The value of the scorer that counts for the whole log, as its legend says where it has one."""
        if self._scorer is None:
            return None
        return self._worth(self._scorer.value(scores.get(self._scorer.name)), self._legend)

    @staticmethod
    def _worth(value: Any, legend: Mapping[str, float | None]) -> Any:
        return legend.get(value, value) if isinstance(value, str) else value


def _targets(target: Any) -> int:
    return len(target) if isinstance(target, list) else 1


def _target(target: Any, choices: list[Any]) -> Any:
    """The target; of a multiple choice question the text behind the (first) right letter."""
    letter = to_text(target).strip()
    if choices and len(letter) == 1 and 0 <= ord(letter.upper()) - ord("A") < len(choices):
        return choices[ord(letter.upper()) - ord("A")]
    return target


def _completion(output: Any) -> str:
    """What the model said: the text of its first choice."""
    output = as_mapping(output)
    choices = as_list(output.get("choices"))
    if choices:
        return content_text(as_mapping(as_mapping(choices[0]).get("message")).get("content"))
    return to_text(output.get("completion"))


def _is_inspect(top: Mapping[str, Any]) -> bool:
    return {"eval", "status"} <= top.keys()


def _is_archive(head: bytes) -> bool:
    return head[:4] == b"PK\x03\x04"


FORMAT = LogFormat(
    "inspect", read_inspect, endings=(".eval",), of_head=_is_archive, of_document=_is_inspect, marks=True
)
