"""The doors for other systems on one server: the JSON API at /api, OpenAI's protocol at /v1, MCP at /mcp."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from answer.records import Keep, unkept
from index.live import Reading
from web.mcp_door import create_mcp_door
from web.openai_door import create_openai_door


def create_doors(api: FastAPI, reading: Reading, keep: Keep = unkept, home: Path | None = None, *, local: bool = True) -> FastAPI:
    """The server without the chat. api: of `web.api.create_api`; the rest as for `create_openai_door` and `create_mcp_door`."""
    mcp = create_mcp_door(reading, keep, local=local)
    doors = FastAPI(title="Tiaoli", openapi_url=None, docs_url=None, redoc_url=None, routes=mcp.routes,
                    lifespan=mcp.router.lifespan_context)
    doors.mount("/api", api)
    doors.mount("/v1", create_openai_door(reading, keep, home))
    return doors
