"""The JSON API is as it describes itself, and what it lets readers and curators do besides asking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from starlette.types import ASGIApp, Receive, Scope, Send

from answer.journal import exported
from answer.listing import document, documents
from answer.records import keeper
from index.live import live_index
from index.store import Index
from web.api import BODY_LIMIT, create_api
from web.asking import EXCHANGE_HEADER
from web.clauses import clause_href
from web.identity import SCOPE_KEY, Identity

QUESTION = "行政调解工作由哪个部门牵头？"
CONFORMING = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
              "response_headers_conformance")
NOTICE = "青田县人民政府办公室关于加强窗口服务的通知\n青政办发〔2023〕5号\n一、总体要求\n坚持便民利民。\n".encode()


def asked_by(role: str, app: ASGIApp) -> ASGIApp:
    """The app as a user with that role sees it."""
    async def with_identity(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, SCOPE_KEY: Identity("li", role)}, receive, send)

    return with_identity


@contextmanager
def served(home: Path, role: str) -> Iterator[TestClient]:
    with live_index(home) as live:
        api = create_api(live, keeper(home), home)
        yield TestClient(asked_by(role, api), raise_server_exceptions=False)


class Served:
    """The API that `described` is asked of: it describes itself before there is an index to serve."""

    app: ASGIApp = create_api(nullcontext, home=Path())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asked_by("curator", self.app)(scope, receive, send)


SERVED = Served()
API = schemathesis.openapi.from_asgi("/openapi.json", SERVED)
# Each upload is a publication: too slow to try at random.
described = API.exclude(path="/docs", method="POST")


@pytest.fixture
def small(stored_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The API of an index of two short notices."""
    with live_index(stored_home) as live:
        monkeypatch.setattr(SERVED, "app", create_api(live, keeper(stored_home), stored_home))
        yield


def conforming(method: str, path: str, response: httpx.Response) -> httpx.Response:
    """The response, which is as described."""
    API[path][method].Case().validate_response(response, checks=CHECKS.get_by_names(CONFORMING))
    return response


@described.parametrize()
@settings(max_examples=3, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, small: None):
    """No 5xx, no status, type, header or body that the description does not have."""
    case.call_and_validate(checks=CHECKS.get_by_names(CONFORMING))



FORMS = {
    "a file": {"files": [("files", ("../../etc/窗口.txt", NOTICE))]},
    "of no known kind, with a hostile name": {"files": [("files", ("..\\a\x00\"<b>" + "长" * 300, b"\x00\x01"))]},
    "no file": {"data": {"files": "text"}},
    "another field": {"files": [("file", ("a.txt", NOTICE))]},
    "too many files": {"files": [("files", ("a.txt", NOTICE))] * 21},
    "no form": {"json": {"files": []}},
    "half a form": {"content": b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nabc",
                    "headers": {"content-type": "multipart/form-data; boundary=x"}},
    "no boundary": {"content": b"abc", "headers": {"content-type": "multipart/form-data"}},
    "nothing": {},
}


@pytest.fixture
def curator(stored_home: Path) -> Iterator[TestClient]:
    """The API of a small index for a curator."""
    with served(stored_home, "curator") as client:
        yield client


def test_uploads_are_answered_as_described(curator: TestClient):
    for name, form in FORMS.items():
        response = conforming("POST", "/docs", curator.post("/docs", **form))
        assert (response.status_code == 200) == name.startswith(("a file", "of no")), name


def test_a_curator_takes_a_notice_in_and_removes_it(curator: TestClient):
    report = curator.post("/docs", **FORMS["a file"]).json()
    (written,) = report["written"]
    assert (written["source"], written["outcome"], report["skipped"]) == ("窗口.txt", "added", [])
    one = f"/docs/{written['doc_id']}"
    assert curator.get(one).json()["doc_no"] == "青政办发〔2023〕5号"
    original = conforming("GET", "/docs/{doc_id}/original", curator.get(f"{one}/original"))
    assert original.content == NOTICE and original.headers["content-disposition"].startswith("attachment")
    assert conforming("DELETE", "/docs/{doc_id}", curator.delete(one)).json() == {"removed": written["doc_id"]}
    assert {curator.get(one).status_code, curator.get(f"{one}/original").status_code, curator.delete(one).status_code} == {404}


def test_a_reader_changes_nothing(stored_home: Path):
    with served(stored_home, "reader") as reader:
        before = reader.get("/docs").json()
        for refused in (reader.post("/docs", **FORMS["a file"]), reader.post("/docs", content=b"x" * 2 * BODY_LIMIT),
                        reader.delete(f"/docs/{before[0]['doc_id']}")):
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
        assert reader.get("/docs").json() == before


@pytest.fixture(scope="module")
def reader(index: Index) -> TestClient:
    """The API of the five notices, of which nothing is kept."""
    return TestClient(asked_by("reader", create_api(lambda: nullcontext(index))), raise_server_exceptions=False)


def test_descriptions_leave_nothing_out_of_what_is_on_file(reader: TestClient, index: Index):
    assert conforming("GET", "/docs", reader.get("/docs")).json() == json.loads(json.dumps(documents(index)))
    for held in index.documents():
        shown = conforming("GET", "/docs/{doc_id}", reader.get(f"/docs/{held.doc_id}"))
        assert shown.json() == json.loads(json.dumps(document(index, held.doc_id)))


def test_clauses_are_found_and_shown_one_by_one(reader: TestClient, index: Index):
    found = conforming("GET", "/clauses", reader.get("/clauses", params={"query": QUESTION, "limit": 3})).json()["clauses"]
    assert len(found) == 3 and found[0]["address"] == "七、（十八）"
    for each in found:
        shown = reader.get(each["href"].removeprefix("/api")).json()
        assert {**shown, **each} == shown and shown["text"] == index.clause(each["clause_id"])[1].text
        assert reader.get(f"/docs/{each['doc_id']}/clauses/" + each["clause_id"].partition("#")[2].replace("/", "%2F")).json() == shown
    assert found[0]["validity"]["status"] == "repealed" and "连政发〔2018〕11号" in found[0]["validity"]["note"]
    first = conforming("GET", "/docs/{doc_id}/clauses/{path}", reader.get(found[0]["href"].removeprefix("/api"))).json()
    (lead,) = [fact for fact in first["facts"] if fact["kind"] == "lead"]
    assert lead["value"] == "政府法制機構" == first["text"][lead["start"]:lead["end"]]
    assert {"role": "parent", "address": "七、"}.items() <= first["beside"][0].items()


def test_every_clause_has_an_address_that_leads_to_it(reader: TestClient, index: Index):
    for held in index.documents():
        last = index.notice(held.doc_id).clauses[-1]
        shown = reader.get(clause_href(last.id).removeprefix("/api")).json()
        assert (shown["clause_id"], shown["address"], shown["parent"]) == (last.id, last.address, last.parent)
    assert reader.get(f"/docs/{held.doc_id}/clauses/99/99").json()["error"]["code"] == "no_such_clause"
    assert reader.get("/docs/none/clauses/1").json()["error"]["code"] == "no_such_document"


@pytest.mark.parametrize(("filters", "found"), [
    ({"region": "昆山市"}, {"江苏省苏州市昆山市"}), ({"since": "2021-01-01"}, {"重庆市綦江区"}), ({"region": "火星"}, "bad_filter"),
    ({"since": "昨天"}, "bad_filter"), ({"limit": 0}, "invalid_request"), ({"city": "x"}, "invalid_request"),
])
def test_clauses_are_searched_within_the_filters(reader: TestClient, filters: dict, found: object):
    body = reader.get("/clauses", params={"query": "法治政府建设", **filters}).json()
    assert found == (body["error"]["code"] if "error" in body else {each["region"] for each in body["clauses"]})


def test_feedback_is_kept_with_the_exchange(index: Index, reader: TestClient, tmp_path: Path):
    kept = TestClient(create_api(lambda: nullcontext(index), keeper(tmp_path), tmp_path))
    asked = conforming("POST", "/ask", kept.post("/ask", json={"question": QUESTION}))
    said = {"exchange_id": asked.headers[EXCHANGE_HEADER], "verdict": "wrong_clause", "clause_id": "a#7/18", "note": "应为第七条"}
    assert kept.post("/feedback", json=said).status_code == 204
    for wrong, status in (({"exchange_id": "none"}, 404), ({"verdict": "good"}, 422), ({"note": "长" * 5_000}, 422)):
        assert kept.post("/feedback", json=said | wrong).status_code == status
    (exchange,) = exported(tmp_path)
    assert [(each["verdict"], each["clause_id"], each["note"]) for each in exchange["feedback"]] == [
        ("wrong_clause", "a#7/18", "应为第七条")]
    unkept = reader.post("/ask", json={"question": QUESTION})
    assert EXCHANGE_HEADER not in unkept.headers and set(unkept.json()) == set(asked.json())
    assert reader.post("/feedback", json=said).status_code == 404
