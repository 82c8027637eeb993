"""The compiled heart: what is counted while documents stream by. No orchestration, no files but its own cache."""
