"""The formats of agent transcripts by name, in the order in which they are asked for their marks.

An installed package may bring more, by entry points of the same form.
"""

from __future__ import annotations

from functools import lru_cache

from farfield.registry import Registry
from farfield.transcripts.transcript_format import TranscriptFormat

TRANSCRIPT_FORMATS: Registry[TranscriptFormat] = Registry(
    "format of transcripts",
    {
        "vorflux": "farfield.transcripts.formats.vorflux:FORMAT",
        "swe-agent": "farfield.transcripts.formats.swe_agent:FORMAT",
        "openhands": "farfield.transcripts.formats.openhands:FORMAT",
        "inspect": "farfield.transcripts.formats.inspect:FORMAT",
        "atif": "farfield.transcripts.formats.atif:FORMAT",
        "openclaw": "farfield.transcripts.formats.openclaw:FORMAT",
        "claude-code": "farfield.transcripts.formats.claude_code:FORMAT",
        "codex": "farfield.transcripts.formats.codex:FORMAT",
        "tau-bench": "farfield.transcripts.formats.tau_bench:FORMAT",
        "mini-swe-agent": "farfield.transcripts.formats.mini_swe_agent:FORMAT",
        "anthropic": "farfield.transcripts.formats.anthropic:FORMAT",
        "openai": "farfield.transcripts.formats.openai:FORMAT",
    },
    group="farfield.transcript_formats",
)


@lru_cache
def transcript_formats() -> list[TranscriptFormat]:
    """All formats: Farfield's own before installed ones."""
    return [TRANSCRIPT_FORMATS.get(name) for name in TRANSCRIPT_FORMATS]
