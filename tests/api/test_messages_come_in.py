"""Operational messages over HTTP and from a folder: kept, read, recorded once; what is wrong is kept and says where."""

import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.message_desk import MessageDesk, split_messages
from tests.api.callers import Caller
from tests.api.conftest import Server

METAR = "METAR KBOS 08{hour}54Z 05028G38KT 1/4SM SN FZFG VV003 M01/M02 A2953"


def _metar(controller: Caller, minute: int) -> str:
    """A report of a little ago, unlike any other."""
    now = str(controller.ok("simulation")["now"])
    hour = int(now[11:13])
    return METAR.format(hour=f"{max(0, hour - 1):02d}").replace("54Z", f"{minute:02d}Z")


def test_a_message_is_read_recorded_and_listed(controller: Caller, server: Server) -> None:
    text = _metar(controller, 11)
    answer = controller.post("messages", {"text": text, "source": "BOSXXYF"})
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    assert (message["kind"], message["status"], message["source"]) == ("METAR", "applied", "BOSXXYF")
    assert answer.headers["Location"].endswith(message["message_id"])
    assert controller.ok(f"messages/{message['message_id']}") == message
    observed = server.room.twin.state.airports["BOS"].observed  # type: ignore[index]
    assert observed is not None
    assert observed.icing


def test_the_same_text_twice_is_recorded_once(controller: Caller) -> None:
    text = _metar(controller, 12)
    first = controller.post("messages", {"text": text})
    version = controller.ok("simulation")["version"]
    again = controller.post("messages", {"text": f"  {text}\n"})
    assert again.json() == first.json()
    assert controller.ok("simulation")["version"] == version


def test_plain_text_is_taken_as_it_is_and_a_viewer_may_only_look(controller: Caller, viewer: Caller) -> None:
    body = _metar(controller, 13)
    headers = {"Authorization": f"Bearer {controller.key}", "Content-Type": "text/plain"}
    answer = httpx.post(f"{controller.address}/api/v1/messages", content=body.encode(), headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text
    assert viewer.post("messages", {"text": body}).status_code == 403
    assert viewer.get("messages").status_code == 200


@pytest.mark.parametrize(
    ("text", "line", "column"), [("METAR KBOS 082561Z 05028KT", 1, 12), ("HELLO", 1, 1), ("-TITLE SAM\n-ARCID BAW1", 2, 1)]
)
def test_what_is_not_understood_is_kept_and_shown_with_its_place(controller: Caller, text: str, line: int, column: int) -> None:
    before = controller.ok("simulation")["version"]
    answer = controller.post("messages", {"text": text})
    assert answer.status_code == 422
    document = answer.json()
    assert (document["line"], document["column"], document["message_status"]) == (line, column, "not_understood")
    assert document["errors"][0]["field"] == f"text.{line}.{column}"
    kept = controller.ok(f"messages/{document['message_id']}")
    assert (kept["text"], kept["status"]) == (text, "not_understood")
    assert controller.ok("simulation")["version"] == before
    assert document["message_id"] in [one["message_id"] for one in controller.get("messages?status=not_understood").json()]


def test_what_contradicts_the_network_is_refused_with_the_reason(controller: Caller) -> None:
    flight = controller.get("flights?carrier=B6&status=scheduled").json()["items"][-1]
    number, day, origin = flight["flight_id"].split("/")
    text = (
        f"MVT\n{number}/{day[8:]}.{flight['tail']}.{flight['destination']}\nAA{flight['eta'][8:10]}2350/{flight['eta'][8:10]}2355"
    )
    answer = controller.post("messages", {"text": text})
    assert answer.status_code == 422, answer.text
    assert answer.json()["message_status"] in ("refused", "not_understood")
    assert origin


def test_a_correction_of_what_needs_no_correction_keeps_nothing(controller: Caller) -> None:
    count = len(controller.ok("messages?limit=1000"))
    answer = controller.post("messages", {"text": "HELLO AGAIN", "corrects": "M0"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "corrects")
    assert len(controller.ok("messages?limit=1000")) == count


def test_files_of_a_folder_are_taken_and_put_aside(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good, bad = folder / "good.txt", folder / "bad.txt"
    good.write_text("TAF KBOS 080530Z 0806/0912 05020KT 2SM SN OVC010\nNNNN\nTAF KJFK 080530Z 0806/0912 05020KT P6SM SKC\nNNNN\n")
    bad.write_text("TAF KBOS 080530Z 0806/0912 05020KT\nNNNN\nNOT A MESSAGE")
    young = folder / "young.txt"
    for path in (good, bad):
        os.utime(path, (time.time() - 5, time.time() - 5))
    young.write_text("TAF KLGA 080530Z 0806/0912 05020KT")
    desk = MessageDesk(server.room.engine, server.room.twin, folder)

    assert desk.look_into_folder() == 2

    assert (folder / "done" / "good.txt").exists()
    assert (folder / "refused" / "bad.txt").exists()
    assert young.exists()
    sources = [one.source for one in desk.messages()]
    assert sources.count("folder:good.txt") == 2
    assert desk.look_into_folder() == 0 or not young.exists()


def test_a_file_of_several_messages_is_parted_at_its_end_marks() -> None:
    assert split_messages("A\nB\nNNNN\n\nC\nNNNN\n") == ["A\nB", "C"]
    assert split_messages("\x01\x02A\x03\x01B\x03") == ["A", "B"]
    assert split_messages("A\nB") == ["A\nB"]
    assert split_messages(" \n") == []
