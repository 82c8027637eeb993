"""What agents re-used: the events of their transcripts → accesses with a grade each, spans in the same words, rates."""

from farfield.reuse.access import ACCESSED, GRADES, Access, Accesses, Grade, Seal, Way, strongest

__all__ = ["ACCESSED", "GRADES", "Access", "Accesses", "Grade", "Seal", "Way", "strongest"]
