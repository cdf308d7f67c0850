"""The running system behind every way in: twin, case desk, ledger and live feed, put together and taken down in order."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from agents.models import ModelProvider
from api.chat_desk import ChatDesk
from api.cost_history import CostHistory
from api.idempotency import Claim, IdempotencyLedger
from api.keys import KeyRing
from api.live import LiveFeed
from api.message_desk import MessageDesk
from api.meters import Meters
from api.offer_desk import OfferDesk
from api.outlook import OutlookDesk
from api.passenger_desk import PassengerDesk, voucher_secret
from api.reservation_sync import KeysInDatabase
from api.settings import DEFAULT_SCENARIO, Settings
from api.simulated_partners import SimulatedBookings, SimulatedHotels
from api.situations.desk import SituationDesk
from api.webhook_desk import WebhookDesk
from domain.commands import Command
from domain.network import NetworkState
from gateways.care_vendors.simulated import SimulatedVendor
from gateways.messages.apprise_channel import channels_from
from gateways.messages.port import CHANNEL_KINDS, ChannelKind, MessageChannel
from gateways.messages.simulated import Mailbox, SimulatedChannel
from gateways.reservations.amadeus import AmadeusReservations
from gateways.reservations.duffel import DuffelReservations
from gateways.reservations.port import ReservationSystem
from gateways.reservations.sabre import SabreReservations
from gateways.reservations.simulated import SimulatedReservations
from gateways.webhooks.delivery import HttpSender
from gateways.webhooks.egress import Egress, allowed_hosts
from graphs.case_desk import CaseDesk
from graphs.checkpoints import checkpoint_url
from graphs.past_decisions import passages_of
from graphs.views import EventView
from knowledge.library.embedding import embedding_of
from knowledge.library.library import Library, bundled_library
from tools.recovery.worker import warm_up
from tools.spec import ToolContext
from twin.people.store import PeopleStore
from twin.store import EventStore, open_database
from twin.twin import Twin

if TYPE_CHECKING:
    from api.slack.desk import SlackDesk


@dataclass(frozen=True, slots=True)
class TwinNetwork:
    """The twin as the case desk sees it."""

    twin: Twin

    @property
    def network_id(self) -> str:
        """Which loaded scenario this is."""
        return self.twin.network_id

    def state(self) -> NetworkState:
        """The network now."""
        return self.twin.state

    def now(self) -> datetime:
        """Simulation time."""
        return self.twin.now

    def state_at(self, version: int) -> NetworkState:
        """The network as it was at a version."""
        return self.twin.state_at(version)

    def execute(self, operations: Sequence[Command], *, actor: str, by: str, idempotency_key: str) -> int:
        """Carry out, all or nothing, once per key; the version after."""
        return self.twin.execute(operations, actor=actor, by=by, idempotency_key=idempotency_key).version


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Everything the routes answer from. `open_room` makes one; `close` takes it down."""

    settings: Settings
    engine: Engine
    store: EventStore
    twin: Twin
    desk: CaseDesk
    ledger: IdempotencyLedger
    feed: LiveFeed
    outlook: OutlookDesk
    meters: Meters
    passengers: PassengerDesk
    messages: MessageDesk
    offers: OfferDesk
    webhooks: WebhookDesk
    chat: ChatDesk
    situations: SituationDesk
    slack: "SlackDesk | None" = None
    library: Library = field(default_factory=bundled_library)
    cost_history: CostHistory = field(default_factory=CostHistory)

    def tool_context(self, user: str) -> ToolContext:
        """What a tool works on when somebody calls it now."""
        return ToolContext(state=self.twin.state, now=self.twin.now, user=user, library=self.library)

    def close(self) -> None:
        """End the streams, leave running cases where they are (they run again at the next start), close the database."""
        self.feed.close()
        self.chat.stop_all()
        if self.slack is not None:
            self.slack.close()
        self.desk.close()
        self.library.close()
        self.engine.dispose()


def open_room(settings: Settings, meters: Meters, *, models: ModelProvider | None = None) -> ControlRoom:
    """Open the database, go on with its current network or load a scenario, and start the case desk.

    A scenario named in the settings is loaded unless it is the current one already. UnknownEntity when there is none of
    that name, ConnectionError when the database cannot be opened. `models`: those of the environment unless given.
    """
    Thread(target=warm_up, name="solver-warm-up", daemon=True).start()
    engine = open_database(settings.database_url)
    store = EventStore(engine)
    twin = Twin(store)
    wanted = settings.scenario_id or ("" if twin.loaded else DEFAULT_SCENARIO)
    if wanted and not (twin.loaded and twin.state.scenario_id == wanted):
        twin.load(wanted, actor="start")
    models = models or ModelProvider.from_environment()
    desk = CaseDesk(
        engine,
        TwinNetwork(twin),
        models=models,
        checkpoints=checkpoint_url(settings.database_url),
        budget_s=settings.budget_s,
    ).start()
    feed = LiveFeed(store, twin, desk, meters, engine=engine)
    ledger, outlook = IdempotencyLedger(engine, time.time), OutlookDesk(twin)
    passengers = passenger_desk(settings, engine, twin)
    messages = MessageDesk(engine, twin, Path(settings.message_folder) if settings.message_folder else None)
    offers, webhooks = OfferDesk(engine, twin), webhook_desk(settings, engine)
    chat = ChatDesk(
        engine,
        context=lambda user: room.tool_context(user),
        network_id=lambda: twin.network_id,
        cases=desk,
        models=models,
        kept_days=settings.chat_kept_days,
    )
    slack = slack_desk(settings, engine, desk, twin, chat)
    library = open_library(settings, desk)
    room = ControlRoom(
        settings,
        engine,
        store,
        twin,
        desk,
        ledger,
        feed,
        outlook,
        meters,
        passengers,
        messages,
        offers,
        webhooks,
        chat,
        SituationDesk(engine, desk, TwinNetwork(twin), outlook),
        slack,
        library,
    )
    return room


def open_library(settings: Settings, desk: CaseDesk) -> Library:
    """The library with every decided case in it, those to come as well; its vectors are made in the background."""
    embedding = embedding_of(
        settings.embeddings, url=settings.embeddings_url, model=settings.embeddings_model, key=settings.embeddings_key
    )
    library = Library.open(settings.library_folder, embedding=embedding)
    for case in desk.cases():
        library.add(passages_of(case, desk.plans(case.case_id)))

    def hear(event: EventView) -> None:
        if event.stage in ("decide", "execute"):
            library.add(passages_of(desk.case_view(event.case_id), desk.plans(event.case_id)))

    desk.listen(hear)
    library.keep_up_to_date()
    return library


def slack_desk(settings: Settings, engine: Engine, desk: CaseDesk, twin: Twin, chat: ChatDesk) -> "SlackDesk | None":
    """The desk that serves people in Slack, started; None, and none of its libraries loaded, where Slack is not configured."""
    if not settings.slack.on:
        return None
    from api.slack.asking import ThroughChatDesk
    from api.slack.desk import SlackDesk

    configured = replace(settings.slack, console_url=settings.address)
    keyring = KeyRing.from_settings(settings)

    def role_of(name: str) -> str | None:
        role = keyring.role_of(name)
        return None if role is None else role.word

    return SlackDesk(configured, engine, desk, TwinNetwork(twin), ThroughChatDesk(chat), role_of).start()


def webhook_desk(settings: Settings, engine: Engine) -> WebhookDesk:
    """The desk that tells others what happens to cases; only at the hosts that the operator names."""
    egress = Egress(allowed_hosts(settings.webhook_hosts))
    return WebhookDesk(engine, egress, HttpSender(egress), address=settings.address)


def passenger_desk(settings: Settings, engine: Engine, twin: Twin) -> PassengerDesk:
    """The desk that serves passengers of executed plans: over the operator's channels and vendor, or simulated ones.

    The reservation system is a simulated one, in memory.
    """
    mailbox = Mailbox()
    simulated: dict[ChannelKind, MessageChannel] = {kind: SimulatedChannel(kind, mailbox) for kind in CHANNEL_KINDS}
    configured: dict[ChannelKind, MessageChannel] = {**channels_from(settings.message_urls)}
    return PassengerDesk(
        engine=engine,
        twin=twin,
        people=PeopleStore(engine, state=lambda: twin.state, now=lambda: twin.now),
        vendor=SimulatedVendor(settings.care_vendor_url) if settings.care_vendor_url else SimulatedHotels(twin),
        reservations=_reservation_system(settings, engine, twin),
        channels=configured if settings.message_urls else simulated,
        secret=voucher_secret(settings.voucher_secret, settings.database_url),
    )


def _reservation_system(settings: Settings, engine: Engine, twin: Twin) -> ReservationSystem:
    """The operator's reservation system, whose secrets are in its own variables, or one simulated from the network."""
    keys = KeysInDatabase(engine)
    match settings.reservations:
        case "":
            return SimulatedBookings(twin, engine)
        case "duffel":
            return DuffelReservations(keys=keys)
        case "amadeus":
            return AmadeusReservations(keys=keys)
        case "sabre":
            return SabreReservations(keys=keys)
        case address:
            return SimulatedReservations(address)


def room_of(request: Request) -> ControlRoom:
    """The application's control room."""
    room = request.app.state.room
    assert isinstance(room, ControlRoom)
    return room


def claim_of(request: Request) -> Claim | None:
    """The request's claim on its Idempotency-Key; None when it came without one."""
    claim = request.scope["state"].get("claim")
    assert claim is None or isinstance(claim, Claim)
    return claim


Room = Annotated[ControlRoom, Depends(room_of)]
Once = Annotated[Claim | None, Depends(claim_of)]
