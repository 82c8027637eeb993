"""A model in a GGUF file, run in this process by llama.cpp (through xllamacpp)."""

from __future__ import annotations

import atexit
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from farfield.extras import missing
from farfield.records import FarfieldError


@dataclass(frozen=True)
class GgufOptions:
    """`slots`: answers that are written at a time, a thread each. `context`: tokens of a slot, prompt and answer."""

    slots: int = 1
    context: int = 4096


@dataclass
class Answer:
    """What a model said. `stop`: "stop" where it ended by itself, "length" where it was cut.

    `reasoning`: what it thought before, where its template tells that apart.
    `logprobs`: one entry a token, as the OpenAI protocol has them; None where they were not asked for.
    """

    text: str = ""
    reasoning: str = ""
    stop: str = "unknown"
    usage: Mapping[str, Any] = field(default_factory=dict)
    logprobs: list[Mapping[str, Any]] | None = None


class GgufModel:
    """A loaded model. `answer` may be called by as many threads as there are slots; `close` frees the memory.

    Raises FarfieldError where xllamacpp is missing or cannot load the file.
    """

    def __init__(self, path: Path, options: GgufOptions) -> None:
        xllamacpp = _import_xllamacpp()
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.n_parallel = options.slots
        settings.n_ctx = options.context * options.slots
        # More threads than free cores slow every step of all of them: one a slot is safe on a busy machine.
        settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = options.slots
        settings.warmup = False
        settings.verbosity = -1
        try:
            self._server: Any = xllamacpp.Server(settings)
        except RuntimeError as error:
            raise FarfieldError(
                "cannot be loaded as a model", where=str(path), remedy="Is it a whole GGUF file?"
            ) from error
        # A server that is closed before its loop has begun waits for ever; one that has answered has begun it.
        self._server.handle_completions({"prompt": "1", "max_tokens": 1})
        atexit.register(self.close)  # whoever loads models by name, as `inspect eval`, never closes them

    def answer(
        self, messages: Sequence[Mapping[str, str]], settings: Mapping[str, Any], stopped: threading.Event
    ) -> Answer:
        """The model's answer by its own chat template; `settings` are of the OpenAI protocol.

        It is broken off at the next token once `stopped` is set. Raises RuntimeError with what llama.cpp
        complains of, as a prompt that is longer than the context.
        """
        answer, complaints = Answer(), []

        def hear(chunk: Mapping[str, Any]) -> bool:
            if "error" in chunk:
                complaints.append(str(chunk["error"].get("message")))
            else:
                _add(answer, chunk)
            return stopped.is_set()

        request = {
            "messages": list(messages),
            **settings,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        said = self._server.handle_chat_completions(request, hear)
        if isinstance(said, Mapping) and "error" in said:
            complaints.append(str(said["error"].get("message")))
        if complaints:
            raise RuntimeError(complaints[0])
        return answer

    def log_prob(
        self, messages: Sequence[Mapping[str, str]], text: str, stopped: threading.Event
    ) -> float | None:
        """The logarithm of the probability that its answer begins with this text; None where it was broken off.

        A grammar lets it say nothing else, token by token the likeliest that the text can go on with; each token's
        probability is that among all tokens. Raises RuntimeError as `answer` does.
        """
        only = {"grammar": f"root ::= {json.dumps(text, ensure_ascii=False)}"}
        settings = {
            "temperature": 0.0,
            "max_tokens": len(text.encode()) + 1,
            "logprobs": True,
            "top_logprobs": 1,
        }
        said = self.answer(messages, settings | only, stopped)
        return sum(float(token["logprob"]) for token in said.logprobs or ()) if said.text == text else None

    def close(self) -> None:
        self._server = None  # its destructor ends the threads and frees the memory
        atexit.unregister(self.close)


def _add(answer: Answer, chunk: Mapping[str, Any]) -> None:
    answer.usage = chunk.get("usage") or answer.usage
    for choice in chunk["choices"]:
        answer.text += choice["delta"].get("content") or ""
        answer.reasoning += choice["delta"].get("reasoning_content") or ""
        answer.stop = choice.get("finish_reason") or answer.stop
        if told := choice.get("logprobs"):
            answer.logprobs = [*(answer.logprobs or []), *told["content"]]


def _import_xllamacpp() -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise missing("local", "models in this process need xllamacpp, which is not installed") from error
    return xllamacpp
