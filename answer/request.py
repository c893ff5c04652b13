"""What may be asked, over HTTP or in the chat, and what is said when the asking itself fails."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from answer.model import Filters, Turn
from ingest.errors import TiaoliError

QUESTION_LIMIT = 2_000
HISTORY_LIMIT = 20

INTERNAL_ERROR = TiaoliError(
    "internal_error", "服务器内部出错，问题未能处理 / the server failed to handle this request",
    "请重试；如仍出错，请查看服务器日志 / try again; if it persists, see the server's log",
)


class AskRequest(BaseModel):
    """Body of POST /api/ask. At most 2,000 characters of question and the last 20 turns before it."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_LIMIT)]
    history: Annotated[tuple[Turn, ...], Field(max_length=HISTORY_LIMIT)] = ()
    filters: Filters = Filters()


def checked(question: str, filters: Filters) -> AskRequest:
    """A request from the command line. Raises TiaoliError('bad_question') for an empty or overlong question."""
    try:
        return AskRequest(question=question, filters=filters)
    except ValidationError as error:
        raise TiaoliError("bad_question", f"问题应为 1 至 {QUESTION_LIMIT} 个字，现为 {len(question)} 个 / "
                          f"a question has 1 to {QUESTION_LIMIT} characters, this one {len(question)}", "请改短或补全问题 / shorten or complete it") from error
