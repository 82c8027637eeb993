"""Make the golden logs of inspect-ai 0.3.285: `python make_inspect.py OUT` in an environment that holds it."""
# ruff: noqa: ARG001, ARG002 - the signatures are those of the package

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from inspect_ai import Task, eval, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import ProvenanceData, invalidate_samples, read_eval_log, write_eval_log
from inspect_ai.model import (
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    ContentText,
    ModelAPI,
    ModelOutput,
    modelapi,
)
from inspect_ai.scorer import Score, choice, includes, match, mean, scorer
from inspect_ai.solver import generate, multiple_choice


@modelapi(name="stub")
def stub():
    class Stub(ModelAPI):
        """Answers by rote; fails where the question asks it to."""

        async def generate(self, input, tools, tool_choice, config):
            text = input[-1].text
            if "FAIL" in text:
                raise RuntimeError("the stub was told to fail")
            if "HANG" in text:
                await asyncio.sleep(600)
            if "ANSWER: $LETTER" in text:
                return ModelOutput.from_content("stub", "ANSWER: B")
            return ModelOutput.from_content("stub", "The answer is 4." if "2" in text else "I do not know.")

    return Stub


@scorer(metrics={"grammar": [mean()], "facts": [mean()]})
def rubric():
    async def score(state, target):
        return Score(value={"grammar": 1, "facts": 0.25}, answer=state.output.completion)

    return score


@scorer(metrics=[mean()])
def graded():
    """One of each letter that Inspect knows, and a sample that it does not grade."""
    values = {"sum": "C", "chat": "P", "parts": "I", "unknown": "N", "ungraded": float("nan")}

    async def score(state, target):
        return Score(value=values[str(state.sample_id)])

    return score


SAMPLES = [
    Sample(
        id="sum", input="What is 2 + 2?", target="4", metadata={"level": 1, "topic": "sums", "parts": [1, 2]}
    ),
    Sample(
        id="chat",
        input=[
            ChatMessageSystem(content="Be short."),
            ChatMessageUser(content="What is 1 + 1?"),
            ChatMessageAssistant(content="2"),
            ChatMessageUser(content="And what is 2 + 2?"),
        ],
        target=["4", "four"],
        metadata={"level": 2, "task": "a name that collides", "question_kind": "follow-up"},
    ),
    Sample(
        id="parts",
        input=[ChatMessageUser(content=[ContentText(text="Read this."), ContentText(text="Who wrote it?")])],
        target="nobody",
        metadata={"level": 3, "date": "2024-05-01"},
    ),
    Sample(id="unknown", input="What is the answer to everything?" + " Think hard." * 150, target="42"),
]
FAILING = Sample(id="fails", input="FAIL, please.", target="4")


@task
def arithmetic():
    return Task(
        dataset=MemoryDataset([*SAMPLES, FAILING], name="sums"),
        solver=generate(),
        scorer=[includes(), match()],
    )


@task
def letters():
    dataset = [*SAMPLES, Sample(id="ungraded", input="Which grade?", target="none")]
    return Task(dataset=MemoryDataset(dataset), solver=generate(), scorer=graded())


@task
def capitals():
    questions = [("France", "B", ["Rome", "Paris", "Bonn"]), ("Italy", "A", ["Rome", "Paris", "Bonn"])]
    samples = [
        Sample(id=n, input=f"Capital of {c}?", target=t, choices=o) for n, (c, t, o) in enumerate(questions)
    ]
    return Task(dataset=MemoryDataset(samples), solver=multiple_choice(), scorer=choice())


@task
def rubrics():
    return Task(dataset=MemoryDataset(SAMPLES[:1]), solver=generate(), scorer=rubric())


def run(task, folder, name, log_format="eval", **options):
    log = eval(
        task(),
        model="stub/parrot",
        log_dir=folder,
        log_format=log_format,
        display="none",
        fail_on_error=False,
        log_model_api=False,
        retry_on_error=0,
        **options,
    )[0]
    path = Path(folder) / f"{name}.{log_format}"
    shutil.move(log.location.removeprefix("file://"), path)
    return path


def scrubbed(path: Path) -> Path:
    """The log written again without what names the paths of the machine."""
    log = read_eval_log(str(path))
    log.eval.task_file = "make_inspect.py"
    log.eval.revision = None
    for sample in log.samples:
        for holder in [
            sample.error,
            *sample.events,
            *(getattr(event, "error", None) for event in sample.events),
        ]:
            for name in ("traceback", "traceback_ansi"):
                if isinstance(getattr(holder, name, None), str):
                    setattr(holder, name, "Traceback, cut")
    write_eval_log(log, str(path))
    return path


def killed(scratch: Path, path: Path) -> None:
    """A run that is killed while its third sample hangs."""
    logs = scratch / "killed"
    command = [sys.executable, __file__, "--hang", str(logs)]
    process = subprocess.Popen(command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (found := [log for log in logs.glob("*.eval") if members(log) >= 3]):
        time.sleep(0.2)
    process.kill()
    process.wait()
    shutil.copy(found[0], path)


def members(path: Path) -> int:
    try:
        return sum(name.startswith("samples/") for name in zipfile.ZipFile(path).namelist()) + 1
    except zipfile.BadZipFile:
        return 0


def journal_only(whole: Path, path: Path) -> None:
    """What may be all that a run leaves: the journal of `whole`."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            if member.filename.startswith("_journal/"):
                copy_member(source, member, target)


def copy_member(source, member, target):
    """The member as it is stored: zipfile before 3.14 neither reads nor writes zstandard."""
    source.fp.seek(member.header_offset + 26)
    name_length, extra_length = (int.from_bytes(source.fp.read(2), "little") for _ in range(2))
    source.fp.seek(member.header_offset)
    data = source.fp.read(30 + name_length + extra_length + member.compress_size)
    member.header_offset = target.fp.tell()
    target.fp.write(data)
    target.start_dir = target.fp.tell()
    target.filelist.append(member)
    target.NameToInfo[member.filename] = member
    target._didModify = True


def hang(folder: str) -> None:
    dataset = MemoryDataset([*SAMPLES[:2], Sample(id="hangs", input="HANG", target="4")])
    task = Task(dataset=dataset, solver=generate(), scorer=includes(), name="hanging")
    eval(
        task,
        model="stub/parrot",
        log_dir=folder,
        display="none",
        max_samples=1,
        log_buffer=1,
        log_model_api=False,
    )


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # or the state of this repository would be noted in the logs
        whole = scrubbed(run(arithmetic, scratch, "arithmetic", epochs=2))
        made = [
            whole,
            scrubbed(run(letters, scratch, "letters")),
            scrubbed(run(capitals, scratch, "capitals", log_format="json")),
            scrubbed(run(rubrics, scratch, "rubrics")),
        ]
        log = read_eval_log(str(whole))
        uuids = [sample.uuid for sample in log.samples if sample.id == "sum" and sample.epoch == 2]
        invalid = Path(scratch) / "invalidated.eval"
        write_eval_log(
            invalidate_samples(log, uuids, ProvenanceData(author="maker", reason="a test")), str(invalid)
        )
        for path in [*made, invalid]:
            shutil.copy(path, out / path.name)
        journal_only(whole, out / "journal.eval")
        killed(Path(scratch), out / "killed.eval")


if __name__ == "__main__":
    if sys.argv[1] == "--hang":
        hang(sys.argv[2])
    else:
        main(Path(sys.argv[1]).resolve())
