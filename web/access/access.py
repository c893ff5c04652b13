"""How access is set up, from the settings: off on this machine, by the auth file, by the trusted proxy, or open."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from index.settings import Settings
from ingest.errors import TiaoliError
from web.access.audit import Audit, audit_file, unaudited
from web.access.limits import Limits
from web.access.proxy import Proxy, proxy_of
from web.access.roster import Roster, watched_roster
from web.access.sessions import PageOwners, Sessions
from web.identity import LOCAL, NOBODY, Identity

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Access:
    """everybody: who each request is by, where nobody logs in. own_machine: whether only this machine is answered, under
    its own names and without a proxy between. login: whether there are passwords to log in with."""

    everybody: Identity | None = LOCAL
    own_machine: bool = False
    login: bool = False
    roster: Callable[[], Roster] = Roster
    proxy: Proxy = field(default_factory=Proxy)
    sessions: Sessions = field(default_factory=lambda: Sessions(12 * 3600))
    pages: PageOwners = field(default_factory=PageOwners)
    limits: Limits = field(default_factory=Limits)
    audit: Audit = unaudited
    max_file_bytes: int = 20_000_000


def access_from(settings: Settings, home: Path, host: str, auth: Path | None, open_to_everyone: bool) -> Access:
    """Access as set. host: the address to listen on. auth: the auth file. open_to_everyone: said on the command line.

    Raises TiaoliError when strangers could come in without being told apart and nobody has said that they may; for an
    auth file that cannot be used or lets nobody in; for a proxy that is set up by half.
    """
    proxy = proxy_of(settings.proxy_header, settings.proxy_from)
    common = {"proxy": proxy, "audit": audit_file(home), "max_file_bytes": settings.max_file_mb * 1_000_000}
    if auth is None and not proxy.header:
        if open_to_everyone:
            return Access(NOBODY, limits=Limits(settings.ask_per_minute), **common)
        if not _on_this_machine(host):
            raise TiaoliError("beyond_loopback", f"没有设置登录，不对外开放 / will not listen on {host} without login: whoever"
                              " reaches the port could ask", "设置登录 / set up login: tiaoli users add NAME --role curator --auth"
                              " FILE, tiaoli serve --auth FILE；或 / or TIAOLI_PROXY_HEADER；或任何人都可提问 / or let everyone ask:"
                              " --open-to-everyone")
        return Access(LOCAL, own_machine=True, **common)
    if open_to_everyone:
        raise TiaoliError("open_and_closed", "--open-to-everyone 不能与登录并用 / --open-to-everyone and login exclude each other",
                          "去掉其中一个 / leave one out")
    roster = watched_roster(auth) if auth else Roster
    login = any(user.password for user in roster().users)
    if not (login or roster().keys or proxy.header):
        raise TiaoliError("nobody_may_enter", f"用户文件中没有能登录的用户 / nobody can log in with {auth}",
                          f"tiaoli users add NAME --auth {auth}")
    limits = Limits(settings.ask_per_minute, settings.login_failures)
    return Access(None, login=auth is not None, roster=roster, sessions=Sessions(settings.session_hours * 3600),
                  limits=limits, **common)


def _on_this_machine(host: str) -> bool:
    """Whether listening there lets only this machine in; a host that cannot be resolved cannot be listened on either."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return all(ip_address(address[0].partition("%")[0]).is_loopback for *_, address in found)
