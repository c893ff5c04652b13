"""Chat programs ask through OpenAI's protocol: the official client gets an answer whose every sentence is cited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from threading import Event

import httpx
import openai
import pytest
from door_server import QUESTION, address, kept, serving
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from answer.journal import exported
from answer.model import Answer, Citation, Filters, NearestClause, Searched, ValidityNote
from answer.service import ENGINE
from ingest.errors import TiaoliError
from web import openai_door
from web.chat_content import below, said

__all__ = ["address", "kept"]
MARKUP = "<script>alert(1)</script> ![x](http://evil.example/a.png) [点此](javascript:alert(2)) &lt;b&gt; [1]: http://evil.example"
NO_KEY = "none"


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key=NO_KEY, max_retries=0) as client:
        yield client


def asking(*texts: object) -> list[dict]:
    """A conversation in which the user and the assistant take turns, the user first and last."""
    return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]


def test_the_official_client_gets_a_cited_answer(client: openai.OpenAI, address: str):
    completion = client.chat.completions.create(model="tiaoli", messages=asking(QUESTION), temperature=0.3, user="li",
                                                tools=[{"type": "function", "function": {"name": "f"}}])
    message, = (choice.message for choice in completion.choices)
    assert "政府法制机构" in message.content and completion.choices[0].finish_reason == "stop"
    assert "连政发〔2018〕11号" in message.content  # the warning that the notice is repealed
    for each in message.annotations:
        cited, clause = each.url_citation, each.model_extra["clause"]
        assert re.fullmatch(r"\[\d\]", message.content[cited.start_index:cited.end_index])
        assert "七、（十八）" in cited.title and clause["address"] == "七、（十八）" and clause["quote"] in message.content
        assert httpx.get(cited.url).status_code == 200 and cited.url.startswith(f"{address}/api/docs/{clause['doc_id']}/")
    assert len(message.annotations) == len(re.findall(r"\[\d\]", message.content.partition("依据：\n")[0]))
    usage = completion.usage
    assert 0 < usage.prompt_tokens < usage.completion_tokens < usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_the_answer_streams_and_is_the_same_in_the_end(client: openai.OpenAI):
    whole = client.chat.completions.create(model="tiaoli", messages=asking(QUESTION))
    chunks = list(client.chat.completions.create(model="tiaoli", messages=asking(QUESTION), stream=True,
                                                 stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert deltas[0].role == "assistant" and re.match(r"牵头：政府法制机构。 \[1\]$", deltas[1].content.strip())
    assert len({chunk.id for chunk in chunks}) == 1 and chunks[-2].choices[0].finish_reason == "stop"
    (annotated,) = [delta.annotations for delta in deltas if "annotations" in (delta.model_extra or {})]
    assert annotated == [each.model_dump() for each in whole.choices[0].message.annotations]
    assert chunks[-1].usage == whole.usage


def test_parts_history_and_the_language_of_the_question_are_read(client: openai.OpenAI, kept: Path):
    parts = [{"type": "text", "text": "Which department leads"}, {"type": "text", "text": "administrative mediation?"}]
    messages = [{"role": "system", "content": "Answer in French. 昆山"}, *asking(QUESTION, "见上。", parts)]
    raw = client.chat.completions.with_raw_response.create(model="tiaoli", messages=messages)
    content = raw.parse().choices[0].message.content
    assert content.startswith("Lead: ") and "\n\nBasis:\n- [1] 《" in content
    last = list(exported(kept))[-1]
    assert (last["id"], last["history"], last["question"]) == (
        raw.headers["tiaoli-exchange-id"], [QUESTION], "Which department leads\nadministrative mediation?")


def test_a_refusal_names_the_nearest_clauses(client: openai.OpenAI):
    message = client.chat.completions.create(model="tiaoli", messages=asking("电动自行车上牌收费多少元？")).choices[0].message
    assert message.content.startswith("未找到依据") and "最接近的条款（未必相关）：\n- 《" in message.content and message.annotations == []


def test_the_model_is_listed(client: openai.OpenAI):
    assert [model.id for model in client.models.list()] == ["tiaoli"] == [client.models.retrieve("tiaoli").id]
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


@pytest.mark.parametrize(("changed", "error", "code", "param"), [
    ({"model": "gpt-4o"}, openai.NotFoundError, "model_not_found", "model"),
    ({"n": 2}, openai.BadRequestError, "unsupported_value", "n"),
    ({"messages": []}, openai.BadRequestError, None, "messages"),
    ({"messages": [{"role": "system", "content": "x"}]}, openai.BadRequestError, "missing_user_message", "messages"),
    ({"messages": asking("")}, openai.BadRequestError, "bad_question", None),
    ({"messages": asking("长" * 2_001)}, openai.BadRequestError, "bad_question", None),
    ({"messages": asking([{"type": "image_url", "image_url": {"url": "data:,"}}])}, openai.BadRequestError, "unsupported_content",
     "messages"),
    ({"messages": asking("长" * 400_000)}, openai.APIStatusError, "too_large", None),
])
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_done_is_said_as_openai_does(client: openai.OpenAI, changed: dict, error: type, code: str, param: str, stream: bool):
    with pytest.raises(error) as caught:
        client.chat.completions.create(**{"model": "tiaoli", "messages": asking(QUESTION), "stream": stream, **changed})
    assert (caught.value.code, caught.value.param, caught.value.type) == (code, param, "invalid_request_error")
    assert "/" in caught.value.body["message"] or code is None


def test_wrong_addresses_and_malformed_bodies_get_the_error_body(address: str):
    for response in (httpx.get(f"{address}/v1/embeddings"), httpx.get(f"{address}/v1/chat/completions"),
                     httpx.post(f"{address}/v1/chat/completions", content=b"{"), httpx.post(f"{address}/v1/chat/completions", json=7)):
        assert response.status_code in (400, 404, 405)
        assert set(response.json()["error"]) == {"message", "type", "code", "param"}


def answer(text: str, quote: str = "原文。", title: str = "通知") -> Answer:
    """An answer whose one citation has the given words."""
    cited = Citation(n=1, doc_id="a b", title=title, issuer="", doc_no="", issued="", region="", validity=ValidityNote(status="unknown"),
                     clause_id="a b#1", address="一、", text=quote, quote=quote, start=0, end=len(quote), verified=True)
    return Answer(answer=text, refused=False, engine=ENGINE, lang="zh-Hans", citations=(cited,),
                  searched=Searched(documents=1, filters=Filters()))


def streamed(monkeypatch: pytest.MonkeyPatch, *replies: Answer | Exception) -> str:
    """The body of a stream whose answer grows so."""
    def grown(*_: object):
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
            yield type("Reply", (), {"answer": reply})

    monkeypatch.setattr(openai_door, "replies", grown)
    client = TestClient(openai_door.create_openai_door(None))
    return client.post("/chat/completions", json={"model": "tiaoli", "stream": True, "messages": asking("问")}).text


def events(body: str) -> list[dict]:
    return [json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: {")]


def contents(body: str) -> list[str]:
    """What the chunks bring, without the empty ones."""
    deltas = (choice["delta"] for event in events(body) for choice in event.get("choices", ()))
    return [delta["content"] for delta in deltas if delta.get("content")]


def test_sentences_stream_as_they_are_checked(monkeypatch: pytest.MonkeyPatch):
    first, both = answer("甲。 [1]"), answer("甲。 [1]乙。 [1][1]丙。 [1]")
    assert contents(streamed(monkeypatch, first, both)) == ["甲。 [1]", "乙。 [1][1]", "丙。 [1]", below(both)]


def test_an_answer_that_was_replaced_while_it_streamed_comes_whole(monkeypatch: pytest.MonkeyPatch):
    body = streamed(monkeypatch, answer("甲。 [1]"), answer("江苏：甲。 [1]"), answer("江苏：甲。 [1]\n重庆：乙。 [1]"))
    content = "".join(contents(body))
    assert content.startswith("甲。 [1]\n\n（以上未写完；") and content.count("江苏：甲。 [1]\n\n重庆：乙。 [1]") == 1
    (annotated,) = [event["choices"][0]["delta"]["annotations"] for event in events(body) if "annotations" in str(event)]
    spans = [(each["url_citation"]["start_index"], each["url_citation"]["end_index"]) for each in annotated]
    assert [content[start:end] for start, end in spans] == ["[1]", "[1]"] and spans[0][0] > content.index("江苏：甲。")


@pytest.mark.parametrize(("fault", "code", "kind"), [
    (TiaoliError("index_corrupt", "坏了 / damaged"), "index_corrupt", "server_error"),
    (TiaoliError("bad_filter", "不对 / wrong"), "bad_filter", "invalid_request_error"),
    (RuntimeError("secret"), "internal_error", "server_error"),
])
def test_a_stream_that_fails_ends_with_the_error(monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str, kind: str):
    body = streamed(monkeypatch, answer("甲。 [1]"), fault)
    assert (events(body)[-1]["error"]["code"], events(body)[-1]["error"]["type"]) == (code, kind)
    assert "[DONE]" not in body and "secret" not in body and contents(body) == ["甲。 [1]"]


def test_whoever_hangs_up_holds_nothing_open(monkeypatch: pytest.MonkeyPatch):
    closed = Event()

    def growing(*_: object):
        text = ""
        try:
            while not closed.wait(0.01):
                yield type("Reply", (), {"answer": answer(text := f"{text}甲。 [1]")})
        finally:
            closed.set()

    monkeypatch.setattr(openai_door, "replies", growing)
    body = {"model": "tiaoli", "stream": True, "messages": asking("问")}
    with serving(openai_door.create_openai_door(None)) as url:
        with httpx.stream("POST", f"{url}/chat/completions", json=body) as response:
            assert any("甲" in line for line in response.iter_lines())
        assert closed.wait(30)


def test_markup_of_a_notice_shows_as_text_in_markdown():
    """By the reader of Markdown that such clients use the like of: no link, no image, no HTML, and every character there."""
    hostile = answer(f"{MARKUP} [1](http://evil.example)", MARKUP, MARKUP)
    nearest = (NearestClause(clause_id="a#1", address="一、", title=MARKUP),)
    refusal = hostile.model_copy(update={"citations": (), "searched": hostile.searched.model_copy(update={"nearest": nearest})})
    for each in (hostile, hostile.model_copy(update={"warnings": (MARKUP,), "citations": ()}), refusal):
        html = MarkdownIt("commonmark", {"html": True}).render(said(each) + below(each))
        assert not re.search(r"<(?!/?(p|ul|li)>)", html), html
        assert unescape(html).count(MARKUP) == (said(each) + below(each)).count("alert(1)")
