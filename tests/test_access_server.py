"""The whole server behind the gate: Gradio's own routes, what two users see of each other, the pages and their headers."""

import json
import re
from contextlib import nullcontext

import pytest
from access_samples import AUTHORIZED, CHEAP, HASHED, access, audited, auth_file, log_in, reader, small_server
from fastapi import FastAPI

from app import create_app
from web.access import passwords
from web.access.entrance import add_entrance
from web.guard import inline_scripts
from web.identity import identity_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def server(index, folder):
    """The whole server, where one must log in, as it runs."""
    app = create_app(lambda: nullcontext(index), access=access(folder, auth_file(folder)))
    with reader(app):
        yield app


@pytest.fixture(scope="module")
def users(server):
    """A browser logged in as the curator 王芳, one as the reader li.wei."""
    browsers = {name: reader(server) for name in ("王芳", "li.wei")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        for name, browser in browsers.items():
            assert log_in(browser, name).status_code == 303
    return browsers


def test_nothing_of_gradio_is_reached_without_login(server):
    client = reader(server)
    for method, path in (("GET", "/config"), ("GET", "/gradio_api/info"), ("POST", "/gradio_api/queue/join"),
                         ("GET", "/gradio_api/queue/data?session_hash=a"), ("GET", "/gradio_api/heartbeat/a"),
                         ("POST", "/gradio_api/upload"), ("GET", "/gradio_api/file=/etc/passwd"), ("POST", "/gradio_api/cancel"),
                         ("POST", "/gradio_api/run/respond"), ("POST", "/gradio_api/component_server"), ("GET", "/theme.css"),
                         ("GET", "/assets/index.js"), ("GET", "/static/img/logo.svg"), ("GET", "/desk/notices?q=a"), ("GET", "/")):
        assert client.request(method, path).status_code in (303, 401), path
    paths = {route.path for route in server.routes if getattr(route, "path", "")}
    assert {"/api", "/v1", "/mcp"} <= {f"/{path.split('/')[1]}" for path in paths if path}
    for path in paths - {"/login", "/logout"}:
        assert client.get(path).status_code in (303, 401), path
    assert client.get("/api/ready").status_code == 200


def test_no_file_of_the_machine_is_served(users):
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml", "/gradio_api/file//etc/passwd",
                 "/gradio_api/file=%2e%2e/pyproject.toml", "/static/%2e%2e/%2e%2e/routes.py", "/assets/..%2f..%2froutes.py"):
        assert users["王芳"].get(path).status_code in (403, 404), path
    climbing = users["王芳"].get("/api/docs/..%2F..")
    assert (climbing.status_code, climbing.json()["error"]["code"]) == (404, "not_found")


@pytest.fixture(scope="module")
def remembering(folder, users):
    """The same users on a page of Gradio that keeps what each has said in the session's state."""
    import gradio as gr

    def remember(said: str, state: tuple[str, ...], request: gr.Request) -> tuple[str, tuple[str, ...]]:
        state = (*state, said)
        return f"{identity_of(request.request).name}: {' '.join(state)}", state

    with gr.Blocks(analytics_enabled=False) as page:
        said, state, shown = gr.Textbox(), gr.State(()), gr.Textbox()
        said.submit(remember, [said, state], [shown, state])
    app = FastAPI()
    allowed = access(folder, folder / "auth.json")
    add_entrance(app, allowed)
    gr.mount_gradio_app(app, page, path="/", ssr_mode=False, mcp_server=False, run_history=False)
    with reader(app) as running:
        browsers = {}
        for name in ("王芳", "li.wei"):
            browsers[name] = reader(app)
            browsers[name].portal = running.portal  # the event loop in which Gradio's queue runs
            browsers[name].cookies.set("tiaoli", allowed.sessions.start(name, HASHED))
        yield browsers


def said(text, session):
    return {"data": [text, None], "fn_index": 0, "session_hash": session, "trigger_id": None, "event_data": None}


def heard(browser, session):
    """What Gradio tells the page of its events, once they are over."""
    lines = browser.get(f"/gradio_api/queue/data?session_hash={session}").text.splitlines()
    messages = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    return [message["output"]["data"][0] for message in messages if message["msg"] == "process_completed"]


def test_two_users_never_see_each_others_conversation(remembering, folder):
    mine, other = remembering["王芳"], remembering["li.wei"]
    join, data = "/gradio_api/queue/join", "/gradio_api/queue/data"
    assert mine.post(join, json=said("secret", "page-of-wang")).status_code == 200
    for refused in (other.get(f"{data}?session_hash=page-of-wang"),
                    other.get(f"{data}?session_hash=page-of-wang&session_hash=mine"),
                    other.get(f"{data}?session_hash=mine&session_hash=page-of-wang"),
                    other.post(join, json=said("what?", "page-of-wang")),
                    other.post(f"{join}/", json=said("what?", "page-of-wang")),
                    other.post("/gradio_api/run/remember", json=said("what?", "page-of-wang")),
                    other.get("/gradio_api/heartbeat/page-of-wang"),
                    other.post("/gradio_api/cancel", json={"session_hash": "page-of-wang", "fn_index": 0, "event_id": "x"})):
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_session")
    assert heard(mine, "page-of-wang") == ["王芳: secret"]
    assert other.post(join, json=said("hello", "page-of-li")).status_code == 200
    assert heard(other, "page-of-li") == ["li.wei: hello"]
    mine.post(join, json=said("more", "page-of-wang"))
    assert heard(mine, "page-of-wang") == ["王芳: secret more"]
    assert ("foreign_session", "li.wei") in {(line["what"], line["who"]) for line in audited(folder)}
    form = {"data": '{"data": [], "fn_name": "x", "component_id": 1, "session_hash": "page-of-wang"}'}
    assert other.post("/gradio_api/component_server", data=form).status_code == 415


def test_only_curators_upload_to_gradio(users, folder):
    files = {"files": ("通知.txt", "关于印发方案的通知".encode())}
    assert users["li.wei"].post("/gradio_api/upload", files=files).status_code == 403
    assert ("curators_only", "li.wei", "/gradio_api/upload") in [
        (line["what"], line["who"], line["detail"]) for line in audited(folder)]


def test_the_doors_answer_a_key(server):
    client = reader(server)
    answer = client.post("/api/ask", json={"question": "行政调解工作由哪个部门牵头？"}, headers=AUTHORIZED["reader"]).json()
    assert answer["citations"] and client.get("/api/docs", headers=AUTHORIZED["reader"]).status_code == 200


def test_the_page_runs_its_own_scripts_only(users):
    page = users["li.wei"].get("/", headers={"Accept": "text/html"})
    policy = page.headers["content-security-policy"]
    scripts = re.search("script-src ([^;]+)", policy)[1].split()
    assert "'unsafe-inline'" not in scripts and "script-src-attr 'none'" in policy
    assert len(inline_scripts(page.text)) == len([each for each in scripts if each.startswith("'sha256-")]) - 1
    for header in ("x-content-type-options", "permissions-policy", "cross-origin-opener-policy"):
        assert header in page.headers
    # Under "no-referrer" Chromium sends `Origin: null` with the login form, and no Sec-Fetch-Site over plain http.
    assert page.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in page.headers


def test_what_is_no_page_runs_nothing(tmp_path):
    client = reader(small_server(access(tmp_path)), ("127.0.0.1", 1), "http://localhost")
    assert "'sha256-" in client.get("/").headers["content-security-policy"]
    assert client.get("/api/original").headers["content-security-policy"].startswith("default-src 'none';")


def test_inline_scripts_are_found_as_a_browser_finds_them():
    page = "<head><script>a &amp; '<b>'\r\n1</script><script src=x></script><script type=module>2</script></head><p>3"
    assert inline_scripts(page) == ["a &amp; '<b>'\n1", "2"]


@pytest.mark.parametrize(("accepted", "shown"), [("zh-CN,zh;q=0.9", "密码"), ("zh-TW", "密碼"), ("en-GB", "Password")])
def test_the_login_page_speaks_the_readers_language(server, accepted, shown):
    page = reader(server).get("/login?next=/corpus", headers={"Accept-Language": accepted})
    assert shown in page.text and 'value="/corpus"' in page.text
    assert "script" not in page.text and page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    assert 'lang="en"' in reader(server).get("/login?lang=en", headers={"Accept-Language": accepted}).text


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
                                    "/\t/evil.example", "\"><script>alert(1)</script>", ""])
def test_after_login_nobody_is_sent_elsewhere(server, monkeypatch, target):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    client = reader(server)
    assert log_in(client, target=target).headers["location"] == "/"
    assert "<script" not in client.get("/login", params={"next": target}).text
