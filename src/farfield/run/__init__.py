"""Families asked of models: Inspect tasks and scorer, models in process, known subjects; Inspect Scout's scanner."""
