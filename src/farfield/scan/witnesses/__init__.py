"""What a corpus shows of families: every match of their witnesses, counted in one pass."""

from farfield.scan.witnesses.counting import count_witnesses, support_rows

__all__ = ["count_witnesses", "support_rows"]
