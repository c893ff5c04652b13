"""How often one may ask, and fail to log in: moving windows of the library `limits`, held in this process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# A page sends several events for one question: it loads, changes language, clicks.
EVENTS_PER_QUESTION = 5
AUDITED_PER_MINUTE = 30
LOGIN_MINUTES = 15
# Many people share one address behind a router, and a name may be tried from many addresses.
FAILURES_PER_ADDRESS, FAILURES_PER_NAME = 5, 20


@dataclass(frozen=True)
class Limits:
    """asks: questions a minute for one user or key, 0 without limit; failures: failed logins from one address to one
    name in a quarter of an hour."""

    asks: int = 0
    failures: int = 5
    _windows: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def wait_to_ask(self, who: str) -> int:
        """Counts a question; the seconds to wait where that is one too many, else 0."""
        return self._counted("ask", self.asks, who)

    def wait_for_event(self, who: str) -> int:
        """Counts an event of a page, as `wait_to_ask` does."""
        return self._counted("event", self.asks * EVENTS_PER_QUESTION, who)

    def may_audit(self, address: str) -> bool:
        """Whether one more refusal from there is written down: nobody shall fill the disk with them."""
        return not self._counted("audit", AUDITED_PER_MINUTE, address)

    def wait_to_log_in(self, address: str, name: str) -> int:
        """The seconds to wait before another login is tried, 0 for none. Counts nothing."""
        return max(0 if self._windows.test(item, *who) else self._wait(item, *who)
                   for item, who in self._logins(address, name))

    def login_failed(self, address: str, name: str) -> None:
        """Counts a failed login."""
        for item, who in self._logins(address, name):
            self._windows.hit(item, *who)

    def _logins(self, address: str, name: str) -> tuple[tuple[RateLimitItem, tuple[str, ...]], ...]:
        def item(times: int) -> RateLimitItem:
            return RateLimitItemPerMinute(self.failures * times, LOGIN_MINUTES)

        return ((item(1), ("login", address, name)), (item(FAILURES_PER_ADDRESS), ("login from", address)),
                (item(FAILURES_PER_NAME), ("login to", name)))

    def _counted(self, what: str, times: int, who: str) -> int:
        item = RateLimitItemPerMinute(times) if times else None
        return 0 if item is None or self._windows.hit(item, what, who) else self._wait(item, what, who)

    def _wait(self, item: RateLimitItem, *who: str) -> int:
        return max(1, math.ceil(self._windows.get_window_stats(item, *who).reset_time - time.time()))
