"""The console: its built files, and its first page at every path that is a screen's."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import FileResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from api.doorway import PROTECTED
from api.keys import DEMO_KEYS, KeyRing

BUILT = Path(__file__).parents[1] / "console" / "dist"
_FOR_EVER = "public, max-age=31536000, immutable"


class _Assets(StaticFiles):
    """Built files have their digest in their name: a browser may keep them for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """As any static file, with that said."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = _FOR_EVER
        return response


class _Screens(Route):
    """Any path that a browser asks for as a page and nothing else has taken; which of them are screens the page knows."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Only a page that is read; what programs ask for stays unknown."""
        if scope.get("path", "").startswith(PROTECTED + "/"):
            return Match.NONE, {}
        wants_page = any(name == b"accept" and b"text/html" in value for name, value in scope.get("headers", ()))
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not wants_page:
            return Match.NONE, {}
        return super().matches(scope)


def install(app: FastAPI, keyring: KeyRing) -> None:
    """Serve the console; to be called last, since its pages take what no other route does."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def first_page() -> FileResponse:
        return _page()

    @router.get("/mark.svg")
    def mark() -> FileResponse:
        return FileResponse(BUILT / "mark.svg")

    @router.get("/console/keys.json")
    def demo_keys() -> dict[str, dict[str, str]]:
        """The demo keys that this server accepts, so that the page can offer them; none on a server with keys of its own."""
        return {"demo_keys": {key: role.word for key, role in DEMO_KEYS.items()} if keyring.demo else {}}

    app.include_router(router)
    app.mount("/assets", _Assets(directory=BUILT / "assets"), name="console-assets")
    app.router.routes.append(_Screens("/{path:path}", lambda request: _page(), include_in_schema=False))


def _page() -> FileResponse:
    return FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})
