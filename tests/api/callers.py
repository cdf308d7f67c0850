"""Who asks the server in these tests, and what they report."""

import time
from dataclasses import dataclass
from typing import Any

import httpx

DAY = "2013-02-08"


@dataclass(frozen=True)
class Caller:
    """Somebody with a key, asking over HTTP."""

    address: str
    key: str

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.key}"} if self.key else {}) | more

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"{self.address}/api/v1/{path}", headers=self._headers(headers), timeout=60)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
        return httpx.post(f"{self.address}/api/v1/{path}", json=body, headers=self._headers(headers or {}), timeout=120)

    def ok(self, path: str) -> Any:
        """What a GET answers, which must succeed."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def decide(self, plan: dict[str, Any], decision: str, *, revision: int | None = None, key: str = "") -> httpx.Response:
        headers = {"If-Match": f'"{revision or plan["revision"]}"'} | ({"Idempotency-Key": key} if key else {})
        return self.post(f"plans/{plan['plan_id']}/decisions", {"decision": decision, "reason": "in a test"}, headers)

    def options_for(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """The options of a new case for a disruption, once they are there."""
        opened = self.post("cases", report)
        assert opened.status_code == 202, opened.text
        case_id = opened.json()["case_id"]
        self.until_proposed(case_id)
        return list(self.ok(f"cases/{case_id}/plans")["items"])

    def options_without_a_search(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """The options of a new case that is stopped as soon as it is open: doing nothing waits for a decision."""
        opened = self.post("cases", report)
        assert opened.status_code == 202, opened.text
        case_id = opened.json()["case_id"]
        self.post(f"cases/{case_id}/stop")
        self.until_proposed(case_id)
        return list(self.ok(f"cases/{case_id}/plans")["items"])

    def until_proposed(self, case_id: str, *, within_s: float = 90) -> dict[str, Any]:
        """The case once its options are there."""
        give_up = time.monotonic() + within_s
        while time.monotonic() < give_up:
            case: dict[str, Any] = self.ok(f"cases/{case_id}")
            if case["status"] == "proposed":
                return case
            assert not case["trouble"], case["trouble"]
            time.sleep(0.1)
        raise TimeoutError(f"{case_id} is {case['status']} at {case['stage']} after {within_s} s")


def cancelled(controller: Caller) -> dict[str, Any]:
    """A flight of ours from JFK that was to go in the afternoon cannot be flown: its passengers need another way."""
    flights = controller.ok(f"flights?own=true&origin=JFK&from={DAY}T17:00:00Z&limit=20")["items"]
    flight = next(one for one in flights if one["status"] == "scheduled" and one["passengers"])
    now = controller.ok("simulation")["now"]
    return {"kind": "flight_cancelled", "reported_at": now, "flight_id": flight["flight_id"], "reason_code": "41"}


def grounded(controller: Caller, number: int) -> dict[str, Any]:
    """The tail of one of our flights, out of service from before that flight for eight hours; each number another tail."""
    now = controller.ok("simulation")["now"]
    flights = controller.ok(f"flights?own=true&origin=JFK&from={DAY}T17:00:00Z&limit=100")["items"]
    tails = list(dict.fromkeys((one["tail"], one["std"]) for one in flights if one["tail"] and one["std"] < f"{DAY}T19:00:00Z"))
    tail, std = tails[number]
    return {
        "kind": "aircraft_unserviceable",
        "reported_at": now,
        "tail": tail,
        "airport": "JFK",
        "start": std,
        "end": f"{DAY}T23:59:00Z",
    }
