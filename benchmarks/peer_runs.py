"""The peers' environments, and their adapters run in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ADAPTERS = Path(__file__).parent / "peer_adapters"


@dataclass(frozen=True)
class Peer:
    """`adapter`: a script of peer_adapters. `packages`: what pip installs, with `bare` ones without what they
    depend on. `python`: the interpreter the packages need. `on_whole`: quick enough for the whole corpus.
    `default`: the setting that is the peer's own, with its cut-off; None where it leaves that to its user."""

    name: str
    adapter: str
    packages: tuple[str, ...]
    bare: tuple[str, ...] = ()
    python: str = "python3.11"
    on_whole: bool = False
    default: tuple[str, float] | None = None


PEERS = (
    Peer("Farfield", "farfield_scan", (), on_whole=True),
    Peer("infini-gram 2.6.0", "infini_gram_index", ("infini-gram==2.6.0", "numpy")),
    Peer(
        "decon 0.3.0", "decon_detect", ("decontaminate==0.3.0.post4",), python="python3.12", on_whole=True,
        default=("default", 1e-9),
    ),
    Peer(
        "corpus-assay 0.1.0", "corpus_assay_scan", ("corpus-assay==0.1.0",), python="python3.12",
        default=("default", 1e-9),
    ),
    Peer(
        "datatrove 0.10.1", "datatrove_ngrams", ("datatrove[processing]==0.10.1", "spacy"),
        default=("default", 1e-9),
    ),
    Peer(
        "lm-eval 0.4.13, Janitor", "janitor_ngrams", (), bare=("lm-eval==0.4.13",),
        default=("13-grams, any", 1.0),
    ),
)  # fmt: skip


def make_environment(peer: Peer, folder: Path) -> str:
    """The interpreter of the peer's own venv, made where it is missing; of Farfield, this one."""
    if not peer.packages and not peer.bare:
        return sys.executable
    home = folder / "envs" / peer.adapter
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        command = [peer.python, "-m", "venv", str(home)]
        if not shutil.which(peer.python) or subprocess.run(command, check=False).returncode:
            raise SystemExit(f"{peer.name} needs {peer.python} on the PATH, with its module venv")
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        for packages, option in ((peer.packages, []), (peer.bare, ["--no-deps"])):
            if packages:
                subprocess.run([*install, *option, *packages], check=True)
        (home / "complete").touch()
    return str(python)


def answer_path(peer: Peer, corpus: Path) -> Path:
    return corpus / f"{peer.adapter}.json"


def run_adapter(peer: Peer, python: str, items: Path, corpus: Path) -> None:
    """Its answer is left in the corpus's folder, and a log of its output beside it."""
    out, log = answer_path(peer, corpus), corpus / f"{peer.adapter}.log"
    command = [python, str(ADAPTERS / f"{peer.adapter}.py"), str(items), str(corpus), str(out)]
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with log.open("w") as stream:
        done = subprocess.run(command, stdout=stream, stderr=stream, env=os.environ | one_core, check=False)
    if done.returncode:
        raise SystemExit(f"{peer.name} failed ({done.returncode}); see {log}")
