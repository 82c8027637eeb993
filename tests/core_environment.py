"""An environment with Farfield's core alone: the packages that it declares to need, theirs, and nothing else.

A venv whose site-packages holds a link to each file of these packages as they are installed here: no extra can be
found in it by any way, and it costs no download.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SOURCE = Path(__file__).parents[1] / "src"
OWN = "farfield"
ONE_AFTER_ANOTHER = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from farfield.cli import main

done = []
for arguments in json.load(sys.stdin):
    sys.argv = ["farfield", *arguments]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
        except BaseException as error:
            import traceback
            traceback.print_exc()
            code = 1
    done.append((code, out.getvalue(), err.getvalue()))
json.dump(done, sys.stdout)
"""
"""Commands typed one after another into one process, which loads what they need once."""


@pytest.fixture(scope="session")
def core_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the core's environment."""
    folder = tmp_path_factory.mktemp("core")
    venv.create(folder, symlinks=True, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    for name in core_distributions():
        link_distribution(distribution(name), site)
    (site / "farfield.pth").write_text(f"{SOURCE}\n")
    return folder / "bin" / "python"


@cache
def core_distributions() -> tuple[str, ...]:
    """The names of Farfield and of all that it needs without extras."""
    found: dict[str, None] = {}
    waiting = [(OWN, "")]
    while waiting:
        name, extra = waiting.pop()
        found[canonicalize_name(name)] = None
        for needed in needs(name, extra):
            waiting += [
                (needed.name, each) for each in ("", *needed.extras) if needed.name not in found or each
            ]
    return tuple(found)


@cache
def packages_distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def needs(name: str, extra: str) -> Iterator[Requirement]:
    try:
        declared = distribution(name).requires or []
    except PackageNotFoundError:  # for another system
        return
    for requirement in map(Requirement, declared):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def link_distribution(package: Distribution, site: Path) -> None:
    """Links in `site` to what a package installed beside others; its command-line scripts are left out.

    A folder that packages share with others that are not the core's would bring these along: it is refused.
    """
    tops = {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}
    for top in sorted(tops):
        at = site / top
        if at.is_symlink() or (package.name == OWN and not top.endswith(".dist-info")):
            continue  # of another package of the core, or in place: these sources are on the path
        owners = {canonicalize_name(name) for name in packages_distributions().get(top, ())}
        assert owners <= set(core_distributions()), f"{top} is shared: {owners}"
        at.symlink_to(Path(str(package.locate_file(top))))


def run_core(
    python: Path, commands: Sequence[Sequence[str]], cwd: Path, seconds: int = 60
) -> list[subprocess.CompletedProcess[str]]:
    """`farfield ARGUMENTS` for each of the commands in the core's environment, all in one process of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    whole = subprocess.run(
        [str(python), "-c", ONE_AFTER_ANOTHER],
        cwd=cwd, env=kept | {"COLUMNS": "120"}, input=json.dumps(commands), capture_output=True, text=True,
        timeout=seconds, check=False,
    )  # fmt: skip
    assert whole.returncode == 0, whole.stderr
    return [
        subprocess.CompletedProcess(args, *told)
        for args, told in zip(commands, json.loads(whole.stdout), strict=True)
    ]


if __name__ == "__main__":
    print("\n".join(core_distributions()), file=sys.stdout)
