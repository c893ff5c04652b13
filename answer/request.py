"""What may be asked, over HTTP or in the chat, and what is said when the asking itself fails."""

from __future__ import annotations

from collections.abc import Mapping
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


def checked(question: str, filters: Mapping[str, object]) -> AskRequest:
    """A request from the command line. Raises TiaoliError: bad_question for an empty or overlong one, bad_filter."""
    try:
        return AskRequest.model_validate({"question": question, "filters": filters})
    except ValidationError as error:
        fault = error.errors()[0]
    if fault["loc"][0] == "filters":
        raise TiaoliError("bad_filter", f"筛选条件有误 / bad filter: {fault['loc'][-1]}: {fault['msg']}",
                          "请改正后重试 / correct it and try again")
    hint = "请改正问题后重试 / correct the question and try again"
    if fault["type"] == "string_unicode":
        raise TiaoliError("bad_question", "问题不是有效的 UTF-8 文本 / the question is not valid UTF-8 text", hint)
    length = len(question.strip())
    raise TiaoliError("bad_question", f"问题应为 1 至 {QUESTION_LIMIT:,} 个字，现为 {length:,} 个 / "
                      f"a question has 1 to {QUESTION_LIMIT:,} characters, this one {length:,}", hint)
