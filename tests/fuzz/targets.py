"""What the fuzzer throws bytes at. Each target ends quietly, or the property is broken.

The property of every reader: items or documents come out that can be written down, or one FarfieldError.
Of the kernel: what it counts is what brute force counts.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import zstandard

from family_fixture import answered
from farfield.corpus.documents import CorpusFile
from farfield.families import get_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.logs import ReadOptions, read_items
from farfield.measure import MeasureOptions, fit_profile
from farfield.options.corpus import CorpusOptions
from farfield.records import FIELDS, FarfieldError
from farfield.regimes import families_of, read_support
from farfield.scan import ScanOptions, scan
from farfield.schemas import ITEM_SCHEMA
from naive import NaiveCorpus, naive_words

from . import shapes, transcripts
from .corpus_seeds import corpus_seeds
from .shapes import GOLDEN, Dice, bend

Target = Callable[[bytes], None]
MEMORY = Path("/dev/shm")


@cache
def folder() -> Path:
    keep = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
    _kept.append(keep)
    return Path(keep.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


def read_log(name: str, data: bytes, kind: str | None = None) -> None:
    path = folder() / name
    path.write_bytes(data)
    chosen: Any = kind
    for scored in (True, False):
        try:
            items = read_items(str(path), ReadOptions(format=chosen, require_scores=scored))
        except FarfieldError as error:
            str(error).encode()
            continue
        assert list(items.table.columns)[: len(ITEM_SCHEMA)] == list(ITEM_SCHEMA)
        assert items.table.height > 0
        scores = items.table["score"].drop_nulls()
        assert scores.is_between(0, 1).all(), scores
        assert items.table.select("item_id", "subject", "task", "epoch").null_count().sum_horizontal()[0] == 0
        items.table.write_parquet(io.BytesIO())
        msgspec.json.encode([items.rejected, items.warnings, items.inputs])


def read_corpus(name: str, data: bytes) -> None:
    path = folder() / name
    path.write_bytes(data)
    file = CorpusFile(str(path), CorpusOptions())
    try:
        for batch in file:
            size = int(batch.begins[-1])
            assert len(batch.ids) == len(batch.begins) - 1
            assert (np.diff(batch.begins) >= 0).all()
            assert batch.begins[0] == 0
            text = bytes(batch.text)
            for begin, end in zip(batch.begins, batch.begins[1:], strict=False):
                text[begin:end].decode()
            assert len(text) >= size
            "".join(batch.ids).encode()
    except FarfieldError as error:
        str(error).encode()
    msgspec.json.encode([file.rejected, file.input, file.account.read_as])


def bent_lines(golden: str, name: str, kind: str, data: bytes) -> None:
    read_log(name, shapes.as_lines(bend(_lines(golden), Dice(data))), kind)


@cache
def _lines(golden: str) -> list[Any]:
    return shapes.lines_of(next(GOLDEN.glob(golden)))


@cache
def _value(golden: str) -> Any:
    return json.loads(next(GOLDEN.glob(golden)).read_text())


def bent_inspect(data: bytes) -> None:
    dice = Dice(data)
    names = ("letters", "capitals", "journal", "killed", "rubrics")
    name = names[dice.below(len(names))]
    if name == "capitals":
        bent = json.dumps(bend(_value("inspect/capitals.json"), dice)).encode()
        read_log("log.json", bent, "inspect")
        return
    members = bend(_archive(name), dice)
    read_log("log.eval", shapes.as_archive(members))


@cache
def _archive(name: str) -> dict[str, Any]:
    return shapes.archive_of(GOLDEN / "inspect" / f"{name}.eval")


def bent_lm_eval(data: bytes) -> None:
    dice = Dice(data)
    beside = json.dumps(bend(_value("lm_eval/*/results_*.json"), dice))
    (folder() / "results_2026-11-23T11-02-09.322171.json").write_text(beside)
    rows = bend(_lines(("lm_eval/*/samples_sums*", "lm_eval/*/samples_capitals*")[dice.below(2)]), dice)
    read_log("samples_sums_2026-11-23T11-02-09.322171.jsonl", shapes.as_lines(rows), "lm_eval")


def bent_old_lm_eval(data: bytes) -> None:
    """Rows that name neither filter nor metrics, and the dump of several tasks."""
    dice = Dice(data)
    rows = _lines("lm_eval_old/0.4.5/*/samples_sums*")
    if dice.below(2):
        dump = {
            "results": {},
            "configs": _value("lm_eval_old/0.4.2/results.json")["configs"],
            "samples": {"sums": rows},
        }
        read_log("dump.json", json.dumps(bend(dump, dice)).encode(), "lm_eval")
        return
    read_log("samples_sums_2026-11-23T11-02-09.322171.jsonl", shapes.as_lines(bend(rows, dice)), "lm_eval")


def bent_old_lighteval(data: bytes) -> None:
    rows = pl.read_parquet(next(GOLDEN.glob("lighteval_old/details/**/*capitals*.parquet"))).to_dicts()
    if packed := shapes.as_parquet(bend(rows, Dice(data))):
        read_log("details_capitals_0_2024.parquet", packed, "lighteval")


def bent_every_eval_ever(data: bytes) -> None:
    dice = Dice(data)
    aggregate = bend(_value("every_eval_ever/inspect/*[0-9a-f].json"), dice)
    (folder() / "eee.json").write_text(json.dumps(aggregate))
    rows = bend(_lines("every_eval_ever/inspect/*_samples.jsonl"), dice)
    read_log("eee_samples.jsonl", shapes.as_lines(rows), "every_eval_ever")


OLMES = [
    {"doc_id": number, "native_id": number, "metrics": {"exact_match": 1.0, "num_tokens": 15}, "label": "1",
     "model_output": [{"continuation": "It is 1", "sum_logits": -1.0}, {"sum_logits": -2.0}], "task_hash": "h"}
    for number in range(3)
]  # fmt: skip
STATUS = {"task_id": "HumanEval/0", "solution": "def f(): pass", "base_status": "pass", "plus_status": "fail"}
GYM = {
    "question": "1 + 1", "expected_answer": "2", "best_score": 1.0, "mean_score": 0.5,
    "completions": [{"full_model_response": "2", "score": 1.0}, {"score": 0.0, "error": "x"}],
}  # fmt: skip
JUDGED = {"model": "m", "response": "Rome", "judge_response": {"correct": "no", "correct_answer": "Paris"}}
NATIVE: dict[str, Any] = {
    "evalplus": {"hash": "h", "eval": {"HumanEval/0": [STATUS, STATUS], "HumanEval/1": {"base": [["pass", []]]}}},
    "simple_evals": {
        "score": 1, "htmls": ["<p>Correct Answer: 2</p><p>Score: 1.0</p>"] * 2,
        "convos": [[{"role": "user", "content": "1 + 1"}, {"role": "assistant", "content": "2"}]] * 2,
        "metadata": {"example_level_metadata": [{"score": 0.5}]},
    },
    "reasoning_gym": {
        "metadata": {"model": "m"},
        "categories": [{"datasets": [{"name": "sums", "results": [GYM, {**GYM, "completions": None}]}]}],
    },
    "hle": {"a": JUDGED, "b": JUDGED},
    "swebench": {"m": {"a": {"patch_exists": True, "resolved": True}, "b": {"resolved": False}}},
    "table": {"engine": "m", "runs": {"instances": [{"id": 1, "score": 1, "stop_reason": "length"}]}},
}  # fmt: skip


def bent_native(data: bytes) -> None:
    """The documents of the harnesses that write one, read as what they are and as what they look like."""
    dice = Dice(data)
    kind = list(NATIVE)[dice.below(len(NATIVE))]
    told = json.dumps(bend(NATIVE[kind], dice), indent=dice.below(2)).encode()
    read_log("document.json", told, kind if dice.below(2) else None)


def bent_olmes(data: bytes) -> None:
    dice = Dice(data)
    summary = {
        "task_name": "t",
        "task_config": {"primary_metric": "exact_match"},
        "model_config": {"model": "m"},
    }
    (folder() / "task-000-t-metrics.json").write_text(json.dumps(bend(summary, dice)))
    requests = [{"doc_id": number, "doc": {"query": "1 + 1", "choices": ["1", "2"]}} for number in range(3)]
    (folder() / "task-000-t-requests.jsonl").write_bytes(shapes.as_lines(bend(requests, dice)))
    read_log("task-000-t-predictions.jsonl", shapes.as_lines(bend(OLMES, dice)), "olmes")


def bent_helm(data: bytes) -> None:
    dice = Dice(data)
    for name in ("per_instance_stats.json", "run_spec.json"):
        value = _value(f"helm/simple_mcqa/{name}")
        (folder() / name).write_text(json.dumps(bend(value, dice) if dice.below(2) else value))
    state = bend(_value("helm/simple_mcqa/scenario_state.json"), dice)
    read_log("scenario_state.json", json.dumps(state).encode(), "helm")


def bent_lighteval(data: bytes) -> None:
    rows = pl.read_parquet(next(GOLDEN.glob("lighteval/**/*.parquet"))).to_dicts()
    packed = shapes.as_parquet(bend(rows, Dice(data)))
    if packed:
        read_log("details_sums_0_2026.parquet", packed, "lighteval")


def bent_promptfoo(data: bytes) -> None:
    value = bend(_value("promptfoo/results.json"), Dice(data))
    read_log("results.json", json.dumps(value).encode(), "promptfoo")


TABLE = [
    {
        "id": number, "model": "m", "task": "t", "question": f"what is {number}", "target": str(number), "output": "1",
        "score": number % 2, "epoch": 1, "date": "2024-05-01", "chance": 0.25,
        "metadata": {"level": number, "tag": "x"},
    }
    for number in range(4)
]  # fmt: skip


def bent_table(data: bytes) -> None:
    dice = Dice(data)
    kind = dice.below(3)
    rows = bend(TABLE, dice)
    if kind == 0:
        read_log("table.json", json.dumps(rows).encode(), "table")
    elif kind == 1:
        read_log("table.jsonl", shapes.as_lines(rows), "table")
    elif packed := shapes.as_parquet(rows):
        read_log("table.parquet", packed, "table")


SUPPORT = {
    "addition": {"digits": [1, 4], "base": [10, 8]},
    "linear": {"slope": [2, 3, 5], "intercept": [1, 17], "sign": ["positive"]},
}


def bent_support(data: bytes) -> None:
    """What a person declares of two families."""
    path = folder() / "support.json"
    path.write_text(json.dumps(bend(SUPPORT, Dice(data))))
    try:
        supports = read_support(str(path), [get_family(name) for name in SUPPORT])
    except FarfieldError as error:
        str(error).encode()
        return
    for support in supports.values():
        support.points.write_parquet(io.BytesIO())


@cache
def _asked() -> list[dict[str, Any]]:
    family = get_family("addition")
    items = sample_items(family, SampleOptions(items=24, seed=1))
    return [answered(family, item, str(item.exercise.target), "model") for item in items]


def bent_family(data: bytes) -> None:
    """A log of a family's items, measured: what their columns declare may be anything."""
    path = folder() / "family.jsonl"
    path.write_bytes(shapes.as_lines(bend(_asked(), Dice(data))))
    try:
        items = read_items(str(path)).table
        supports = read_support_of(SUPPORT, items)
        profile = fit_profile(items, MeasureOptions(rulers=("column:epoch",), draws=20), supports=supports)
    except FarfieldError as error:
        str(error).encode()
        return
    msgspec.json.encode(profile)


def read_support_of(declared: dict[str, Any], items: pl.DataFrame) -> Any:
    path = folder() / "declared.json"
    path.write_text(json.dumps(declared))
    return read_support(str(path), families_of(items))


WORDS = [
    "a",
    "b",
    "A",
    "c",
    "ß",
    "SS",
    "İ",
    "naïve",
    "日本",
    "unbelievably",
    "Unbelievablyx",
    "ﬁ",
    "_1",
    "é",
    "x" * 9,
]
MARKS = [" ", ", ", "\n", "-", "\u0301", "🙂", "\u2028", ""]


def count_words(data: bytes, unit: Any = "word") -> None:
    """Documents and items spelled by the bytes, few words among them, against brute force."""
    dice = Dice(data)
    texts: list[str] = [""]
    while dice and len(texts) < 12:
        roll = dice.below(256)
        if roll < 24:
            texts.append("")
        elif roll < 32:
            texts[-1] += chr(dice.below(0xD7FF))
        else:
            texts[-1] += WORDS[roll % len(WORDS)] + MARKS[roll % len(MARKS)]
    cut = 3 * max(1, len(texts) // 6)
    fields = texts[:cut] + [""] * (cut - len(texts[:cut]))
    rows = [tuple(fields[at : at + 3]) for at in range(0, cut, 3)]
    compare_with_brute_force(rows, texts[cut:], unit)


def compare_with_brute_force(rows: list[Any], documents: list[str], unit: Any) -> None:
    from farfield.storage import hash_text

    path = folder() / "corpus.jsonl"
    path.write_text(
        "".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(documents))
    )
    columns = dict.fromkeys(ITEM_SCHEMA) | {"subject": "s", "task": "t", "epoch": 1, "score": 1.0}
    records = [
        columns | {"item_id": str(at)} | dict(zip(FIELDS, row, strict=True)) for at, row in enumerate(rows)
    ]
    longest = max((len(naive_words(text, unit)) for row in rows for text in row), default=0)
    twin = NaiveCorpus(documents, longest, unit)
    try:
        found = scan(pl.DataFrame(records, schema=ITEM_SCHEMA), str(path), ScanOptions(unit=unit))
    except FarfieldError:
        assert twin.total == 0 or longest == 0
        return
    assert (found.corpus.words, found.corpus.documents) == (twin.total, len(documents))
    by_hash = {row["text_hash"]: row for row in found.texts.iter_rows(named=True)}
    for row in rows:
        for text in filter(partial(naive_words, unit=unit), row):
            told = by_hash[hash_text(text)]
            assert told["lengths"] == twin.lengths(text), text
            assert told["counts"] == twin.span_counts(text), text
            assert np.allclose(told["surprisal"], twin.surprisal(text), rtol=1e-5), text
    for row, (question, target, _) in zip(found.items.iter_rows(named=True), rows, strict=True):
        if naive_words(question, unit) and naive_words(target, unit):
            assert row["recall_documents"] == twin.recall(question, target), row
        for name, text in zip(FIELDS, (question, target), strict=False):
            if naive_words(text, unit):
                assert row[f"{name}_pieces"] == twin.pieces(text), text


TARGETS: dict[str, Target] = {
    "corpus-jsonl": partial(read_corpus, "c.jsonl"),
    "corpus-parquet": partial(read_corpus, "c.parquet"),
    "corpus-text": partial(read_corpus, "c.txt"),
    "corpus-gz": partial(read_corpus, "c.jsonl.gz"),
    "corpus-zst": partial(read_corpus, "c.jsonl.zst"),
    "corpus-json": partial(read_corpus, "c.json"),
    "corpus-csv": partial(read_corpus, "c.csv"),
    "corpus-arrow": partial(read_corpus, "c.arrow"),
    "corpus-warc": partial(read_corpus, "c.warc"),
    "corpus-zip": partial(read_corpus, "c.zip"),
    "corpus-tar": partial(read_corpus, "c.tar"),
    "corpus-bz2": partial(read_corpus, "c.jsonl.bz2"),
    "corpus-xz": partial(read_corpus, "c.jsonl.xz"),
    "corpus-any": partial(read_corpus, "part-00000"),
    "bytes-inspect-eval": partial(read_log, "log.eval"),
    "bytes-inspect-json": partial(read_log, "log.json", kind="inspect"),
    "bytes-lm_eval": partial(read_log, "samples_s_2026-11-23T11-02-10.jsonl", kind="lm_eval"),
    "bytes-lighteval": partial(read_log, "details_s_2026.parquet", kind="lighteval"),
    "bytes-openai_evals": partial(read_log, "events.jsonl", kind="openai_evals"),
    "bytes-promptfoo": partial(read_log, "promptfoo.json", kind="promptfoo"),
    "bytes-table-jsonl": partial(read_log, "t.jsonl"),
    "bytes-table-csv": partial(read_log, "t.csv"),
    "bytes-table-parquet": partial(read_log, "t.parquet"),
    "bytes-unnamed": partial(read_log, "log"),
    "bytes-gz": partial(read_log, "t.jsonl.gz"),
    "bent-inspect": bent_inspect,
    "bent-lm_eval": bent_lm_eval,
    "bent-lighteval": bent_lighteval,
    "bent-old-lm_eval": bent_old_lm_eval,
    "bent-old-lighteval": bent_old_lighteval,
    "bent-every_eval_ever": bent_every_eval_ever,
    "bent-native": bent_native,
    "bent-olmes": bent_olmes,
    "bent-helm": bent_helm,
    "bent-openai_evals": partial(bent_lines, "openai_evals/sums.jsonl", "events.jsonl", "openai_evals"),
    "bent-promptfoo": bent_promptfoo,
    "bent-promptfoo-lines": partial(bent_lines, "promptfoo/results.jsonl", "p.jsonl", "promptfoo"),
    "bent-table": bent_table,
    "bent-support": bent_support,
    "bent-family": bent_family,
    "bent-transcript": lambda data: transcripts.bent_transcript(folder(), data),
    "bytes-transcript": lambda data: transcripts.read_bytes(folder(), "run.json", data),
    "bytes-transcript-lines": lambda data: transcripts.read_bytes(folder(), "session.jsonl", data),
    "kernel-words": count_words,
    "kernel-bytes": partial(count_words, unit="byte"),
}

_TEXT = (
    b'{"text": "one two", "id": 1}\n{"text": "\\ud800 \\u00e9 \\n", "x": [1, {"y": null}]}\n\n{"text": 3}\n'
)
_CSV = b'id,model,question,score,tag\n1,m,"a ""quoted"" q",1,x\n2,m,q,0,\n'


def seeds(name: str) -> list[bytes]:
    """Inputs to begin with: small right ones, whose neighbours are nearly right."""
    if name.startswith("kernel-"):  # words, and zeros between the texts
        return [bytes([40, 41, 42, 40, 41, 0] * 12), bytes([40, 200, 90, 0, 77, 200, 90, 200, 0, 20] * 9)]
    if name.startswith("bent-"):
        return [bytes(range(255, 0, -1))[:length] * 2 for length in (3, 20, 90)]
    table = shapes.as_lines(TABLE)
    parquet = shapes.as_parquet([{"text": "one two", "id": "a"}, {"text": None, "id": "b"}]) or b""
    found = {
        "corpus-jsonl": [_TEXT],
        "corpus-parquet": [parquet],
        "corpus-text": [_TEXT, "é\u2028".encode()],
        "corpus-gz": [gzip.compress(_TEXT), gzip.compress(b"") + gzip.compress(_TEXT)],
        "corpus-zst": [zstandard.compress(_TEXT), zstandard.compress(b"") + zstandard.compress(_TEXT)],
        "bytes-inspect-eval": [
            *((GOLDEN / "inspect" / f"{name}.eval").read_bytes() for name in ("journal", "rubrics")),
            shapes.as_archive(_archive("rubrics")),
        ],
        "bytes-lighteval": [next(GOLDEN.glob("lighteval/**/*.parquet")).read_bytes()],
        "bytes-inspect-json": [(GOLDEN / "inspect" / "capitals.json").read_bytes()],
        "bytes-lm_eval": [next(GOLDEN.glob("lm_eval/*/samples_capitals*")).read_bytes()],
        "bytes-openai_evals": [(GOLDEN / "openai_evals" / "sums.jsonl").read_bytes()],
        "bytes-promptfoo": [(GOLDEN / "promptfoo" / "results.json").read_bytes()],
        "bytes-table-csv": [_CSV, _CSV.replace(b",", b";")],
        "bytes-table-parquet": [shapes.as_parquet(TABLE) or b""],
        "bytes-unnamed": [table, (GOLDEN / "inspect" / "rubrics.eval").read_bytes()],
        "bytes-transcript": [json.dumps(one).encode() for one in transcripts.DOCUMENTS.values()],
        "bytes-transcript-lines": [shapes.as_lines(one) for one in transcripts.LINES.values()],
        "bytes-gz": [gzip.compress(table)],
    }
    return {**found, **corpus_seeds()}.get(name, [table])
