"""What agents re-used: the events of their transcripts → accesses with a grade each, spans in the same words, rates."""

from farfield.reuse.access import ACCESSED, GRADES, Access, Accesses, Grade, Seal, Way, strongest
from farfield.reuse.find import find_accesses
from farfield.reuse.repository import Repository
from farfield.reuse.tasks import Task, read_tasks

__all__ = [
    "ACCESSED",
    "GRADES",
    "Access",
    "Accesses",
    "Grade",
    "Repository",
    "Seal",
    "Task",
    "Way",
    "find_accesses",
    "read_tasks",
    "strongest",
]
