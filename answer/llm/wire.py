"""The connection of one call to a language model: bounded in time and size, and ended from outside when the caller has left."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from ssl import SSLContext

import httpx
from pydantic import SecretStr

from ingest.errors import TiaoliError

CONNECT_SECONDS = 10.0
MAX_BYTES = 4_000_000  # 600 tokens, each in its own JSON event, take less than a tenth of it

# What the endpoint needs to know. The clients also send the machine's system, and what OPENAI_* and OLLAMA_* variables say.
_SENT = {"host", "accept", "connection", "content-type", "content-length"}


class Call:
    """What one call has learnt so far, and the way to end it from another thread. deadline: seconds of time.monotonic."""

    def __init__(self, deadline: float) -> None:
        self.deadline, self.status, self.content_type, self.retry_after = deadline, 0, "", ""
        self._left, self._socket = False, None

    def time_left(self) -> float:
        """Seconds. Raises httpx.ReadTimeout when there are none, or when the caller has left."""
        left = self.deadline - time.monotonic()
        if left <= 0 or self._left:
            raise httpx.ReadTimeout("no time left")
        return left

    def answered(self, response: httpx.Response) -> None:
        """Keeps what the head of the response says."""
        self.status, self.content_type = response.status_code, response.headers.get("content-type", "")
        self.retry_after = response.headers.get("retry-after", "")
        self._socket = response.extensions["network_stream"].get_extra_info("socket")
        self.time_left()

    def hang_up(self) -> None:
        """Wakes the thread that waits for this call."""
        self._left = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class Line(httpx.HTTPTransport):
    """Carries the requests of one call. The key is put in here and nowhere else, so that no log or trace of a client holds it."""

    def __init__(self, call: Call, url: str, key: SecretStr) -> None:
        """Raises TiaoliError('llm_unreachable') where the proxy that the environment names cannot be used."""
        self._call, self._key = call, key
        try:
            super().__init__(verify=_tls(), proxy=_proxy(httpx.URL(url)))
        except (ImportError, ValueError):
            raise TiaoliError("llm_unreachable", "环境变量中的代理无法使用 / the proxy that the environment names cannot be used",
                              "请检查 HTTP_PROXY、HTTPS_PROXY、ALL_PROXY、NO_PROXY / check these variables") from None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        left = self._call.time_left()
        request.headers = httpx.Headers({name: value for name, value in request.headers.items() if name in _SENT})
        if key := self._key.get_secret_value():
            request.headers["authorization"] = f"Bearer {key}"
        request.extensions["timeout"] = {"connect": min(CONNECT_SECONDS, left), "read": left, "write": left, "pool": left}
        response = super().handle_request(request)
        try:
            self._call.answered(response)
        except httpx.ReadTimeout:
            response.close()
            raise
        response.stream = _Bounded(self._call, response.stream)
        return response


class _Bounded(httpx.SyncByteStream):
    """A body that ends with the time or the size allowed, however slowly it drips."""

    def __init__(self, call: Call, body: httpx.SyncByteStream) -> None:
        self._call, self._body = call, body

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._body:
            self._call.time_left()
            size += len(chunk)
            if size > MAX_BYTES:
                raise too_long()
            yield chunk

    def close(self) -> None:
        self._body.close()


def too_long() -> TiaoliError:
    return TiaoliError("llm_too_long", "语言模型的回答过长，已中止 / the language model's answer was too long and was stopped",
                       "请问得更具体些 / ask something more specific")


@lru_cache(maxsize=1)
def _tls() -> SSLContext:
    """Certificates of the authorities known, or of SSL_CERT_FILE; reading them takes longer than a call on loopback."""
    return httpx.create_ssl_context()


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    """The environment's, but never for this machine itself."""
    if _loopback(url.host) or urllib.request.proxy_bypass(url.host):
        return None
    known = urllib.request.getproxies()
    found = known.get(url.scheme) or known.get("all")
    return httpx.Proxy(found if "://" in found else f"http://{found}") if found else None


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
