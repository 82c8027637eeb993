"""Families asked of models: Inspect tasks and scorer, models in process, and known subjects."""
