"""Re-ranking passages by meaning, with a small embedding model on this machine. Off by default."""

from farfield.scan.semantic.model import EmbeddingModel
from farfield.scan.semantic.ranking import rank_by_meaning

__all__ = ["EmbeddingModel", "rank_by_meaning"]
