"""Fixtures every room's tests share."""

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Matrices of tests are small: a second thread for them waits more than it reckons, on a core that has tests to run.

It holds for the processes that are started from here, as all are that run tests with `-n 2`.
"""

from browser import chromium, watch  # noqa: E402, F401 - for every file of tests

os.environ["RAY_TQDM_PATCH_PRINT"] = "0"
"""Ray leaves Python's own print in its place when a process of it has said something: numba compiles no other."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Processes that tests start keep their bytecode, as those of users do: else each spends half a second compiling."""

os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
    " --xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1",
)
"""Models of tests are tiny, and train for seconds: nine tenths of what they took went into optimising their machine
code, which is a seventh of it so. `test_demo` trains as a user's machine does."""

settings.register_profile(
    "shared machine", deadline=None
)  # an example is late where others work on its cores
settings.load_profile("shared machine")

DEAREST = (
    "test_choosing", "test_lab_training", "test_reinforcement", "test_studies_loop", "test_drift_subjects",
    "test_wheel", "test_measure_interrupted", "test_documented_profile", "test_demo", "test_compare_runs",
    "test_run_inspect", "test_scan_resume", "test_run_values", "test_run_gguf", "test_scan_ray",
)  # fmt: skip
"""Files that take longest, to run first: at the end only short ones are left, and no process waits long for another.

The first compiles the scan's kernel on a new machine; the next three, which start beside it, need none of it. Two files
that scan, one beside the other, would both compile it.
"""

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real outcomes beside the checkout; it must be there in CI."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"real data is missing in CI: {SHARED_DATA.name}")
        pytest.skip("the real data folder ../shared/data is not beside this checkout")
    return SHARED_DATA


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: archives hold the time they were made at, and each process makes its own."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files first, in their order; then all others, in theirs."""
    ranks = {name: rank for rank, name in enumerate(DEAREST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """All tests of a file in one process, so that what a file makes once is made once; files in the order above."""
    from files_to_processes import FilesToProcesses

    if config.option.dist != "load":  # another was asked for
        return None
    config.option.loadscopereorder = False
    return FilesToProcesses(config, log)


def pytest_collection_finish() -> None:
    """What all tests share stays until the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
