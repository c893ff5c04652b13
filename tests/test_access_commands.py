"""`tiaoli users` and `tiaoli keys`, and a server that will not listen to strangers: by the real command line."""

from __future__ import annotations

import io
import json

import pytest
from access_samples import PASSWORD, access, reader, small_server

from web.access import commands, passwords
from web.access.roster import read_roster


@pytest.fixture
def typed(monkeypatch):
    """Puts a line on standard input."""
    return lambda line: monkeypatch.setattr("sys.stdin", io.StringIO(line))


@pytest.fixture
def auth(tmp_path):
    return tmp_path / "etc" / "auth.json"


def test_users_are_added_changed_listed_and_removed(call, typed, auth):
    typed(PASSWORD + "\n")
    assert call("users", "add", "王芳", "--role", "curator", "--auth", auth).code == 0
    stored = auth.read_text("utf-8")
    assert PASSWORD not in stored and "$argon2id$v=19$m=65536,t=3,p=4$" in stored and auth.stat().st_mode & 0o777 == 0o600
    assert passwords.password_fits(read_roster(auth).users[0].password, PASSWORD)
    assert call("users", "add", "sso", "--no-password", TIAOLI_AUTH=auth).code == 0
    assert call("users", "list", TIAOLI_AUTH=auth).out == "王芳\tcurator\tpassword\nsso\treader\tproxy\n"
    assert call("users", "add", "sso", "--role", "curator", "--no-password", "--auth", auth).code == 0
    assert [(user.name, user.role) for user in read_roster(auth).users] == [("王芳", "curator"), ("sso", "curator")]
    assert call("users", "remove", "王芳", "--auth", auth).code == 0
    assert [user.name for user in read_roster(auth).users] == ["sso"]


def test_a_key_is_shown_once_and_opens_the_doors(call, auth, tmp_path):
    added = call("keys", "add", "open-webui", "--days", "30", "--auth", auth)
    key = added.out.strip()
    assert key.startswith("tiaoli_") and len(key) > 40 and key not in auth.read_text("utf-8")
    client = reader(small_server(access(tmp_path, auth)))
    as_program = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/who", headers=as_program).json()["name"] == "open-webui"
    listed = call("keys", "list", "--auth", auth).out
    assert listed.startswith("open-webui\treader\t") and listed.endswith("valid\n") and key not in listed
    assert call("keys", "add", "open-webui", "--auth", auth).code == 1, "a name is a key's alone"
    assert call("users", "add", "open-webui", "--no-password", "--auth", auth).code == 1
    assert call("keys", "remove", "open-webui", "--auth", auth).code == 0
    assert client.get("/api/who", headers=as_program).status_code == 401


@pytest.mark.parametrize(("arguments", "line", "said"), [
    (("users", "add", "王芳"), "short\n", "密码须为"),
    (("users", "add", "two words"), PASSWORD, "名称不能用"),
    (("users", "add", "a\nb"), PASSWORD, "名称不能用"),
    (("users", "remove", "nobody"), "", "没有这个名称"),
    (("users", "list"), "", "找不到用户文件"),
    (("keys", "add", "x" * 65), "", "名称不能用"),
])
def test_what_cannot_be_done_is_said_plainly(call, typed, auth, arguments, line, said):
    typed(line)
    done = call(*arguments, "--auth", auth)
    assert done.code == 1 and said in done.err and "提示 / hint" in done.err and not auth.exists()


def test_which_file_must_be_said(call):
    assert "TIAOLI_AUTH" in call("users", "list").err


def test_a_password_typed_differently_the_second_time_is_refused(call, monkeypatch, auth):
    answers = iter([PASSWORD, "another password"])
    monkeypatch.setattr(commands, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert "两次输入的密码不同" in call("users", "add", "王芳", "--auth", auth).err and not auth.exists()


def test_a_broken_file_is_refused_without_showing_what_it_holds(call, auth):
    auth.parent.mkdir()
    hashed = "$argon2id$v=19$secret"
    auth.write_text(json.dumps({"users": [{"name": "a", "role": "king", "password": hashed}]}), "utf-8")
    done = call("users", "list", "--auth", auth)
    assert done.code == 1 and "users.0.role" in done.err and hashed not in done.err


@pytest.mark.parametrize(("arguments", "said"), [
    (("--host", "0.0.0.0"), "--open-to-everyone"), (("--host", "::"), "--open-to-everyone"),
    (("--auth", "no-such-file.json"), "tiaoli users add"),
])
def test_a_server_without_login_does_not_listen_to_strangers(call, tmp_path, arguments, said):
    refused = call("--home", tmp_path, "serve", *arguments)
    assert refused.code == 1 and said in refused.err and refused.out == ""
