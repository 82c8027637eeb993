"""Numbers of published outcomes, without their texts, so that the tests of the estimators run anywhere.

    python tests/data/make_tables.py FOLDER_OF_REAL_OUTCOMES [WHERE]

`README.md` beside this tells where each comes from. `tests/test_data_tables.py` makes them again and compares.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import polars as pl

TABLES = Path(__file__).parent

ROT13 = [f"rot13dec_{probability}prob" for probability in ("high", "medium", "low")]
REGRESSIONS = "^(swap_next_base|revdec)_(high|medium|low)prob$"


def gsm8k(shared: Path) -> pl.DataFrame:
    """Each answer with its question's words and pieces in the training questions, counted by the plain corpus."""
    from plain_corpus import PlainCorpus, read_lines

    corpus = PlainCorpus([row["question"] for row in read_lines(shared / "gsm8k" / "train.jsonl.zst")])
    rows = read_lines(shared / "gsm8k" / "outcomes.jsonl.zst")
    found = {question: corpus.pieces(question) for question in {row["question"] for row in rows}}
    return pl.DataFrame(
        {
            "item_id": [row["item_id"] for row in rows],
            "subject": [row["subject"] for row in rows],
            "correct": [int(row["correct"]) for row in rows],
            "steps": [row["steps"] for row in rows],
            "question_pieces": [found[row["question"]][0] for row in rows],
            "question_words": [found[row["question"]][1] for row in rows],
        }
    )


def embers(shared: Path) -> pl.DataFrame:
    """Rot-13 of all models, and the two tasks of the published regressions of two of them."""
    rows = pl.read_ndjson(
        gzip.decompress((shared / "embers" / "items.jsonl.gz").read_bytes()), infer_schema_length=None
    )
    regressed = pl.col("stimulus").str.contains(REGRESSIONS) & pl.col("model").str.starts_with("gpt-")
    return rows.filter(pl.col("stimulus").is_in(ROT13) | regressed).select(
        "model", "stimulus", "index", pl.col("correct").cast(pl.Int8), "input_logprob_gpt2", "target_logprob_gpt2",
        "input_nchars", "input_ntokens", "target_ntokens",
    )  # fmt: skip


def bbh(shared: Path) -> pl.DataFrame:
    rows = pl.read_ndjson(gzip.decompress((shared / "bbh_codex" / "items.jsonl.gz").read_bytes()))
    return rows.select("mode", "task", "index", pl.col("correct").cast(pl.Int8))


def bbh_published(shared: Path) -> pl.DataFrame:
    return pl.read_csv(shared / "bbh_codex" / "summary.csv").select(
        "mode", "task", "acc_published_eval_metrics"
    )


def pythia(shared: Path) -> pl.DataFrame:
    """Accuracy of the last checkpoints, zero-shot."""
    table = pl.read_csv(shared / "pythia_evals" / "evals.csv.gz")
    last = (pl.col("metric") == "acc") & (pl.col("step") == table["step"].max())
    zero_shot = (pl.col("shots") == 0) & (pl.col("deduped") == 0)
    return table.filter(last & zero_shot).select("size", "task", "value", "stderr")


def weirdml_runs(shared: Path) -> pl.DataFrame:
    published = weirdml_published(shared)["model"]
    runs = pl.read_ndjson(shared / "weirdml_horizons" / "runs.jsonl")
    return runs.filter(pl.col("model").is_in(published.implode()))


def weirdml_hours(shared: Path) -> pl.DataFrame:
    return pl.read_csv(shared / "weirdml_horizons" / "estimates.csv")


def weirdml_published(shared: Path) -> pl.DataFrame:
    return pl.read_csv(shared / "weirdml_horizons" / "published_vs_recomputed.csv")


MADE = {
    one.__name__: one
    for one in (gsm8k, embers, bbh, bbh_published, pythia, weirdml_runs, weirdml_hours, weirdml_published)
}


def as_bytes(table: pl.DataFrame) -> bytes:
    """Compressed CSV, the same bytes for the same numbers."""
    plain = io.BytesIO()
    table.write_csv(plain)
    return gzip.compress(plain.getvalue(), mtime=0)


if __name__ == "__main__":
    sys.path.insert(0, str(TABLES.parent))
    where = Path(sys.argv[2]) if len(sys.argv) > 2 else TABLES
    for name, make in MADE.items():
        (where / f"{name}.csv.gz").write_bytes(as_bytes(make(Path(sys.argv[1]))))
