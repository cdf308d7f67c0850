"""`python -m api ask`: one question on a scenario as scheduled, answered without a server and kept nowhere."""

import asyncio
import json
import logging
import sys
import tempfile
from contextlib import aclosing

from pydantic import ValidationError

from api.chat_desk import ChatMessage, Started, TurnView, whole_text
from api.control_room import ControlRoom, open_room
from api.meters import Meters
from api.openai_facade import lines_of
from api.problems import unprocessable
from api.settings import DEFAULT_SCENARIO, Settings
from graphs.conversation.turn import Done, Stage, Text, TurnEvent, Understood

_ACTOR = "command line"


def answer(words: str, scenario_id: str, *, as_json: bool) -> int:
    """Ask, and print the answer, progress on standard error; 0 when it is answered, else 1."""
    logging.getLogger().setLevel(logging.WARNING)
    try:
        said = ChatMessage(message=words)
    except ValidationError as error:
        raise unprocessable(error, "This cannot be asked; every fault is in errors[].") from error
    with tempfile.TemporaryDirectory(prefix="downline-ask-") as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/ask.db", scenario_id=scenario_id or DEFAULT_SCENARIO)
        room = open_room(settings, Meters())
        try:
            return asyncio.run(_ask(room, said, as_json=as_json))
        finally:
            room.close()


async def _ask(room: ControlRoom, said: ChatMessage, *, as_json: bool) -> int:
    if as_json:
        view: TurnView = await room.chat.whole(said, actor=_ACTOR, role="viewer", channel="cli")
        print(json.dumps(view.model_dump(mode="json"), indent=2))
        return 0 if view.outcome == "answered" else 1
    heard: list[Started | TurnEvent] = []
    async with aclosing(room.chat.ask(said, actor=_ACTOR, role="viewer", channel="cli")) as events:
        async for event in events:
            if isinstance(event, Stage):
                print(f"{event.elapsed_s:6.2f} s  {event.text}", file=sys.stderr)
            elif isinstance(event, Understood):
                print(f"          {event.text}", file=sys.stderr)
            heard.append(event)
    print(whole_text([event for event in heard if isinstance(event, Text)]))
    for event in heard:
        for line in lines_of(event):
            print(line)
    done = heard[-1]
    assert isinstance(done, Done)
    return 0 if done.outcome == "answered" else 1
