"""Whether the server can answer, for whatever sends it requests: a load balancer, an orchestrator, a health check."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from index.live import Reading
from ingest.errors import TiaoliError


class Ready(BaseModel):
    """documents: notices that can be asked about."""

    ready: bool = True
    documents: int


class _Fault(BaseModel):
    code: str
    message: str
    hint: str


class NotReady(BaseModel):
    """Why not."""

    error: _Fault


def add_readiness(api: FastAPI, reading: Reading) -> None:
    """Adds GET /ready: 200 while questions are answered, 503 with the error where the index cannot be read or the server is
    about to stop.
    """

    @api.get("/ready", responses={503: {"model": NotReady}})
    def ready() -> Ready:
        """Whether questions are answered now."""
        try:
            with reading() as index:
                return Ready(documents=len(index.documents()))
        except TiaoliError as error:
            return JSONResponse(error.as_dict(), 503)
