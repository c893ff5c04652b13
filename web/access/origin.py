"""Whether a request that changes something was made by a page of this server: browsers tell.

The rule is that of OWASP's Cross-Site Request Forgery Prevention Cheat Sheet (Fetch Metadata, then the origin) and of Go's
http.CrossOriginProtection: `Sec-Fetch-Site` decides where the browser sends it, as it does over https and to this machine;
else `Origin` must name this host. What sends neither is no browser.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from web.access.paths import SAFE_METHODS


def from_another_site(method: str, headers: Headers) -> bool:
    """Whether an unsafe request comes from a page of another origin, or one that hides its own (`null`)."""
    if method in SAFE_METHODS:
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and (urlsplit(origin).netloc.lower() != headers.get("host", "").lower())
