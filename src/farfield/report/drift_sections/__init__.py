"""The sections of the page of drift, one a file; `DRIFT_SECTIONS` has their order."""
