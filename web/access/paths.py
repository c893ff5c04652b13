"""What each address is to the gate: open, a door for programs, asking, curating, or closed to all."""

from __future__ import annotations

import re

from ingest.errors import TiaoliError

OPEN = frozenset({"/api/health", "/api/ready", "/login", "/logout"})
DOORS = ("/api", "/v1", "/mcp", "/metrics")
PROGRAMS = (*DOORS, "/desk", "/gradio_api")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Of Gradio, what Tiaoli has no use for and what fetches from other hosts or edits the program.
CLOSED = re.compile(r"/gradio_api/(proxy=|file[=/]+https?:|vibe|undo-vibe|stream/|run-history|runs|deep_link|"
                    r"process_recording|custom_component|dev/|profiling)|/monitoring|/dev/|/proxy=|/file=", re.IGNORECASE)
ASKING = frozenset({"/api/ask", "/v1/chat/completions"})
EVENTS = re.compile(r"/gradio_api/(queue/join|run/|api/|call/|component_server)")
PAGE_SESSION = re.compile(r"/gradio_api/heartbeat/([^/]+)")
BODY_LIMIT = 1_000_000
LOGIN_BODY_LIMIT = 16_000
# Many notices are dropped on the page at once; each file alone is held to the limit for one.
FILES_AT_ONCE = 25


def within(path: str, roots: tuple[str, ...]) -> bool:
    """Whether the path is one of these or below one."""
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def closed(path: str) -> str:
    """Why nobody may go there, '' where one may. A path that climbs is closed before anything behind resolves it."""
    if ".." in re.split(r"[/\\=]", path) or "\\" in path or "\0" in path:
        return "path_traversal"
    return "closed" if CLOSED.match(path) else ""


def curating(method: str, path: str) -> bool:
    """Whether the request takes notices in or removes them."""
    return method not in SAFE_METHODS and (path.startswith("/gradio_api/upload") or within(path, ("/api/docs",)))


def asking(method: str, path: str) -> bool:
    """Whether the request asks through a door for programs. Every message to the MCP server counts."""
    return method == "POST" and (path.rstrip("/") in ASKING or within(path, ("/mcp",)))


def page_event(method: str, path: str) -> bool:
    """Whether the request is an event of a page: a question, a click."""
    return method == "POST" and EVENTS.match(path) is not None


def body_limit(method: str, path: str, max_file_bytes: int) -> int:
    """How many bytes the request may send."""
    if path == "/login":
        return LOGIN_BODY_LIMIT
    return max_file_bytes * FILES_AT_ONCE if curating(method, path) else BODY_LIMIT


def local_path(target: str) -> str:
    """Where to go after login: `target` if it is a path on this server, else the chat. Browsers read // and /\\ as hosts."""
    return target if re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", target) else "/"


NO_SUCH_ADDRESS = (404, TiaoliError("not_found", "没有这个接口 / no such address"))
REFUSALS = {
    "closed": NO_SUCH_ADDRESS,
    "path_traversal": NO_SUCH_ADDRESS,
    "login_required": (401, TiaoliError("login_required", "请先登录 / please log in", "网页登录在 /login；程序用 / log in at /login;"
                                        " programs send Authorization: Bearer KEY (tiaoli keys add)")),
    "bad_key": (401, TiaoliError("bad_key", "密钥无效 / the API key is not valid", "tiaoli keys add")),
    "expired_key": (401, TiaoliError("expired_key", "密钥已过期 / the API key has expired", "tiaoli keys add")),
    "header_spoofed": (403, TiaoliError(
        "untrusted_proxy", "用户名请求头只接受来自可信代理的 / the header with a user's name counts only from the trusted proxy",
        "TIAOLI_PROXY_FROM")),
    "bad_name": (403, TiaoliError("bad_name", "代理传来的用户名不能用 / the proxy gave a user name that cannot be used",
                                  "1–64 个字：文字、数字、. _ @ - / 1 to 64 letters, digits and . _ @ -")),
    "proxied": (403, TiaoliError(
        "proxy_without_access", "请求经过代理而来，但没有设置登录 / the request came through a proxy, yet no login is set up",
        "tiaoli serve --auth FILE，或 / or TIAOLI_PROXY_HEADER, or --open-to-everyone")),
    "foreign_host": (403, TiaoliError(
        "foreign_host", "不设登录时只能用本机地址访问 / without login, the server answers to the names of this machine only",
        "http://127.0.0.1，或设置登录 / or set up login: tiaoli serve --auth FILE")),
    "cross_site": (403, TiaoliError("cross_site", "来自其他网站的请求已拒绝 / a request from another site is refused",
                                    "请在本网站的页面上操作 / use the pages of this site")),
    "curators_only": (403, TiaoliError("forbidden", "只有库管理员可以收录或移除公文 / only a curator takes notices in or removes"
                                       " them", "tiaoli users add NAME --role curator")),
    "foreign_session": (403, TiaoliError("foreign_session", "这个会话属于其他用户 / this session is another user's",
                                         "请刷新网页 / reload the page")),
    "rate_limited": (429, TiaoliError("rate_limited", "请求过于频繁 / too many requests", "请稍候再试 / wait, then try again")),
    "too_large": (413, TiaoliError("too_large", "请求体过大 / the request body is too large",
                                   "TIAOLI_MAX_FILE_MB")),
    "bad_media": (415, TiaoliError("bad_media", "只接受 JSON / JSON only")),
    "no_roster": (503, TiaoliError("no_roster", "暂时无法核对用户 / users cannot be checked now",
                                   "请联系管理员，详见服务日志 / ask the administrator; the server's log says why")),
}
"""Each refusal as (HTTP status, error body), by the name it has in the audit log."""
