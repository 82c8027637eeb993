"""Items and a corpus → evidence: every span of the items, counted exactly in one pass over the corpus."""

from farfield.options.scanning import ScanOptions
from farfield.scan.checkpoints import discard_checkpoints
from farfield.scan.evidence import scan
from farfield.scan.witnesses import count_witnesses, support_rows

__all__ = ["ScanOptions", "count_witnesses", "discard_checkpoints", "scan", "support_rows"]
