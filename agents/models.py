"""The one way to a language model: an OpenAI-compatible endpoint by configuration, kept in time, in size and in money."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from hashlib import sha256
from math import ceil
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import ToolCall, tool_call
from langchain_core.runnables import Runnable
from pydantic import SecretStr
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from agents.planner import DeterministicPlanner
from agents.spending import BudgetSpent, Circuit, CircuitOpen, DaySpending, ModelBudget, ModelFault, Reserved
from domain.units import Frozen

__all__ = ["ROLES", "DeterministicPlanner", "ModelBudget", "ModelCall", "ModelFault", "ModelProvider", "Role"]

Mode = Literal["off", "deterministic", "openai"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a model may be asked to do, and its bounds. `may_be_silent`: an answer without words or calls says "nothing"."""

    deadline_s: float
    attempts: int
    most_tokens: int
    most_characters: int
    may_be_silent: bool = False


ROLES: Mapping[str, Role] = {
    "triage": Role(deadline_s=2.0, attempts=1, most_tokens=200, most_characters=2_000, may_be_silent=True),
    "explain": Role(deadline_s=30.0, attempts=3, most_tokens=500, most_characters=4_000),
    "further": Role(deadline_s=10.0, attempts=2, most_tokens=500, most_characters=4_000, may_be_silent=True),
    "intake": Role(deadline_s=30.0, attempts=3, most_tokens=800, most_characters=6_000),
    "converse": Role(deadline_s=30.0, attempts=3, most_tokens=1_000, most_characters=8_000),
}
"""It decides nothing in any of them. A role's deadline holds unless the endpoint's own is shorter."""
_TOKEN_CHARACTERS = 4
"""Characters of English in a token, for what an endpoint does not count."""


class ModelCall(Frozen):
    """One attempt for the audit: which model, digest of the prompt, tokens where the endpoint says so, price, how it ended.

    `cost_micro_usd`: millionths of a dollar at the configured prices, on estimated tokens where the endpoint counts none.
    `outcome`: `answered`, with what was left out of the answer, or the name of the fault.
    """

    purpose: str
    mode: Mode
    model: str
    prompt_sha256: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micro_usd: int = 0
    latency_s: float
    outcome: str


@dataclass(frozen=True, slots=True)
class ModelProvider:
    """Which model answers, how fast, and for how much. `off` means that nobody asks one.

    `api_version`: of Azure's dated API. Prices in USD per million tokens, which is millionths of a dollar per token.
    `spend_micro_usd`: for one case or turn; None is no limit.
    """

    mode: Mode = "deterministic"
    base_url: str = ""
    model: str = ""
    key: SecretStr = field(default_factory=lambda: SecretStr(""))
    deadline_s: float = 30.0
    api_version: str = ""
    price_in: float = 0.0
    price_out: float = 0.0
    spend_micro_usd: int | None = None
    day: DaySpending = field(default_factory=DaySpending, compare=False, repr=False)
    circuit: Circuit = field(default_factory=Circuit, compare=False, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "ModelProvider":
        """An OpenAI-compatible endpoint when DOWNLINE_MODEL_URL and DOWNLINE_MODEL are set, `off` when DOWNLINE_MODEL=off.

        ValueError names the variable that cannot be used.
        """
        name = environment.get("DOWNLINE_MODEL", "")
        address = environment.get("DOWNLINE_MODEL_URL", "")
        if name == "off":
            return cls(mode="off")
        if not name and not address:
            return cls()
        if not (name and address):
            missing = "DOWNLINE_MODEL" if address else "DOWNLINE_MODEL_URL"
            raise ValueError(f"{missing!r} is not set; a language model needs both DOWNLINE_MODEL_URL and DOWNLINE_MODEL")
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"DOWNLINE_MODEL_URL={address!r} is not an address; write e.g. http://127.0.0.1:11434/v1")
        price_in, price_out = (_amount(environment, f"DOWNLINE_MODEL_PRICE_{way}") for way in ("IN", "OUT"))
        each, daily = (_amount(environment, f"DOWNLINE_MODEL_SPEND_{per}USD") for per in ("", "DAY_"))
        limited = "DOWNLINE_MODEL_SPEND_USD" if each is not None else "DOWNLINE_MODEL_SPEND_DAY_USD"
        if (each, daily) != (None, None) and (price_in is None or price_out is None):
            unpriced = "DOWNLINE_MODEL_PRICE_IN" if price_in is None else "DOWNLINE_MODEL_PRICE_OUT"
            raise ValueError(f"{unpriced!r} is not set, so {limited} cannot be kept; give the price in USD per million tokens")
        deadline_s = _amount(environment, "DOWNLINE_MODEL_DEADLINE_S")
        if deadline_s is not None and not 0.5 <= deadline_s <= 600:
            raise ValueError(
                f"DOWNLINE_MODEL_DEADLINE_S={deadline_s:g} is not from 0.5 to 600 seconds; unset it or write e.g. 30"
            )
        return cls(
            "openai",
            address,
            name,
            SecretStr(environment.get("DOWNLINE_MODEL_KEY") or "none"),
            deadline_s=30.0 if deadline_s is None else deadline_s,
            api_version=environment.get("DOWNLINE_MODEL_API_VERSION", ""),
            price_in=price_in or 0.0,
            price_out=price_out or 0.0,
            spend_micro_usd=_micro_usd(each),
            day=DaySpending(_micro_usd(daily)),
        )

    @property
    def writes_prose(self) -> bool:
        """Whether a language model is configured."""
        return self.mode == "openai"

    def budget(self, *, calls: int | None = 40, tokens: int | None = 200_000, seconds: float | None = 300.0) -> ModelBudget:
        """What one case or one turn may spend, with the configured limit of money."""
        return ModelBudget(calls, tokens, self.spend_micro_usd, seconds)

    def chat(self, role: str) -> BaseChatModel:
        """The model for a role; ValueError for an unknown role or when models are off."""
        return self._chat(role, None)

    def _chat(self, role: str, client: Any) -> BaseChatModel:
        bounds = _bounds(role)
        if self.mode == "off":
            raise ValueError(f"Models are off, so {role!r} is answered by rule; set DOWNLINE_MODEL to use one.")
        if self.mode == "deterministic":
            return DeterministicPlanner()
        from langchain_openai import AzureChatOpenAI, ChatOpenAI  # 0.9 s to import; only who uses a model pays for it

        # A silence of half the deadline is a lost call: there is time left for another.
        common: dict[str, Any] = {
            "api_key": SecretStr(self.key.get_secret_value() or "none"),  # never a key the client finds in the environment
            "temperature": 0,
            "max_retries": 0,
            "timeout": min(bounds.deadline_s, self.deadline_s) / min(2, bounds.attempts),
            "max_tokens": bounds.most_tokens,
            "stream_usage": True,
            "http_async_client": client,
        }
        if self.api_version:
            return AzureChatOpenAI(
                azure_endpoint=self.base_url, azure_deployment=self.model, api_version=self.api_version, **common
            )
        return ChatOpenAI(base_url=self.base_url, model=self.model, **common)

    async def ask(
        self,
        role: str,
        messages: list[BaseMessage],
        *,
        record: Callable[[ModelCall], None],
        tools: Sequence[dict[str, Any]] = (),
        budget: ModelBudget | None = None,
    ) -> AIMessage:
        """Ask, retrying what may pass (rate limit, timeout, 5xx) within the role's deadline; every attempt is recorded.

        The answer holds calls of offered tools with JSON objects as arguments, and no others. ModelFault, or the endpoint's
        own error, when there is no answer; the caller then goes on without a model.
        """
        bounds = _bounds(role)
        limit_s = min(bounds.deadline_s, self.deadline_s, budget.seconds_left if budget else bounds.deadline_s)
        give_up = asyncio.get_running_loop().time() + limit_s
        call = _Call(self, role, bounds, messages, tuple(tools), budget, record, give_up)
        attempts = AsyncRetrying(
            stop=stop_after_attempt(bounds.attempts) | stop_before_delay(limit_s),
            wait=_pause,
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        answer: AIMessage | None = None
        try:
            async for attempt in attempts:
                with attempt:
                    answer = await call.attempt()
        except Exception as error:
            if _status_of(error) == 429:  # busy once is no sign that it is gone; still busy at the end is
                self.circuit.leave(False)
            raise
        assert answer is not None
        return answer


def _bounds(role: str) -> Role:
    if role not in ROLES:
        raise ValueError(f"Nobody plays the role {role!r}; choose one of {', '.join(ROLES)}.")
    return ROLES[role]


@dataclass(frozen=True, slots=True)
class _Call:
    """One question to the model, of up to several attempts."""

    provider: ModelProvider
    role: str
    bounds: Role
    messages: list[BaseMessage]
    tools: tuple[dict[str, Any], ...]
    budget: ModelBudget | None
    record: Callable[[ModelCall], None]
    give_up: float

    async def attempt(self) -> AIMessage:
        """Ask once: admitted by circuit and budgets, within the deadline, settled and recorded whatever happens."""
        prompt = self._prompt()
        started = time.perf_counter()
        heard = _Heard(self.bounds.most_characters)
        outcome = "cancelled"
        worst = self._priced(len(prompt) // _TOKEN_CHARACTERS + 1, self.bounds.most_tokens)
        admitted = False
        sound: bool | None = None
        try:
            self._admit(worst)
            admitted = True
            async with asyncio.timeout_at(self.give_up):
                await self._listen(heard)
            answer, left_out = self._understood(heard)
            outcome = f"answered; {left_out}" if left_out else "answered"
            sound = True
            return answer
        except ModelFault as fault:
            outcome = fault.outcome
            sound = None if isinstance(fault, BudgetSpent | CircuitOpen) else fault.outcome not in _FAULTS_OF_THE_ENDPOINT
            raise
        except Exception as error:
            outcome = _named(error)
            if outcome == "unreachable" and heard.whole is not None:
                outcome = "truncated"
            sound = None if _status_of(error) == 429 else False
            raise
        finally:
            seconds = time.perf_counter() - started
            tokens_in, tokens_out = heard.usage or (0, 0)
            actual = self._priced(0, 0)
            if admitted:
                self.provider.circuit.leave(sound)
                actual = self._came_to(prompt, heard)
                self.provider.day.settle(worst, actual)
                if self.budget is not None:
                    self.budget.settle(worst, actual, seconds)
            self.record(
                ModelCall(
                    purpose=self.role,
                    mode=self.provider.mode,
                    model=self.provider.model or "deterministic",
                    prompt_sha256=sha256(prompt.encode()).hexdigest(),
                    tokens_in=tokens_in,
                    tokens_out=tokens_out,
                    cost_micro_usd=actual.micro_usd,
                    latency_s=round(seconds, 4),
                    outcome=outcome,
                )
            )

    def _prompt(self) -> str:
        return json.dumps([[message.type, message.content] for message in self.messages] + list(self.tools), sort_keys=True)

    def _priced(self, tokens_in: int, tokens_out: int) -> Reserved:
        cost = tokens_in * self.provider.price_in + tokens_out * self.provider.price_out
        return Reserved(tokens_in + tokens_out, ceil(cost))

    def _came_to(self, prompt: str, heard: "_Heard") -> Reserved:
        """By the endpoint's own count, else estimated from characters: an answer that was cut off is paid for too."""
        if heard.usage is not None:
            return self._priced(*heard.usage)
        if heard.unpaid:
            return self._priced(0, 0)
        return self._priced(len(prompt) // _TOKEN_CHARACTERS + 1, heard.characters // _TOKEN_CHARACTERS)

    def _admit(self, worst: Reserved) -> None:
        self.provider.circuit.enter()
        try:
            self.provider.day.reserve(worst)
            if self.budget is not None:
                try:
                    self.budget.reserve(worst)
                except BudgetSpent:
                    self.provider.day.settle(worst, Reserved(0, 0))
                    raise
        except BudgetSpent:
            self.provider.circuit.leave(None)
            raise

    async def _listen(self, heard: "_Heard") -> None:
        """The answer as it streams in, as far as it is let."""
        if self.provider.mode != "openai":
            await heard.listen(self._ready(None), self.messages)
            return
        client, model = await asyncio.to_thread(self._connected)
        async with client:
            try:
                await heard.listen(model, self.messages)
            except Exception as error:
                heard.unpaid = _status_of(error) is not None
                raise

    def _connected(self) -> tuple[Any, Runnable[Any, Any]]:
        # A client of its own: langchain shares one between event loops, and connections do not outlive their loop.
        from httpx2 import AsyncClient

        client = AsyncClient(verify=_trust(), timeout=None)
        return client, self._ready(client)

    def _ready(self, client: Any) -> Runnable[Any, Any]:
        model = self.provider._chat(self.role, client)
        return model.bind_tools(list(self.tools)) if self.tools else model

    def _understood(self, heard: "_Heard") -> tuple[AIMessage, str]:
        """The words, and the calls that can be made; what was left out of the answer, in words of ours."""
        whole = heard.whole
        if whole is None:
            raise ModelFault("garbage", "The language model's stream held no answer.")
        ended = whole.response_metadata.get("finish_reason")
        if self.provider.mode == "openai" and ended is None:
            raise ModelFault("truncated", "The language model's answer broke off.")
        if ended == "length":
            raise ModelFault("too_long", f"The language model's answer did not fit in {self.bounds.most_tokens} tokens.")
        offered = {tool["function"]["name"] for tool in self.tools}
        calls: list[ToolCall] = []
        left_out: list[str] = []
        for chunk in whole.tool_call_chunks:
            name, arguments = chunk["name"] or "", _arguments(chunk["args"])
            if name not in offered:
                left_out.append(f"unknown tool {name[:40]!r}")
            elif arguments is None:
                left_out.append(f"invalid tool JSON for {name!r}")
            else:
                calls.append(tool_call(name=name, args=arguments, id=chunk["id"] or f"call{len(calls)}"))
        words = whole.text.strip()
        if not words and not calls and (left_out or not self.bounds.may_be_silent):
            fault = _listed(left_out) or "empty"
            raise ModelFault(fault, f"The language model's answer cannot be used: {fault}.")
        return AIMessage(content=words, tool_calls=calls, usage_metadata=whole.usage_metadata), _listed(left_out)


@dataclass(slots=True)
class _Heard:
    """What has come of an answer so far."""

    most_characters: int
    whole: AIMessageChunk | None = None
    characters: int = 0
    unpaid: bool = False

    @property
    def usage(self) -> tuple[int, int] | None:
        """Tokens in and out by the endpoint's own count."""
        usage = self.whole.usage_metadata if self.whole is not None else None
        return (usage["input_tokens"], usage["output_tokens"]) if usage else None

    async def listen(self, model: Runnable[Any, Any], messages: list[BaseMessage]) -> None:
        """Collect the stream; ModelFault when it does not stop by itself."""
        async for chunk in model.astream(messages):
            called = sum(len(one["name"] or "") + len(one["args"] or "") for one in chunk.tool_call_chunks)
            self.characters += max(1, len(chunk.text) + called)
            if self.characters > self.most_characters:
                raise ModelFault("flood", f"The language model wrote more than {self.most_characters} characters.")
            self.whole = chunk if self.whole is None else self.whole + chunk


def _listed(faults: list[str]) -> str:
    return "; ".join(list(dict.fromkeys(faults))[:3])


def _arguments(text: str | None) -> dict[str, Any] | None:
    """The JSON object in a tool call; None when it is none. langchain would complete half of one."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


@cache
def _trust() -> Any:
    from httpx2 import create_ssl_context  # tens of milliseconds each time

    return create_ssl_context()


_FAULTS_OF_THE_ENDPOINT = frozenset({"garbage", "truncated", "flood"})


def _status_of(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _named(error: BaseException) -> str:
    """The record's word for how a call failed."""
    from httpx2 import TimeoutException, TransportError
    from openai import APIConnectionError, APITimeoutError

    status = _status_of(error)
    if status is not None:
        return "rate_limited" if status == 429 else f"server_error {status}" if status >= 500 else f"refused {status}"
    if isinstance(error, TimeoutError | TimeoutException | APITimeoutError):
        return "timeout"
    if isinstance(error, APIConnectionError):
        return "unreachable"
    return "truncated" if isinstance(error, TransportError) else f"garbage ({type(error).__name__})"


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, ModelFault | TimeoutError):  # our own deadline: nothing is left for another attempt
        return False
    status = _status_of(error)
    if status is not None:
        return status in (408, 409, 429) or status >= 500
    from httpx2 import TransportError
    from openai import APIConnectionError

    return isinstance(error, APIConnectionError | TransportError)


_BACK_OFF = wait_exponential_jitter(multiplier=0.2, max=4.0, jitter=0.2)


def _pause(state: RetryCallState) -> float:
    """As long as the endpoint asks for, else a little longer each time, in seconds."""
    error = state.outcome.exception() if state.outcome is not None else None
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return _BACK_OFF(state)


def _amount(environment: Mapping[str, str], name: str) -> float | None:
    text = environment.get(name, "")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e9:
        raise ValueError(f"{name}={text!r} is not a number from 0 up; unset it or write e.g. {name}=2.5")
    return found


def _micro_usd(usd: float | None) -> int | None:
    return None if usd is None else round(usd * 1_000_000)
