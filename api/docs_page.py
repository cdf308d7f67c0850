"""`/docs`: Swagger UI from the installed package; nothing is fetched from anywhere else."""

from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse, JSONResponse, Response

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>Downline HTTP interface</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body></html>
"""
_START = """SwaggerUIBundle({
  url: "/docs/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  persistAuthorization: true, tryItOutEnabled: true,
});
"""


def install(app: FastAPI) -> None:
    """Serve the page, its start and the assets."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    @router.get("/docs/start.js")
    def start() -> Response:
        return Response(_START, media_type="text/javascript")

    @router.get("/docs/openapi.json")
    def description() -> JSONResponse:
        return JSONResponse(readable_by_swagger(app.openapi()))

    app.include_router(router)
    app.mount("/docs/assets", StaticFiles(directory=_assets()), name="docs-assets")


def _assets() -> Path:
    (version,) = Path(str(resources.files("swagger_ui_bundle"))).glob("vendor/swagger-ui-*")
    return version


def readable_by_swagger(description: dict[str, Any]) -> dict[str, Any]:
    """The description in the older dialect that the bundled Swagger UI draws; `/openapi.json` stays as it is.

    The bundled version stops at OpenAPI 3.0, where null is a flag and not a type.
    """
    older = _older(description)
    assert isinstance(older, dict)
    return older | {"openapi": "3.0.3"}


def _older(value: Any) -> Any:
    if isinstance(value, list):
        return [_older(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _older(inner) for name, inner in value.items()}
    choices = found.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        rest = [one for one in choices if one != {"type": "null"}]
        del found["anyOf"]
        found |= {"nullable": True} | (rest[0] if len(rest) == 1 and "$ref" not in rest[0] else {"anyOf": rest})
    if "const" in found and "type" in found:
        found["enum"] = [found.pop("const")]
    if "prefixItems" in found:
        found |= {"items": {"anyOf": found.pop("prefixItems")}}
    return found
