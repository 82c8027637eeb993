"""Fixtures every room's tests share."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from browser import chromium, watch  # noqa: F401 - for every file of tests

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


def pytest_collection_finish() -> None:
    """What all tests share stays until the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
