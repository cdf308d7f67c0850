"""The one way to a language model. Without one, `DeterministicPlanner` picks the same tools by rule and writes from templates."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolCallChunk, ToolMessage
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import SecretStr
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_exponential_jitter

from domain.units import Frozen

Mode = Literal["off", "deterministic", "openai"]
ROLES = ("triage", "explain")
"""What a model may be asked to do in a case; it decides nothing."""


class ModelCall(Frozen):
    """One call for the audit: which model, digest of the prompt, tokens where the endpoint says so, how it ended."""

    purpose: str
    mode: Mode
    model: str
    prompt_sha256: str
    tokens_in: int = 0
    tokens_out: int = 0
    latency_s: float
    outcome: str


class DeterministicPlanner(BaseChatModel):
    """A chat model without a model: calls each bound tool whose required arguments are in the task, then writes a template.

    The task is the JSON object in the last human message; `template` in it is the answer, else the tool answers are listed.
    """

    bound: tuple[dict[str, Any], ...] = ()

    @property
    def _llm_type(self) -> str:
        return "deterministic"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Runnable[Any, AIMessage]:
        """The same planner with these tools, in OpenAI's schema."""
        return DeterministicPlanner(bound=tuple(convert_to_openai_tool(one) for one in tools))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        return self._generate(messages)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        answer = self._answer(messages)
        if answer.tool_calls:
            chunks = [
                ToolCallChunk(
                    name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=place, type="tool_call_chunk"
                )
                for place, call in enumerate(answer.tool_calls)
            ]
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=chunks))
            return
        for word in str(answer.content).split(" "):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=word + " "))
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def _answer(self, messages: list[BaseMessage]) -> AIMessage:
        task = _task_in(messages)
        done = {message.name for message in messages if isinstance(message, ToolMessage)}
        for schema in self.bound:
            function = schema["function"]
            parameters = function.get("parameters", {})
            required = parameters.get("required", [])
            if function["name"] in done or any(name not in task for name in required):
                continue
            arguments = {name: task[name] for name in parameters.get("properties", {}) if name in task}
            call_id = sha256(json.dumps([function["name"], arguments], sort_keys=True).encode()).hexdigest()[:16]
            return AIMessage(content="", tool_calls=[tool_call(name=function["name"], args=arguments, id=call_id)])
        if "template" in task:
            return AIMessage(content=str(task["template"]))
        told = [f"{message.name}: {message.content}" for message in messages if isinstance(message, ToolMessage)]
        return AIMessage(content="\n".join(told))


def _task_in(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            try:
                task = json.loads(str(message.content))
            except json.JSONDecodeError:
                return {}
            return task if isinstance(task, dict) else {}
    return {}


@dataclass(frozen=True, slots=True)
class ModelProvider:
    """Which model answers, and within how many seconds. `off` means that nobody asks one."""

    mode: Mode = "deterministic"
    base_url: str = ""
    model: str = ""
    key: SecretStr = field(default_factory=lambda: SecretStr(""))
    deadline_s: float = 30.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "ModelProvider":
        """An OpenAI-compatible endpoint when DOWNLINE_MODEL_URL and DOWNLINE_MODEL are set, `off` when DOWNLINE_MODEL=off."""
        name = environment.get("DOWNLINE_MODEL", "")
        address = environment.get("DOWNLINE_MODEL_URL", "")
        if name == "off":
            return cls(mode="off")
        if not name and not address:
            return cls()
        if not (name and address):
            missing = "DOWNLINE_MODEL" if address else "DOWNLINE_MODEL_URL"
            raise ValueError(f"{missing!r} is not set; a language model needs both DOWNLINE_MODEL_URL and DOWNLINE_MODEL")
        return cls("openai", address, name, SecretStr(environment.get("DOWNLINE_MODEL_KEY", "none")))

    @property
    def writes_prose(self) -> bool:
        """Whether a language model is configured."""
        return self.mode == "openai"

    def chat(self, role: str) -> BaseChatModel:
        """The model for a role; ValueError for an unknown role or when models are off."""
        if role not in ROLES:
            raise ValueError(f"Nobody plays the role {role!r}; choose one of {', '.join(ROLES)}.")
        if self.mode == "off":
            raise ValueError(f"Models are off, so {role!r} is answered by rule; set DOWNLINE_MODEL to use one.")
        if self.mode == "deterministic":
            return DeterministicPlanner()
        from langchain_openai import ChatOpenAI  # 0.9 s to import; only who uses a model pays for it

        return ChatOpenAI(
            base_url=self.base_url,
            model=self.model,
            api_key=self.key,
            temperature=0,
            max_retries=0,
            timeout=self.deadline_s,
        )

    async def ask(
        self,
        role: str,
        messages: list[BaseMessage],
        *,
        record: Callable[[ModelCall], None],
        tools: Sequence[dict[str, Any]] = (),
    ) -> AIMessage:
        """Ask, retrying what may pass (rate limit, timeout, 5xx) within the deadline; every attempt is recorded.

        The last error is raised when the deadline ends; the caller then goes on without a model.
        """
        model = self.chat(role)
        bound: Runnable[Any, Any] = model.bind_tools(list(tools)) if tools else model
        prompt = json.dumps([[message.type, message.content] for message in messages] + list(tools), sort_keys=True)
        digest = sha256(prompt.encode()).hexdigest()
        attempts = AsyncRetrying(
            stop=stop_after_delay(self.deadline_s) | stop_after_attempt(3),
            wait=wait_exponential_jitter(multiplier=0.2, max=4.0),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        async for attempt in attempts:
            with attempt:
                started = time.perf_counter()
                outcome = "failed"
                answer: AIMessage | None = None
                try:
                    answer = await bound.ainvoke(messages)
                    outcome = "answered"
                except Exception as error:
                    outcome = type(error).__name__
                    raise
                finally:
                    usage = answer.usage_metadata if answer is not None else None
                    record(
                        ModelCall(
                            purpose=role,
                            mode=self.mode,
                            model=self.model or "deterministic",
                            prompt_sha256=digest,
                            tokens_in=usage["input_tokens"] if usage else 0,
                            tokens_out=usage["output_tokens"] if usage else 0,
                            latency_s=round(time.perf_counter() - started, 4),
                            outcome=outcome,
                        )
                    )
                assert answer is not None
                return answer
        raise AssertionError("tenacity ends by an answer or an error")


def _may_pass(error: BaseException) -> bool:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in (408, 409, 429) or status >= 500
    from openai import APIConnectionError  # 0.5 s to import; here only after a call has failed

    return isinstance(error, APIConnectionError)
