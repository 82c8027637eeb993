"""`farfield study`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.completing import study_names
from farfield.options.typed import COMPUTE, OUTPUT, READ, SPEED, Typed
from farfield.records import FarfieldError

if TYPE_CHECKING:
    from farfield.studies import Study, StudyRun


@command("study")
def study_command(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="Which study; without a name all are listed.",
            show_default=False,
            autocompletion=study_names,
        ),
    ] = None,
    out: Annotated[
        Path | None, Typed(OUTPUT, "DIR", "Where the result goes.", default="`farfield-study-NAME`")
    ] = None,
    seeds: Annotated[
        int | None,
        Typed(COMPUTE, "N", "Another number of seeds than the study's own.", default="the study's"),
    ] = None,
    wheels: Annotated[
        Path | None,
        Typed(
            READ,
            "DIR",
            "Of `text`: a folder that has the packages that are learned from.",
            default="pip fetches them",
        ),
    ] = None,
    corpus: Annotated[
        list[str] | None,
        Typed(READ, "SRC", "Of `text`: your own text in place of the packages, each folder of it as one."),
    ] = None,
    quick: Annotated[
        bool,
        Typed(COMPUTE, None, "A smaller run of the same, of a study that has one: `text`.", name="--quick"),
    ] = False,
    workers: Annotated[int, Typed(SPEED, "N", "Processes that compute cells.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Experiments on more of the same: scale, data, environments, self-training. What is done is kept."""
    from farfield.studies import QUESTIONS, STUDIES, get_study, run_study
    from farfield.terminal.meter import Meter
    from farfield.terminal.summary import print_object

    if name is None:
        for each in STUDIES:
            print(f"{each:14} {QUESTIONS[each] if each in QUESTIONS else get_study(each).question}")
        return
    study = get_study(name)
    parameters = study.usual if not quick else study.quick
    if parameters is None:
        raise FarfieldError(f"the study {name} has no quick run", remedy="Leave --quick out.")
    parameters = parameters if seeds is None else replace(parameters, seeds=seeds)
    parameters = study.of_text(parameters, wheels, corpus or ())
    typed = " ".join(
        [
            f"farfield study {name}",
            *(["--quick"] if quick else []),
            *([f"--seeds {seeds}"] if seeds is not None else []),
            *(f"--corpus {one}" for one in corpus or ()),
        ]
    )
    out = out or Path(f"farfield-study-{name}" + ("-quick" if quick else ""))
    with Meter(quiet=quiet) as meter:
        run = run_study(study, out, parameters, workers, meter.stage, typed)
    if json:
        print_object(run.result.plain())
    elif not quiet:
        _tell(study, run)


def _tell(study: Study[Any, Any], run: StudyRun) -> None:
    print(f"{study.question}\n")
    for sentence in run.sentences:
        print(f"  {sentence}")
    if run.kept_from:
        print(
            f"\n  Some rows were kept from other versions of the code ({', '.join(run.kept_from)}): delete "
            f"{run.folder / 'rows.csv'} to compute them anew."
        )
    print(f"\n  would be refuted by: {study.refuted_by}")
    print(f"  result {run.folder / 'result.json'}\n  plot   {run.folder / 'plot.svg'}")
