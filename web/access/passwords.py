"""Passwords: hashed with Argon2id (RFC 9106), by argon2-cffi with its default cost."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.errors import TiaoliError

# NIST SP 800-63B-4, 3.1.1.2: at least 15 characters where a password is the only factor is advised; 8 are the least.
SHORTEST, LONGEST = 8, 1024
HASHER = PasswordHasher()


def hashed_password(password: str) -> str:
    """What is stored. Raises TiaoliError for a password too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise TiaoliError("bad_password", f"密码须为 {SHORTEST} 至 {LONGEST} 个字符 / a password has {SHORTEST} to"
                          f" {LONGEST} characters", "十五个字以上的短语更好 / a phrase of 15 characters or more is better")
    return HASHER.hash(_normal(password))


def password_fits(stored: str | None, password: str) -> bool:
    """Whether it is the password of that hash; as slow where there is no hash, so that time does not tell who exists."""
    if len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(stored or _nobodys(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return HASHER.hash("")


def _normal(password: str) -> str:
    """The same characters, however a keyboard composes them (NIST SP 800-63B-4, 3.1.1.2)."""
    return normalize("NFKC", password)
