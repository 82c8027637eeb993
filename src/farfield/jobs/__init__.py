"""The jobs: stages in order, their files, and nothing else."""
