"""`webhooks`: where others are told of what happens to cases, signed as Standard Webhooks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.control_room import Room
from api.keys import Admin
from api.problems import FaultView, Problem
from api.webhook_desk import EVENT_TYPES, DeliveryView, EndpointView, EventType
from domain.faults import Refused
from domain.units import Frozen

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookRequest(Frozen):
    """Where to send, and of what; by default of everything."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    types: Annotated[tuple[EventType, ...], Field(min_length=1)] = EVENT_TYPES
    description: Annotated[str, Field(max_length=500)] = ""


class NewSecret(Frozen):
    """An endpoint with its signing secret, which is shown this once."""

    endpoint: EndpointView
    secret: str


class WebhookList(Frozen):
    """Every endpoint, oldest first."""

    items: tuple[EndpointView, ...]


class DeliveryList(Frozen):
    """Messages of an endpoint, newest first."""

    items: tuple[DeliveryView, ...]


@router.post("", operation_id="register_webhook", status_code=201)
async def register(room: Room, caller: Admin, request: WebhookRequest, response: Response) -> NewSecret:
    """Register an endpoint on a host that DOWNLINE_WEBHOOK_HOSTS allows. Keep the secret: it is not shown again."""
    try:
        endpoint, secret = await room.webhooks.register(request.url, request.types, request.description, actor=caller.name)
    except Refused as refused:
        faults = [FaultView(field=one.field, message=one.message) for one in refused.faults]
        raise Problem(422, "webhook-refused", "Nothing was registered; every fault is in errors[].", faults=faults) from refused
    response.headers["Location"] = f"/api/v1/webhooks/{endpoint.endpoint_id}"
    return NewSecret(endpoint=endpoint, secret=secret)


@router.get("", operation_id="list_webhooks")
def list_webhooks(room: Room, _: Admin) -> WebhookList:
    """Every registered endpoint."""
    return WebhookList(items=room.webhooks.endpoints())


@router.get("/{endpoint_id}", operation_id="get_webhook")
def get_webhook(room: Room, _: Admin, endpoint_id: str) -> EndpointView:
    """One endpoint, and why it is disabled where it is."""
    return room.webhooks.endpoint(endpoint_id)


@router.delete("/{endpoint_id}", operation_id="delete_webhook", status_code=204)
def delete_webhook(room: Room, _: Admin, endpoint_id: str) -> None:
    """Delete an endpoint with everything queued for it."""
    room.webhooks.remove(endpoint_id)


@router.post("/{endpoint_id}/disable", operation_id="disable_webhook")
def disable(room: Room, caller: Admin, endpoint_id: str) -> EndpointView:
    """Send nothing more; what is queued waits, and what happens meanwhile is not told later."""
    return room.webhooks.switch(endpoint_id, on=False, because=f"disabled by {caller.name}")


@router.post("/{endpoint_id}/enable", operation_id="enable_webhook")
def enable(room: Room, _: Admin, endpoint_id: str) -> EndpointView:
    """Send again, what was queued first."""
    return room.webhooks.switch(endpoint_id, on=True)


@router.post("/{endpoint_id}/rotate", operation_id="rotate_webhook_secret")
def rotate(room: Room, _: Admin, endpoint_id: str) -> NewSecret:
    """A new secret. For a day messages are signed with the old one too, so that the receiver can change over."""
    endpoint, secret = room.webhooks.rotate(endpoint_id)
    return NewSecret(endpoint=endpoint, secret=secret)


@router.post("/{endpoint_id}/ping", operation_id="ping_webhook", status_code=202)
def ping(room: Room, _: Admin, endpoint_id: str) -> DeliveryView:
    """Queue a test message of type `webhook.ping`."""
    return room.webhooks.ping(endpoint_id)


@router.get("/{endpoint_id}/deliveries", operation_id="list_webhook_deliveries")
def deliveries(room: Room, _: Admin, endpoint_id: str, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> DeliveryList:
    """What was sent, how it went, and when it is tried again."""
    return DeliveryList(items=room.webhooks.deliveries(endpoint_id, limit))


@router.post("/{endpoint_id}/deliveries/{message_id}/redeliver", operation_id="redeliver_webhook", status_code=202)
def redeliver(room: Room, _: Admin, endpoint_id: str, message_id: str) -> DeliveryView:
    """Send a message again, under the same `webhook-id`."""
    return room.webhooks.redeliver(endpoint_id, message_id)
