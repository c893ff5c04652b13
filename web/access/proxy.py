"""The trusted reverse proxy: from its addresses alone do a user's name and forwarded addresses count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from ingest.errors import TiaoliError
from web.access.roster import NAME_HINT, valid_name

Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True)
class Proxy:
    """header: in lower case, with the name of whoever has logged in there; '' where none is set."""

    header: str = ""
    networks: Networks = ()

    def trusts(self, address: str) -> bool:
        """Whether a peer at that address is the proxy."""
        try:
            peer = ip_address(address)
        except ValueError:  # a Unix socket has no address
            return False
        return any(peer in network for network in self.networks)


def proxy_of(header: str, addresses: str) -> Proxy:
    """The proxy as set. addresses: of the proxy, addresses or networks such as 10.0.0.0/8, set apart by commas.

    Raises TiaoliError for an address that is none, and for a header without addresses.
    """
    hint = "例如 / such as TIAOLI_PROXY_HEADER=X-Remote-User TIAOLI_PROXY_FROM=127.0.0.1,10.1.0.0/16"
    try:
        networks = tuple(ip_network(each.strip()) for each in addresses.split(",") if each.strip())
    except ValueError as error:
        raise TiaoliError("bad_proxy", f"代理地址有误 / not an address or network: TIAOLI_PROXY_FROM={addresses}: {error}",
                          hint) from error
    if header and not networks:
        raise TiaoliError("bad_proxy", "设置了 TIAOLI_PROXY_HEADER，但没有说明代理的地址 / TIAOLI_PROXY_HEADER is set, but not"
                          " the addresses of the proxy", hint)
    return Proxy(header.strip().lower(), networks)


def proxied_name(values: Sequence[str]) -> str:
    """The user's name in the header's values, as ASGI gives them: bytes as Latin-1.

    Raises TiaoliError for no valid name, and for two: the proxy then adds to what the browser has sent.
    """
    try:
        (value,) = values
        return valid_name(value.strip().encode("latin-1").decode())
    except (UnicodeError, ValueError) as error:
        raise TiaoliError("bad_name", "代理传来的用户名不能用 / the proxy gave a user name that cannot be used",
                          NAME_HINT) from error
