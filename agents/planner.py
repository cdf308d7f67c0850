"""A chat model without a model: it picks the same tools by rule and writes from templates."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolCallChunk, ToolMessage
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool


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
