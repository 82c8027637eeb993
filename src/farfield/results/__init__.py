"""What comes out: profile, comparison, plan and run record, typed. The flow's other half stands in `records.py`."""

from farfield.results.coherence import SCHEMA_COHERENCE, Coherence
from farfield.results.comparison import SCHEMA_COMPARISON, Comparison
from farfield.results.drift import SCHEMA_DRIFT, Drift
from farfield.results.drift_comparison import SCHEMA_DRIFT_COMPARISON, DriftComparison
from farfield.results.lab import SCHEMA_LAB, LabRecord
from farfield.results.plan import SCHEMA_PLAN, Plan
from farfield.results.profile import Profile, SubjectProfile
from farfield.results.run_record import RunRecord
from farfield.results.structs import Estimate, Result

__all__ = [
    "SCHEMA_COHERENCE",
    "SCHEMA_COMPARISON",
    "SCHEMA_DRIFT",
    "SCHEMA_DRIFT_COMPARISON",
    "SCHEMA_LAB",
    "SCHEMA_PLAN",
    "Coherence",
    "Comparison",
    "Drift",
    "DriftComparison",
    "Estimate",
    "LabRecord",
    "Plan",
    "Profile",
    "Result",
    "RunRecord",
    "SubjectProfile",
]
