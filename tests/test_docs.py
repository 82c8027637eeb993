"""The documentation is tested: every command and option documented, every README command run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import polars as pl
import pytest
import typer
import zstandard

from documented import subcommands
from farfield.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented(name: str) -> None:
    document = (ROOT / "docs" / "command-line.md").read_text()
    assert f"## farfield {name}" in document
    section = document.split(f"## farfield {name}", 1)[1].split("\n## ")[0]
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert f"`{option}" in section, f"{option} of {name} is not in docs/command-line.md"


OF_OTHER_PROGRAMS = {
    "--help": "every program's own", "--all": "git", "--oneline": "git", "--no-deps": "pip", "--log_samples": "lm_eval",
    "--include_path": "lm_eval", "--max-retries": "inspect", "--working-limit": "inspect", "--head": "ray",
    "--address": "ray", "--disable-usage-stats": "ray", "--each": "benchmarks", "--semantic": "benchmarks",
    "--rounds": "benchmarks", "--seconds": "benchmarks", "--install-completion": "typer", "--version": "of all",
}  # fmt: skip
"""Options that the pages name and that are not ours, and whose they are."""


def test_every_option_that_a_page_names_is_there() -> None:
    known = {*OF_OTHER_PROGRAMS}
    for name, each in COMMANDS.items():
        for _, parsed in subcommands(name, each):
            known |= {option for one in parsed.params for option in (*one.opts, *one.secondary_opts)}
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", page.read_text()))
        assert not named - known, page.name


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_make_targets_exist() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in "\n".join(blocks("bash")).splitlines():
        if line.startswith("make "):
            assert shlex.split(line, comments=True)[1] in targets


@pytest.fixture
def readers_folder(shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a reader of the README has: logs, a corpus, and GSM8K's files."""
    (tmp_path / "logs").mkdir()
    gsm8k = shared_data / "gsm8k"
    shutil.copy(gsm8k / "outcomes.jsonl.zst", tmp_path / "logs" / "gsm8k.jsonl.zst")
    for name in ("outcomes", "train"):
        with zstandard.open(gsm8k / f"{name}.jsonl.zst") as packed:
            (tmp_path / f"{name}.jsonl").write_bytes(packed.read())
    shutil.copy(gsm8k / "train.jsonl.zst", tmp_path / "corpus.jsonl.zst")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_readme_commands_run(readers_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from test_cli import run

    lines = [line for line in "\n".join(blocks("bash")).splitlines() if line.startswith("farfield ")]
    assert len(lines) >= 2
    for line in lines:
        assert run(*shlex.split(line, comments=True)[1:], monkeypatch=monkeypatch) == 0, (
            capsys.readouterr().err
        )
    assert (readers_folder / "farfield-out" / "report.html").exists()
    assert (readers_folder / "gsm8k" / "report.html").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("readers_folder")
def test_the_readme_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 4
    exec(code, {})
    assert "difference=" in capsys.readouterr().out


def lines_of(page: str) -> list[str]:
    """What a page has the reader type."""
    text = (ROOT / "docs" / page).read_text()
    found = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL)).splitlines()
    return [line for line in found if line.startswith("farfield ")]


def test_the_tutorial_runs_word_by_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its commands, its table and the lines of files that it shows; no browser is started."""
    import webbrowser

    from test_cli import run

    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    monkeypatch.chdir(tmp_path)
    lines = lines_of("tutorial.md")
    assert len(lines) == 7
    for line in lines:
        assert run(*shlex.split(line)[1:], monkeypatch=monkeypatch) == 0, capsys.readouterr().err
    told = " ".join(capsys.readouterr().out.split())
    text = (ROOT / "docs" / "tutorial.md").read_text()
    shown = re.findall(r"^(\w+_\w+ +\d+\.\d .*)$", text, re.MULTILINE)
    assert len(shown) == 4
    for row in shown:
        assert " ".join(row.split()) in told
    files = "".join(path.read_text() for path in tmp_path.glob("*/*.json*") if path.name != "profile.json")
    for block in re.findall(r"```jsonl?\n(.*?)```", text, re.DOTALL):
        assert block.strip() in files


def test_the_tutorial_makes_a_log_of_what_the_authors_published(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their file, made again here of the outcomes, becomes a log with these outcomes."""
    with zstandard.open(shared_data / "gsm8k" / "outcomes.jsonl.zst") as packed:
        outcomes = pl.read_ndjson(packed.read())
    published: dict[str, dict[str, object]] = {}
    for row in outcomes.iter_rows(named=True):
        line = published.setdefault(
            row["item_id"], {"question": row["question"], "ground_truth": row["solution"]}
        )
        line[row["subject"]] = {"is_correct": bool(row["correct"]), "solution": row["output"]}
    (tmp_path / "example_model_solutions.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in published.values())
    )
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "tutorial.md").read_text(), re.DOTALL)
    exec(code, {})
    made = pl.read_ndjson("outcomes.jsonl").with_columns(pl.col("correct").cast(pl.Int64))
    kept = ["item_id", "subject", "question", "target", "output", "correct", "steps"]
    order = ["item_id", "subject"]
    assert made.select(kept).sort(order).equals(outcomes.select(kept).sort(order))


def test_every_page_can_be_reached_from_the_index() -> None:
    reached, todo = set[str](), ["README.md"]
    while todo:
        page = todo.pop()
        if page not in reached and (ROOT / "docs" / page).is_file():
            reached.add(page)
            todo += re.findall(r"\]\((?:docs/)?([\w-]+\.md)", (ROOT / "docs" / page).read_text())
    assert {page.name for page in (ROOT / "docs").glob("*.md")} == reached


def test_the_lines_of_a_log_and_a_corpus_in_the_readme_are_read(tmp_path: Path) -> None:
    from farfield.corpus.documents import read_documents
    from farfield.logs import read_items

    log, corpus = blocks("jsonl")[0].strip().splitlines()
    (tmp_path / "log.jsonl").write_text(log + "\n")
    (tmp_path / "corpus.jsonl").write_text(corpus + "\n")
    (row,) = read_items(str(tmp_path / "log.jsonl")).table.iter_rows(named=True)
    assert (row["item_id"], row["subject"], row["score"]) == ("q17", "small", 1.0)
    (document,) = read_documents(str(tmp_path / "corpus.jsonl"))
    assert document.text == "48 + 25 = 73"


FILES = {
    "inspect": "log.json", "every_eval_ever": "e_samples.jsonl", "olmes": "task-001-sums-predictions.jsonl",
    "lm_eval": "samples_sums_2025-01-01T00-00-00.000000.jsonl", "evalplus": "acme_eval_results.json",
    "hle": "judged.json",
    "swebench": "m.run.json", "reasoning_gym": "results.json", "openai_evals": "log.jsonl", "table": "log.jsonl",
}  # fmt: skip
"""What harnesses call the files of which formats.md shows a line."""


@pytest.mark.parametrize("name", FILES)
def test_the_line_of_each_format_is_read(name: str, tmp_path: Path) -> None:
    """Its format is told by the content alone, and its first answer is right."""
    from farfield.logs import read_items
    from farfield.logs.detect import detect_format

    page = (ROOT / "docs" / "formats.md").read_text().split("## A line of each", 1)[1]
    lines = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \| ", page, re.MULTILINE))
    assert set(lines) == set(FILES)
    before = '{"spec": {"completion_fns": ["m"], "eval_name": "sums", "run_id": "r"}}\n'
    path = tmp_path / FILES[name]
    path.write_text((before if name == "openai_evals" else "") + lines[name] + "\n")
    found = detect_format(str(path))
    assert found is not None
    assert found.name == name
    first = read_items(str(path)).table.row(0, named=True)
    assert first["score"] == 1.0
    if name in ("inspect", "every_eval_ever", "lm_eval", "reasoning_gym", "table"):
        assert (first["question"], first["target"]) == ("2+2?", "4")
