"""Experiments that join the rooms: each has parameters, a command, a locked result and a plot."""

from farfield.studies.questions import QUESTIONS
from farfield.studies.registry import STUDIES, get_study
from farfield.studies.running import StudyRun, check_lock, run_study
from farfield.studies.study import Cell, Study

__all__ = ["QUESTIONS", "STUDIES", "Cell", "Study", "StudyRun", "check_lock", "get_study", "run_study"]
