"""Access: who is let in by password, key or proxy, who is refused, and that each refusal stands in the audit log."""

from __future__ import annotations

import pytest
from access_samples import (
    AUTHORIZED,
    CHEAP,
    PASSWORD,
    USERS,
    access,
    audited,
    auth_file,
    limited,
    log_in,
    reader,
    small_server,
)

from ingest.errors import TiaoliError
from web.access import passwords, sessions
from web.access.roster import change_roster
from web.access.sessions import PageOwners

PROXIED = {"proxy_header": "X-Remote-User", "proxy_from": "10.0.0.0/8, ::1"}


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def auth(tmp_path):
    return auth_file(tmp_path)


@pytest.fixture
def allowed(tmp_path, auth):
    return access(tmp_path, auth)


@pytest.fixture
def client(allowed):
    return reader(small_server(allowed))


def test_without_login_a_page_leads_to_it_and_a_door_says_401(client, tmp_path):
    page = client.get("/?place=昆山", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2F%3Fplace%3D%25E6%2598%2586%25E5%25B1%25B1")
    for path in ("/api/who", "/v1/chat/completions", "/mcp", "/gradio_api/queue/data", "/gradio_api/file=/etc/passwd"):
        refused = client.get(path)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="tiaoli"')
        assert set(refused.json()["error"]) == {"code", "message", "hint"}
    assert client.post("/").status_code == 401
    assert client.get("/api/health").json()["name"] == ""
    for path in ("/api/health/", "//api/health", "/API/health", "/api/health/../who"):
        assert client.get(path).status_code in (303, 401, 404)
    assert not [line for line in audited(tmp_path) if line["what"] != "path_traversal"]


def test_login_gives_a_session_and_logout_ends_it(client, tmp_path):
    entered = log_in(client, "王芳", target="/corpus")
    assert (entered.status_code, entered.headers["location"]) == (303, "/corpus")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie and "secure" not in cookie
    assert client.get("/api/who").json()["role"] == "curator"
    first = client.cookies["tiaoli"]
    log_in(client, "li.wei")
    assert client.cookies["tiaoli"] != first and client.get("/api/who").json()["name"] == "li.wei"
    assert reader(client.app).get("/api/who", headers={"Cookie": f"tiaoli={first}"}).status_code == 401
    kept = client.cookies["tiaoli"]
    assert client.post("/logout").status_code == 303
    client.cookies.set("tiaoli", kept)
    assert client.get("/api/who").status_code == 401
    lines = audited(tmp_path)
    assert [(line["what"], line["who"], line["role"], line["from"]) for line in lines] == [
        ("login", "王芳", "curator", "203.0.113.7"), ("login", "li.wei", "reader", "203.0.113.7")]
    assert (tmp_path / "audit.log").stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_refused_written_down_and_slowed(allowed, tmp_path):
    client = reader(small_server(limited(allowed, failures=2)))
    wrong = [log_in(client, "li.wei", "wrong password"), log_in(client, "li.wei", PASSWORD + " ")]
    assert [each.status_code for each in wrong] == [401, 401] and "tiaoli" not in client.cookies
    slowed = log_in(client, "li.wei")
    assert slowed.status_code == 429 and 0 < int(slowed.headers["retry-after"]) <= 900
    assert log_in(client, "王芳").status_code == 303, "another name is not held up"
    assert log_in(client, "my secret typed here", "").status_code == 401
    assert log_in(client, "sso", "").status_code == 401, "no password is no empty password"
    written = (tmp_path / "audit.log").read_text("utf-8")
    assert [line["what"] for line in audited(tmp_path)] == [
        "login_failed", "login_failed", "login_limited", "login", "login_failed", "login_failed"]
    assert "wrong password" not in written and "secret" not in written and audited(tmp_path)[0]["detail"] == "li.wei"


def test_many_names_from_one_address_are_slowed_too(allowed):
    client = reader(small_server(limited(allowed, failures=1)))
    assert [log_in(client, f"guess{at}", "").status_code for at in range(6)] == [401] * 5 + [429]
    assert log_in(reader(client.app, ("203.0.113.8", 1)), "li.wei").status_code == 303


@pytest.mark.parametrize("after", [USERS[:1], (USERS[0], USERS[1].model_copy(update={"password": CHEAP.hash("another one")}))],
                         ids=["removed", "another password"])
def test_a_session_ends_with_the_user_or_the_password(client, auth, after):
    log_in(client)
    assert client.get("/api/who").status_code == 200
    change_roster(auth, lambda roster: roster.model_copy(update={"users": after}))
    assert client.get("/api/who").status_code == 401


def test_a_session_ends_in_time(tmp_path, auth, monkeypatch):
    client = reader(small_server(access(tmp_path, auth, session_hours=1)))
    assert "Max-Age=3600" in log_in(client).headers["set-cookie"]
    now = sessions.monotonic()
    monkeypatch.setattr(sessions, "monotonic", lambda: now + 3601)
    assert client.get("/api/who").status_code == 401


def test_keys_open_the_doors_and_no_page(client, tmp_path):
    assert client.get("/api/who", headers=AUTHORIZED["reader"]).json() == {"name": "bot-reader", "role": "reader", "bytes": 0}
    assert client.get("/", headers=AUTHORIZED["reader"]).status_code == 303
    assert client.get("/gradio_api/upload", headers=AUTHORIZED["curator"]).status_code == 401
    expired = client.get("/v1/chat/completions", headers=AUTHORIZED["expired"])
    assert (expired.status_code, expired.json()["error"]["code"]) == (401, "expired_key")
    assert 'error="invalid_token"' in expired.headers["www-authenticate"]
    assert client.get("/api/who", headers={"Authorization": "Bearer tiaoli_guess"}).json()["error"]["code"] == "bad_key"
    assert [(line["what"], line["who"]) for line in audited(tmp_path)] == [("expired_key", "bot-expired"), ("bad_key", "")]
    assert "tiaoli_" not in (tmp_path / "audit.log").read_text("utf-8")


def test_readers_take_nothing_in_and_remove_nothing(client, tmp_path):
    log_in(client)
    for refused in (client.post("/gradio_api/upload", content=b"x"), client.delete("/api/docs/a"),
                    client.post("/api/docs", content=b"x", headers=AUTHORIZED["reader"])):
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert client.delete("/api/docs/a", headers=AUTHORIZED["curator"]).status_code == 200
    log_in(client, "王芳")
    assert client.post("/gradio_api/upload", content=b"x" * 1_500_000).json()["bytes"] == 1_500_000
    assert [(line["what"], line["who"]) for line in audited(tmp_path) if line["what"] != "login"] == [
        ("curators_only", "li.wei"), ("curators_only", "li.wei"), ("curators_only", "bot-reader"), ("removal", "bot-curator")]


@pytest.mark.parametrize("path", ["/api/docs/..%2F..", "/api/docs/%2e%2e/secret", "/api/docs/..%5Csecret", "/api/docs/a%00b",
                                  "/gradio_api/file=%2e%2e/etc/passwd", "/gradio_api/file=/tmp/..%2F..%2Fetc/passwd"])
def test_a_path_that_climbs_is_refused(client, tmp_path, path):
    refused = client.get(path, headers=AUTHORIZED["curator"])
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")
    assert [line["what"] for line in audited(tmp_path)] == ["path_traversal"]


@pytest.mark.parametrize("path", ["/gradio_api/proxy=https://example.org/", "/gradio_api/file=HTTPS://example.org/x",
                                  "/gradio_api/file/http://example.org", "/gradio_api/vibe-code", "/monitoring"])
def test_what_reaches_other_hosts_or_edits_the_program_is_closed(client, tmp_path, path):
    log_in(client, "王芳")
    assert client.get(path).status_code == 404
    assert audited(tmp_path)[-1]["what"] == "closed"


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "size"), [("/api/ask", 1_000_001), ("/gradio_api/upload", 25_000_001), ("/login", 16_001)])
def test_an_oversized_body_is_refused(tmp_path, auth, path, size, chunked):
    client = reader(small_server(access(tmp_path, auth, max_file_mb=1)))
    log_in(client, "王芳")
    body = b"x" * size
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(path, content=iter([body]) if chunked else body, headers=kind).status_code == 413
    assert audited(tmp_path)[-1]["what"] == "too_large"


def test_questions_are_limited_for_each_user(tmp_path, auth):
    app = small_server(access(tmp_path, auth, ask_per_minute=2))
    client = reader(app)
    asked = [client.post(path, headers=AUTHORIZED["reader"]) for path in ("/api/ask", "/v1/chat/completions", "/mcp")]
    assert [each.status_code for each in asked] == [200, 200, 429]
    assert 0 < int(asked[-1].headers["retry-after"]) <= 60 and asked[-1].json()["error"]["code"] == "rate_limited"
    assert client.get("/api/who", headers=AUTHORIZED["reader"]).status_code == 200
    assert client.post("/api/ask", headers=AUTHORIZED["curator"]).status_code == 200
    assert [(line["what"], line["who"]) for line in audited(tmp_path)] == [("rate_limited", "bot-reader")]


def test_nobody_fills_the_disk_with_refusals(client, tmp_path):
    for _ in range(40):
        client.get("/api/who", headers={"Authorization": "Bearer guess"})
    assert len(audited(tmp_path)) == 30


SAME = {"Origin": "http://tiaoli.example"}


@pytest.mark.parametrize(("headers", "passes"), [
    ({}, True), (SAME, True), ({"Sec-Fetch-Site": "same-origin"}, True), ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False), ({"Sec-Fetch-Site": "same-site", **SAME}, False),
    ({"Origin": "http://evil.example"}, False), ({"Origin": "null"}, False), ({"Origin": "http://tiaoli.example:81"}, False),
])
def test_another_site_cannot_act_in_the_name_of_a_reader(client, tmp_path, headers, passes):
    log_in(client)
    assert client.post("/api/ask", headers=headers).status_code == (200 if passes else 403)
    assert client.get("/api/who", headers=headers).status_code == 200
    assert client.post("/login", headers=headers).status_code == (401 if passes else 403)
    assert (not passes) == ("cross_site" in [line["what"] for line in audited(tmp_path)])


def test_the_proxy_names_users_and_nobody_else_does(tmp_path, auth):
    app = small_server(access(tmp_path, auth, **PROXIED))
    proxy, stranger = reader(app, ("10.2.3.4", 1)), reader(app)
    for name, role in (("sso", "curator"), ("somebody@example.org", "reader")):
        assert proxy.get("/api/who", headers={"X-Remote-User": name}).json() == {"name": name, "role": role, "bytes": 0}
    assert proxy.get("/api/who").status_code == 401
    forwarded = {"X-Remote-User": "sso", "X-Forwarded-For": "10.2.3.4", "X-Forwarded-Proto": "https"}
    for path in ("/api/who", "/", "/api/health", "/login"):
        spoofed = stranger.get(path, headers=forwarded)
        assert (spoofed.status_code, spoofed.json()["error"]["code"]) == (403, "untrusted_proxy")
        assert "strict-transport-security" not in spoofed.headers
    assert proxy.get("/api/who", headers={"X-Remote-User": "two words"}).json()["error"]["code"] == "bad_name"
    twice = [("X-Remote-User", "sso"), ("X-Remote-User", "somebody")]
    assert proxy.get("/api/who", headers=twice).json()["error"]["code"] == "bad_name"
    assert [(line["what"], line["from"], line["detail"]) for line in audited(tmp_path)] == [
        *[("header_spoofed", "203.0.113.7", "sso")] * 4, ("bad_name", "10.2.3.4", "two words"),
        ("bad_name", "10.2.3.4", "sso, somebody")]
    unset = reader(small_server(access(tmp_path, auth)))
    assert unset.get("/api/who", headers=forwarded).status_code == 401


def test_what_the_proxy_forwards_counts(tmp_path, auth):
    app = small_server(access(tmp_path, auth, proxy_from="10.0.0.0/8"))
    client = reader(app, ("10.2.3.4", 1), "https://tiaoli.example")
    client.headers |= {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https"}
    cookie = log_in(client).headers["set-cookie"]
    assert cookie.startswith("__Host-tiaoli=") and "Secure" in cookie
    assert client.get("/api/who").headers["strict-transport-security"]
    assert audited(tmp_path)[-1]["from"] == "198.51.100.9"


def test_a_users_file_that_breaks_lets_nobody_in(client, auth):
    log_in(client)
    auth.write_text("{", "utf-8")
    assert (client.get("/api/who").status_code, log_in(client).status_code) == (503, 503)


def test_alone_on_this_machine_nobody_logs_in_and_nobody_else_comes(tmp_path):
    app = small_server(access(tmp_path))
    local = ("127.0.0.1", 50000)
    for url in ("http://127.0.0.1:7860", "http://localhost", "http://[::1]:7860"):
        assert reader(app, local, url).get("/api/who").json() == {"name": "local", "role": "curator", "bytes": 0}
    assert reader(app, local, "http://localhost").get("/login").status_code == 404
    assert reader(app, local, "http://rebound.example").get("/api/who").json()["error"]["code"] == "foreign_host"
    through = reader(app, local, "http://localhost").get("/api/who", headers={"X-Forwarded-For": "203.0.113.7"})
    assert through.json()["error"]["code"] == "proxy_without_access"
    assert [line["what"] for line in audited(tmp_path)] == ["foreign_host", "proxied"]


def test_open_to_everyone_makes_everyone_a_reader(tmp_path):
    client = reader(small_server(access(tmp_path, host="0.0.0.0", open_to_everyone=True, ask_per_minute=1)))
    assert client.get("/api/who").json() == {"name": "", "role": "reader", "bytes": 0}
    assert client.post("/gradio_api/upload").status_code == 403
    assert [client.post("/api/ask").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(("options", "code"), [
    ({"host": "0.0.0.0"}, "beyond_loopback"), ({"host": "::"}, "beyond_loopback"), ({"host": "192.0.2.1"}, "beyond_loopback"),
    ({"proxy_from": "10.0.0.1", "host": "0.0.0.0"}, "beyond_loopback"),
    ({"proxy_header": "X-Remote-User"}, "bad_proxy"), ({"proxy_from": "*"}, "bad_proxy"),
    ({**PROXIED, "open_to_everyone": True}, "open_and_closed"),
])
def test_half_a_setup_is_refused_at_the_start(tmp_path, options, code):
    with pytest.raises(TiaoliError) as raised:
        access(tmp_path, **options)
    assert raised.value.code == code and raised.value.hint


def test_pages_of_others_are_kept_apart():
    pages = PageOwners()
    assert pages.owns("王芳", "p1") and pages.owns("王芳", "p1") and pages.owns("li.wei", "p2")
    assert not pages.owns("li.wei", "p1")
