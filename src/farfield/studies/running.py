"""Running a study: cell by cell, each kept as soon as it is done; then the summary, its lock and the plot.

The folder of a study holds `parameters.json`, `rows.csv` (a row or more for each cell, with the seconds it took and
the version of the code that computed it), `result.json` and `plot.svg`.
The result is locked: it names the hashes of the parameters and of the rows that it was made from.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import polars as pl

from farfield.records import FarfieldError
from farfield.report.charts.standalone import write_charts
from farfield.storage import read_json, require_local, write_json, write_text
from farfield.storage.sources import state_of
from farfield.studies.result import StudyParameters, StudyResult, follows, written
from farfield.studies.study import Cell, Row, Study, Summary

SCHEMA = "farfield.study/1"
PARAMETERS, ROWS, RESULT, PLOT = "parameters.json", "rows.csv", "result.json", "plot.svg"
SECONDS, CODE = "cpu_seconds", "code"

TEXT = {CODE: pl.String}  # digits alone would be read as a number

Record = TypeVar("Record")

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True)
class StudyRun:
    """A finished study: its folder, the content of `result.json`, and the result in sentences.

    `kept_from`: versions of the code, other than the present one, that computed rows found in the folder.
    """

    folder: Path
    result: StudyResult
    sentences: list[str]
    kept_from: list[str]


def run_study(
    study: Study[Any, Any],
    out: Path,
    parameters: Any = None,
    workers: int = 1,
    watch: Watch = lambda *_: None,
    command: str = "",
) -> StudyRun:
    """Compute the cells that `out` does not hold yet, then summarise all of them.

    The same parameters give the same design; what was broken off goes on. `workers`: processes that compute cells.
    Raises FarfieldError where `out` holds a study of other parameters, and where these leave nothing to compute.
    """
    require_local(out)
    parameters = study.usual if parameters is None else parameters
    cells = study.cells(parameters)
    if not cells:
        raise FarfieldError(f"{study.name}: nothing is to be computed", remedy="Take --seeds 1 or more.")
    _claim(study, out, parameters)
    study.settle(out)
    rows = _read_rows(out / ROWS)
    missing = [cell for cell in cells if not _holds(rows, cell)]
    done = len(cells) - len(missing)
    watch(study.name, done, len(cells))
    for found in _compute(study, missing, parameters, workers):
        rows = pl.concat([rows, pl.DataFrame(found, infer_schema_length=None)], how="diagonal_relaxed")
        write_text(out / ROWS, rows.write_csv())
        done += 1
        watch(study.name, done, len(cells))
    keys = list(cells[0])
    write_text(out / ROWS, rows.sort(keys, maintain_order=True).write_csv())
    return _finish(study, out, parameters, command or f"farfield study {study.name}")


def code_version(study: Study[Any, Any]) -> str:
    """Which code computes a row of a study: eight digits for the state of all that the study is made of."""
    return state_of(type(study).__module__)[:8]


def check_lock(study: Study[Any, Summary], folder: Path) -> Summary:
    """The summary of a folder. Raise FarfieldError unless its result is what its parameters and rows make."""
    result, told = _record(folder / RESULT, StudyResult), _record(folder / PARAMETERS, StudyParameters)
    if result.lock != _lock(folder):
        raise FarfieldError("the rows or parameters are not those of the result", where=str(folder))
    summary = study.summarise(_read_rows(folder / ROWS), _as_parameters(study, told.parameters))
    if not follows(written(summary), result.summary):
        raise FarfieldError("the summary does not follow from the rows", where=str(folder))
    return summary


def _claim(study: Study[Any, Any], out: Path, parameters: Any) -> None:
    wanted = StudyParameters(schema=SCHEMA, study=study.name, parameters=asdict(parameters))
    path = out / PARAMETERS
    if path.exists() and read_json(path) != written(wanted):
        raise FarfieldError(
            "holds a study of other parameters", where=str(out), remedy="Name another folder with --out."
        )
    write_json(path, wanted)


def _record(path: Path, kind: type[Record]) -> Record:
    try:
        return msgspec.convert(read_json(path), kind)
    except msgspec.ValidationError as error:
        raise FarfieldError(f"holds no record of a study: {error}", where=str(path)) from error


def _as_parameters(study: Study[Any, Any], told: Mapping[str, object]) -> Any:
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return type(study.usual)(**lists)


def _compute(
    study: Study[Any, Any], cells: Sequence[Cell], parameters: Any, workers: int
) -> Iterator[list[Row]]:
    if workers <= 1 or len(cells) < 2:
        yield from (_one(study, cell, parameters) for cell in cells)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=single_threaded) as pool:
        futures = [pool.submit(_one, study, cell, parameters) for cell in cells]
        for future in as_completed(futures):
            yield future.result()


def single_threaded() -> None:
    """Workers share the cores by processes, not by threads; what else is asked of the compiler stays."""
    asked = os.environ.get("XLA_FLAGS", "")
    os.environ["XLA_FLAGS"] = f"{asked} --xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def _one(study: Study[Any, Any], cell: Cell, parameters: Any) -> list[Row]:
    started = time.process_time()
    rows = study.run(cell, parameters)
    seconds = round((time.process_time() - started) / len(rows), 2)
    return [{**cell, **row, SECONDS: seconds, CODE: code_version(study)} for row in rows]


def _read_rows(path: Path) -> pl.DataFrame:
    return (
        pl.read_csv(path, infer_schema_length=None, schema_overrides=TEXT)
        if path.exists()
        else pl.DataFrame()
    )


def _holds(rows: pl.DataFrame, cell: Cell) -> bool:
    if rows.is_empty():
        return False
    return not rows.filter(
        pl.all_horizontal(pl.col(name).eq_missing(value) for name, value in cell.items())
    ).is_empty()


def _finish(study: Study[Any, Any], out: Path, parameters: Any, command: str) -> StudyRun:
    rows = _read_rows(out / ROWS)
    summary = study.summarise(rows, parameters)
    result = StudyResult(
        schema=SCHEMA,
        study=study.name,
        question=study.question,
        refuted_by=study.refuted_by,
        command=command,
        commit=_commit_of(out),
        versions=_versions(),
        cpu_seconds=round(float(rows[SECONDS].sum()), 1),
        lock=_lock(out),
        summary=written(summary),
    )
    write_json(out / RESULT, result)
    write_text(out / PLOT, write_charts(study.draw(summary), study.question))
    return StudyRun(out, result, study.tell(summary), _other_versions(study, rows))


def _other_versions(study: Study[Any, Any], rows: pl.DataFrame) -> list[str]:
    """Rows of before versions were written down say nothing."""
    if CODE not in rows.columns:
        return []
    return sorted(set(rows[CODE].drop_nulls().cast(pl.String)) - {code_version(study)})


def _versions() -> dict[str, str]:
    """Of those packages that are here: a study that trains nothing runs without jax."""
    found = {}
    for name in ("farfield", "jax", "numpy"):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _lock(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (PARAMETERS, ROWS)}


def _commit_of(out: Path) -> str | None:
    """The commit that the rows were computed at: of an earlier result on the same rows, else of this checkout."""
    path = out / RESULT
    earlier = _record(path, StudyResult) if path.exists() else None
    return earlier.commit if earlier is not None and earlier.lock == _lock(out) else _commit()


def _commit() -> str | None:
    """The commit of the checkout that this runs from, None outside of one."""
    found = subprocess.run(
        ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None
