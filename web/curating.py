"""What changes what Tiaoli holds, over HTTP: feedback by any reader; taking notices in and removing them by curators."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from answer.journal import feedback
from index.live import Reading
from ingest.errors import TiaoliError
from web import intake
from web.identity import identity_of
from web.schema import ErrorBody, FeedbackRequest, IngestReport, Removed

UPLOAD_FILES = 20
UPLOAD_FIELD = "files"
_NAME_LENGTH = 60
_FORM = {"type": "object", "required": [UPLOAD_FIELD], "properties": {UPLOAD_FIELD: {
    "type": "array", "minItems": 1, "maxItems": UPLOAD_FILES, "items": {"type": "string", "format": "binary"}}}}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_REFUSED = {"model": ErrorBody, "description": "Only a curator may do this"}
_BUSY = {"model": ErrorBody, "description": "Somebody else is changing the index"}


def curators_only(request: Request) -> None:
    """Raises TiaoliError('forbidden') when a reader asks."""
    if identity_of(request).role != "curator":
        raise TiaoliError("forbidden", "只有库管理员可以收录或移除公文 / only a curator takes notices in or removes them",
                          "请联系管理员 / ask whoever runs this server")


def curating_routes(reading: Reading, home: Path) -> APIRouter:
    """The routes that keep something under `home`, or give what is kept there."""
    routes = APIRouter()

    @routes.post("/feedback", status_code=204, responses={404: {"model": ErrorBody}})
    def keep_feedback(body: FeedbackRequest) -> Response:
        """What a reader says of an answer, kept with the exchange."""
        feedback(home, body.exchange_id, body.verdict, body.clause_id, body.note)
        return Response(status_code=204)

    # The form is read by the handler: FastAPI would take a reader's upload in whole before refusing it.
    @routes.post("/docs", dependencies=[Depends(curators_only)], responses={403: _REFUSED, 409: _BUSY},
                 openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}})
    async def take_in_documents(request: Request) -> IngestReport:
        """Takes in files or ZIP archives of notices; what could not be taken in is in the report. For curators."""
        async with request.form(max_files=UPLOAD_FILES, max_fields=UPLOAD_FILES) as form:
            files = [each for each in form.getlist(UPLOAD_FIELD) if isinstance(each, UploadFile)]
            if not files:
                raise TiaoliError("no_file", "没有上传文件 / no file was sent",
                                  f"以 multipart/form-data 的 {UPLOAD_FIELD} 字段上传 / send it as the field {UPLOAD_FIELD} of a form")
            return await run_in_threadpool(_taken_in, home, files)

    @routes.delete("/docs/{doc_id}", dependencies=[Depends(curators_only)],
                   responses={403: _REFUSED, 404: {"model": ErrorBody}, 409: _BUSY})
    def remove_document(doc_id: str) -> Removed:
        """Removes a notice, and its file if that was uploaded. For curators."""
        intake.remove(home, doc_id)
        return Removed(removed=doc_id)

    @routes.get("/docs/{doc_id}/original", response_class=FileResponse,
                responses={200: {"content": _BINARY}, 206: {"content": _BINARY}, 404: {"model": ErrorBody}, 416: {}})
    def show_original(doc_id: str) -> FileResponse:
        """The file that a notice was read from, byte for byte, to be saved: a browser never renders it as a page of this site."""
        with reading() as index:
            name = PurePosixPath(index.notice(doc_id).source).name
        path = intake.original(home, doc_id)
        if path is None:
            raise TiaoliError("no_original", f"原件已不在 / the original is no longer kept: {name}",
                              "条款全文仍可查看 / its clauses are still there")
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    return routes


def _taken_in(home: Path, files: Sequence[UploadFile]) -> IngestReport:
    with TemporaryDirectory(prefix="tiaoli-") as folder:
        paths = []
        for number, upload in enumerate(files):
            path = Path(folder, str(number), _safe_name(upload.filename or ""))
            path.parent.mkdir()
            with path.open("wb") as target:
                shutil.copyfileobj(upload.file, target)
            paths.append(path)
        return IngestReport.model_validate(intake.take_in(home, paths).as_dict())


def _safe_name(name: str) -> str:
    """The last part of a file name that a client sent, without control characters, in at most 60 characters."""
    last = re.sub(r"[\x00-\x1f\x7f]", "_", PureWindowsPath(name).name)[-_NAME_LENGTH:]
    return last if last.strip(". ") else "_"
