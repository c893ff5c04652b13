"""The JSON API."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from answer.listing import document, documents
from answer.model import Answer
from answer.records import Keep, recorded, unkept
from answer.request import INTERNAL_ERROR, AskRequest
from answer.service import answering
from index.live import Reading
from ingest.errors import TiaoliError
from web.guard import limited_body

BODY_LIMIT = 1_000_000
API_HINT = "接口见 /api/openapi.json / see there for the API"
HTTP_ERRORS = {
    404: TiaoliError("not_found", "没有这个接口 / no such address", API_HINT),
    405: TiaoliError("method_not_allowed", "这个接口不支持这种请求方法 / method not allowed here", API_HINT),
    413: TiaoliError("too_large", "请求体过大 / the request body is too large", f"至多 {BODY_LIMIT:,} 字节 / bytes"),
}
STATUS_OF = {"no_such_document": 404, "no_such_clause": 404, "index_corrupt": 503, "storage_failed": 503,
             "no_index": 503}


def create_api(reading: Reading, keep: Keep = unkept) -> FastAPI:
    """The JSON API alone. Every error is `{"error": {"code", "message", "hint"}}` with its HTTP status."""
    api = FastAPI(title="Tiaoli", version=version("tiaoli"), docs_url=None, redoc_url=None)
    api.add_middleware(limited_body, limit=BODY_LIMIT)
    api.add_exception_handler(TiaoliError, _tiaoli_error)
    api.add_exception_handler(RequestValidationError, _invalid_request)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(Exception, _internal_error)

    @api.post("/ask")
    def ask_question(body: AskRequest) -> Answer:
        """An answer whose every sentence cites its clause, or a refusal."""
        with reading() as index:
            asked = (body.question, body.filters, body.history)
            *_, last = recorded(answering(index, *asked), keep, *asked)
            return last.answer

    @api.get("/health")
    def health() -> dict[str, Any]:
        """Whether the server answers, and over how much."""
        with reading() as index:
            return {"status": "ok", "documents": len(index.documents()), "clauses": index.count_clauses(),
                    "version": api.version}

    @api.get("/docs")
    def list_documents() -> list[dict[str, Any]]:
        """The notices on file."""
        with reading() as index:
            return documents(index)

    @api.get("/docs/{doc_id}")
    def show_document(doc_id: str) -> dict[str, Any]:
        """One notice: what it says of itself, its clauses, the doubts of its parsing."""
        with reading() as index:
            return document(index, doc_id)

    return api


def _tiaoli_error(request: Request, error: TiaoliError) -> JSONResponse:
    return JSONResponse(error.as_dict(), STATUS_OF.get(error.code, 422))


def _invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    faults = [f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}" for each in error.errors()]
    described = TiaoliError("invalid_request", f"请求有误 / invalid request: {'; '.join(faults)}", API_HINT)
    return JSONResponse(described.as_dict(), 422)


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    described = HTTP_ERRORS.get(error.status_code) or TiaoliError("http_error", str(error.detail))
    return JSONResponse(described.as_dict(), error.status_code, headers=error.headers)


def _internal_error(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(INTERNAL_ERROR.as_dict(), 500)
