"""The application: doorway, routes, live streams, documentation and the console, around one control room."""

import asyncio
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from sqlalchemy import text
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import console, docs_page, meters, openai_facade, problems, resources
from api.casebook_index import cases_by_status
from api.control_room import ControlRoom, Room, open_room
from api.doorway import MCP, PROTECTED, Doorway
from api.keys import KeyRing
from api.mcp_server import McpDoor
from api.message_desk import watch_folder
from api.meters import Meters
from api.passenger_desk import serve_passengers
from api.problems import MEDIA_TYPE, ProblemView
from api.resources import events
from api.settings import Settings
from api.slack import routes as slack

VERSION = "0.1.0"
_ANY_PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "A problem; every fault is in `errors`",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
    }
}


def create_app(settings: Settings, *, opened: ControlRoom | None = None) -> FastAPI:
    """The application for these settings. ValueError when it would be open to others without a key.

    The lifespan opens the control room (database, network, case desk) unless it is given, runs the clock, and closes the room.
    """
    keyring = KeyRing.from_settings(settings)
    counted = Meters() if opened is None else opened.meters
    mcp = McpDoor(on_loopback=settings.on_loopback, version=VERSION)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        room = await asyncio.to_thread(open_room, settings, counted) if opened is None else opened
        app.state.room = room
        work = (
            room.twin.run_clock(),
            room.feed.run(),
            serve_passengers(room.passengers),
            watch_folder(room.messages),
            room.webhooks.run(),
            mcp.run(room),
        )
        running = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            room.feed.close()
            for task in running:
                task.cancel()
            for task in running:
                with suppress(asyncio.CancelledError):
                    await task
            await asyncio.to_thread(room.close)

    app = FastAPI(title="Downline", version=VERSION, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.keyring = keyring
    app.add_middleware(Doorway, keyring=keyring, meters=counted, largest_body_bytes=settings.largest_body_bytes)
    # Outside the doorway, whose ledger keeps plain bodies. Event streams pass as they are.
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5)
    problems.install(app)
    for module in pkgutil.iter_modules(resources.__path__):
        found = importlib.import_module(f"api.resources.{module.name}")
        app.include_router(found.router, prefix=PROTECTED, responses=_ANY_PROBLEM)
    app.include_router(slack.router, prefix=PROTECTED, responses=_ANY_PROBLEM)
    app.include_router(slack.events)
    app.include_router(events.live)
    app.router.routes.append(Route(MCP, endpoint=mcp, include_in_schema=False))
    app.include_router(openai_facade.router)
    app.include_router(_machine_routes())
    docs_page.install(app)
    _describe(app)
    console.install(app, keyring)
    return app


def _machine_routes() -> APIRouter:
    """What monitors ask, without a key."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def healthy() -> dict[str, str]:
        return {"status": "ok", "version": VERSION}

    @router.get("/readyz")
    def ready(room: Room) -> Response:
        """503 until the database answers and a network is loaded."""
        checks = {"database": _database_answers(room), "network": room.twin.loaded}
        return JSONResponse(
            {"status": "ready" if all(checks.values()) else "not ready", "checks": checks}, 200 if all(checks.values()) else 503
        )

    @router.get("/metrics")
    def metrics(request: Request, room: Room) -> Response:
        for status in ("open", "working", "proposed", "decided", "closed"):
            room.meters.cases.labels(status).set(0)
        for status, count in cases_by_status(room.engine).items():
            room.meters.cases.labels(status).set(count)
        return Response(room.meters.exposition(), media_type=meters.CONTENT_TYPE)

    return router


def _database_answers(room: ControlRoom) -> bool:
    try:
        with room.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception:  # whatever it is, the answer is no
        return False
    return True


def _describe(app: FastAPI) -> None:
    """OpenAPI with the problem document among its schemas."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = get_openapi(
                title=app.title,
                version=app.version,
                summary="A live model of an airline's network, and priced, checked plans for every disruption.",
                routes=app.routes,
            )
            schema = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
            described["components"]["schemas"] |= schema.pop("$defs") | {"ProblemView": schema}
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
