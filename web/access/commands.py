"""`tiaoli users` and `tiaoli keys`: who may come in, kept in the auth file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.settings import settings
from ingest.errors import TiaoliError
from web.identity import Role

if TYPE_CHECKING:
    from web.access.roster import Roster

users = typer.Typer(no_args_is_help=True, help="可以登录的用户 / who may log in")
keys = typer.Typer(no_args_is_help=True, help="其他系统用的 API 密钥 / API keys for other systems")
Auth = Annotated[Path | None, typer.Option("--auth", metavar="FILE", help="用户文件 / auth file (TIAOLI_AUTH)")]
Name = Annotated[str, typer.Argument(help="名称 / name")]
As = Annotated[Role, typer.Option("--role", help="reader 只提问，curator 还可收录和移除 / a reader asks, a curator also takes"
                                                 " notices in and removes them")]


@users.command("add")
def add_user(name: Name, role: As = "reader",
             no_password: Annotated[bool, typer.Option(
                 "--no-password", help="只经可信代理登录 / comes only through the trusted proxy")] = False,
             auth: Auth = None) -> None:
    """添加用户，或更改其角色和密码 / Add a user, or change role and password.

    密码在终端输入两次，或由标准输入读取一行 / the password is typed twice, or read as a line from standard input
    """
    from web.access.passwords import hashed_password
    from web.access.roster import User, change_roster

    _check_name(name)
    user = User(name=name, role=role, password=None if no_password else hashed_password(_password()))

    def with_user(roster: Roster) -> Roster:
        _not_taken(name, (key.name for key in roster.keys))
        return roster.model_copy(update={"users": (*(each for each in roster.users if each.name != name), user)})

    change_roster(_file(auth), with_user)
    print(f"已保存 / saved: {name} ({role})")


@users.command("list")
def list_users(auth: Auth = None) -> None:
    """列出用户 / List the users."""
    from web.access.roster import read_roster

    for user in read_roster(_file(auth)).users:
        print(user.name, user.role, "password" if user.password else "proxy", sep="\t")


@users.command("remove")
def remove_user(name: Name, auth: Auth = None) -> None:
    """移除用户；其登录立即失效 / Remove a user, whose sessions end at once."""
    _remove(_file(auth), "users", name)


@keys.command("add")
def add_key(name: Name, role: As = "reader",
            days: Annotated[int, typer.Option(min=1, max=3650, help="有效天数 / days it is valid")] = 90,
            auth: Auth = None) -> None:
    """新建密钥，只显示这一次 / Make a key, shown this once."""
    import secrets
    from datetime import UTC, datetime, timedelta

    from web.access.roster import Key, change_roster, digest_of

    _check_name(name)
    secret, today = f"tiaoli_{secrets.token_urlsafe(32)}", datetime.now(UTC).date()
    key = Key(name=name, role=role, sha256=digest_of(secret), created=today, expires=today + timedelta(days=days))

    def with_key(roster: Roster) -> Roster:
        _not_taken(name, (each.name for each in (*roster.users, *roster.keys)))
        return roster.model_copy(update={"keys": (*roster.keys, key)})

    change_roster(_file(auth), with_key)
    print(f"有效期至 / valid until: {key.expires} UTC", file=sys.stderr)
    print(secret)


@keys.command("list")
def list_keys(auth: Auth = None) -> None:
    """列出密钥的名称、角色和有效期 / List names, roles and days of the keys, not the keys."""
    from web.access.roster import read_roster

    for key in read_roster(_file(auth)).keys:
        state = "expired" if key.expired() else "valid"
        print(key.name, key.role, f"{key.created}", f"{key.expires}", state, sep="\t")


@keys.command("remove")
def remove_key(name: Name, auth: Auth = None) -> None:
    """移除密钥，立即失效 / Remove a key, at once."""
    _remove(_file(auth), "keys", name)


def _file(auth: Path | None) -> Path:
    if auth or settings().auth:
        return auth or Path(settings().auth)
    raise TiaoliError("which_auth_file", "没有说明用户文件 / which auth file?", "--auth FILE，或 / or TIAOLI_AUTH=FILE")


def _check_name(name: str) -> None:
    from web.access.roster import valid_name

    try:
        valid_name(name)
    except ValueError as error:
        raise TiaoliError("bad_name", f"名称不能用 / this name cannot be used: {name}", str(error)) from error


def _not_taken(name: str, names: Iterable[str]) -> None:
    if name in names:
        raise TiaoliError("name_taken", f"名称已被使用 / the name is taken: {name}",
                          "换一个名称，或先移除 / choose another, or remove that one first")


def _remove(path: Path, kind: str, name: str) -> None:
    from web.access.roster import change_roster

    def without(roster: Roster) -> Roster:
        held = getattr(roster, kind)
        if name not in (each.name for each in held):
            raise TiaoliError("no_such_name", f"没有这个名称 / no such name: {name}", f"tiaoli {kind} list")
        return roster.model_copy(update={kind: tuple(each for each in held if each.name != name)})

    change_roster(path, without)
    print(f"已移除 / removed: {name}")


def _password() -> str:
    """Typed twice without being shown, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("密码 / password: ")
    if password != getpass("再输一次 / once more: "):
        raise TiaoliError("passwords_differ", "两次输入的密码不同 / the passwords differ", "请重试 / try again")
    return password
