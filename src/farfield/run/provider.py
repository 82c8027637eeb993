"""The Inspect model provider `farfield`: GGUF files in this process, and known subjects, by the same path.

--model farfield/smollm2            a model that `farfield model add` has fetched
--model farfield/PATH.gguf          a file of your own; -M slots=2, -M context=8192
--model farfield/exact              a known subject (farfield.run.subjects)
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from anyio.to_thread import run_sync
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessage,
    ChatMessageAssistant,
    Content,
    ContentReasoning,
    ContentText,
    GenerateConfig,
    Logprob,
    Logprobs,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    StopReason,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from farfield.records import FarfieldError
from farfield.run.gguf import Answer, GgufModel, GgufOptions
from farfield.run.models import find_model
from farfield.run.replying import SubjectOptions
from farfield.run.subjects import SUBJECTS, make_subject

ANSWER_TOKENS = 1024  # where neither the user nor the task says how long an answer may be
STOPS: dict[str, StopReason] = {"stop": "stop", "length": "max_tokens"}


Options = TypeVar("Options")


class Answerer(Protocol):
    """Whatever answers a prompt: [{"role", "content"}] in, text out."""

    def answer(
        self, messages: Sequence[Mapping[str, str]], settings: Mapping[str, Any], stopped: threading.Event
    ) -> Answer: ...

    def close(self) -> None: ...


class FarfieldAPI(ModelAPI):
    """Answers in this process. Raises FarfieldError where the model is not here or takes no such argument."""

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig = GenerateConfig(),  # noqa: B008 - the signature is Inspect's
        **model_args: Any,
    ) -> None:
        super().__init__(model_name, base_url, api_key, [], config)
        self._slots = 1
        self.answerer: Answerer
        if model_name in SUBJECTS:
            self.answerer = make_subject(model_name, known_arguments(SubjectOptions, model_name, model_args))
        else:
            options = known_arguments(GgufOptions, model_name, model_args)
            self._slots = options.slots
            self.answerer = GgufModel(find_model(model_name, beside=SUBJECTS), options)
        if config.max_connections is None:  # else Inspect tries out how many the machine bears
            config.max_connections = self._slots

    async def generate(
        self,
        input: list[ChatMessage],
        tools: list[ToolInfo],
        tool_choice: ToolChoice,  # noqa: ARG002
        config: GenerateConfig,
    ) -> ModelOutput:
        """One answer. A request that is cancelled, as by a limit, stops at its next token."""
        if tools:
            raise FarfieldError("models of the provider farfield call no tools", where=self.model_name)
        messages = [{"role": message.role, "content": message.text} for message in input]
        stopped = threading.Event()
        try:
            answer = await run_sync(
                self.answerer.answer, messages, request_settings(config), stopped, abandon_on_cancel=True
            )
        finally:
            stopped.set()
        return self._output(answer)

    async def log_probs(
        self, messages: Sequence[ChatMessage], texts: Sequence[str]
    ) -> list[float | None] | None:
        """The log-probs with which an answer begins with each of these texts; None of a subject that has none."""
        answerer, stopped = self.answerer, threading.Event()
        if not isinstance(answerer, GgufModel):
            return None
        asked = [{"role": message.role, "content": message.text} for message in messages]
        try:
            return [
                await run_sync(answerer.log_prob, asked, text, stopped, abandon_on_cancel=True)
                for text in texts
            ]
        finally:
            stopped.set()

    def _output(self, answer: Answer) -> ModelOutput:
        content: str | list[Content] = answer.text
        if answer.reasoning:
            content = [ContentReasoning(reasoning=answer.reasoning), ContentText(text=answer.text)]
        choice = ChatCompletionChoice(
            message=ChatMessageAssistant(content=content, model=self.model_name, source="generate"),
            stop_reason=STOPS.get(answer.stop, "unknown"),
            logprobs=_logprobs(answer),
        )
        return ModelOutput(model=self.model_name, choices=[choice], usage=_usage(answer.usage))

    def max_tokens(self) -> int:
        return ANSWER_TOKENS

    def max_connections(self) -> int:
        return self._slots

    def connection_key(self) -> str:
        return self.model_name

    def close(self) -> None:
        self.answerer.close()


def request_settings(config: GenerateConfig) -> dict[str, object]:
    """Inspect's options as the OpenAI protocol has them. Without a temperature the likeliest token is taken."""
    settings: dict[str, object] = {
        "temperature": 0.0 if config.temperature is None else config.temperature,
        "max_tokens": config.max_tokens,
        "seed": config.seed,
        "stop": config.stop_seqs,
        "top_p": config.top_p,
        "top_k": config.top_k,
        "frequency_penalty": config.frequency_penalty,
        "presence_penalty": config.presence_penalty,
        "logprobs": config.logprobs,
        "top_logprobs": config.top_logprobs,
    }
    return {name: value for name, value in settings.items() if value is not None}


def known_arguments(kind: type[Options], model: str, given: Mapping[str, Any]) -> Options:
    """`-M` arguments as the options of a model. Raises FarfieldError for one that it doesn't have."""
    try:
        return kind(**given)
    except TypeError as error:
        raise FarfieldError(
            f"{', '.join(given)}: not all of these are arguments of the model",
            where=f"farfield/{model}",
            remedy=f"It takes {', '.join(getattr(kind, '__dataclass_fields__', {}))}.",
        ) from error


def _usage(told: Mapping[str, Any]) -> ModelUsage | None:
    if not told:
        return None
    cached = (told.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return ModelUsage(
        input_tokens=told["prompt_tokens"] - cached,
        output_tokens=told["completion_tokens"],
        total_tokens=told["total_tokens"],
        input_tokens_cache_read=cached,
    )


def _logprobs(answer: Answer) -> Logprobs | None:
    if answer.logprobs is None:
        return None
    return Logprobs(content=[Logprob.model_validate(token) for token in answer.logprobs])
