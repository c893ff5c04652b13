"""Other programs' language models use Tiaoli's tools by MCP: the official client gets clauses and a cited answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from door_server import QUESTION, address, kept
from mcp import Client

__all__ = ["address", "kept"]
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


def with_client(address: str, use: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def run() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await use(client)

    return asyncio.run(run())


def call(address: str, tool: str, mode: str = "auto", **arguments: Any) -> Any:
    return with_client(address, lambda client: client.call_tool(tool, arguments), mode)


def test_the_tools_say_what_they_take_and_give(address: str):
    listed = {tool.name: tool for tool in with_client(address, lambda client: client.list_tools()).tools}
    assert set(listed) == {"search_clauses", "get_clause", "ask"}
    assert "citations" in listed["ask"].output_schema["properties"] and listed["ask"].input_schema["required"] == ["question"]
    assert "clauses" in listed["search_clauses"].output_schema["properties"]
    assert all(tool.annotations.read_only_hint and tool.title and tool.description for tool in listed.values())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_official_client_gets_a_cited_answer(address: str, mode: str):
    result = call(address, "ask", mode, question=QUESTION)
    answer = result.structured_content
    first = answer["citations"][0]
    assert not result.is_error and not answer["refused"] and "[1]" in answer["answer"]
    assert (first["address"], first["validity"]["status"], first["verified"]) == ("七、（十八）", "repealed", True)
    assert first["text"][first["start"]:first["end"]] == first["quote"] and "政府法制機構" in result.content[0].text


def test_a_clause_found_can_be_read_in_full(address: str):
    async def use(client: Client) -> tuple[dict, dict]:
        found = await client.call_tool("search_clauses", {"query": QUESTION, "region": "江苏省", "limit": 2})
        first = found.structured_content["clauses"][0]
        return first, (await client.call_tool("get_clause", {"clause_id": first["clause_id"]})).structured_content

    found, shown = with_client(address, use)
    assert found["address"] == "七、（十八）" and {**shown, **found} == shown
    assert {"lead", "responsible", "assisting"} <= {fact["kind"] for fact in shown["facts"]} and shown["beside"]


@pytest.mark.parametrize(("tool", "arguments", "told"), [
    ("ask", {"question": QUESTION, "region": "火星"}, "unknown place"), ("ask", {"question": QUESTION, "since": "昨天"}, "YYYY-MM-DD"),
    ("get_clause", {"clause_id": "none#1"}, "no such document"), ("get_clause", {"clause_id": ""}, "no such document"),
    ("search_clauses", {"query": QUESTION, "limit": 1_000}, "limit"), ("ask", {}, "question"), ("ask", {"question": ""}, "question"),
    ("remove", {}, "remove"),
])
def test_what_cannot_be_done_is_told_plainly(address: str, tool: str, arguments: dict, told: str):
    result = call(address, tool, **arguments)
    assert result.is_error and told in result.content[0].text and "Traceback" not in result.content[0].text


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 200), ({"origin": "http://localhost:7860"}, 200), ({"host": "evil.example"}, 421), ({"origin": "http://evil.example"}, 403),
])
def test_no_page_of_another_site_gets_in_by_a_name_that_points_here(address: str, headers: dict, status: int):
    assert httpx.post(f"{address}/mcp", json=CALL, headers={**ACCEPT, **headers}).status_code == status
