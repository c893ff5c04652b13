"""The auth file: users with hashed passwords and API keys, read anew when it changes, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from filelock import FileLock
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from ingest.errors import TiaoliError
from web.identity import Role

NAME_HINT = "1–64 个字：文字、数字、. _ @ - / 1 to 64 letters, digits and . _ @ -"


def valid_name(name: str) -> str:
    """The name of a user or key. Raises ValueError for one that could be mistaken in a log or a header."""
    if not re.fullmatch(r"[\w.@-]{1,64}", name):
        raise ValueError(NAME_HINT)
    return name


Name = Annotated[str, AfterValidator(valid_name)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    role: Role


class User(_Entry):
    """password: its argon2 hash; None for whoever only comes through the trusted proxy."""

    password: str | None = None


class Key(_Entry):
    """sha256: of the key, in hex; a key is long and random, so that a slow hash would add nothing. expires: first day it
    no longer counts, UTC."""

    sha256: str
    created: date
    expires: date

    def expired(self) -> bool:
        """Whether its days are over."""
        return datetime.now(UTC).date() >= self.expires


class Roster(BaseModel):
    """What the auth file holds; no name twice among users, none among keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    users: tuple[User, ...] = ()
    keys: tuple[Key, ...] = ()

    def user(self, name: str) -> User | None:
        """The user of that name."""
        return next((user for user in self.users if user.name == name), None)

    def key(self, secret: str) -> Key | None:
        """The key with that secret, expired or not. Digests are compared, so how long it takes tells nothing of use."""
        digest = digest_of(secret)
        return next((key for key in self.keys if key.sha256 == digest), None)


def digest_of(secret: str) -> str:
    """What is stored of a key."""
    return sha256(secret.encode()).hexdigest()


def read_roster(path: Path) -> Roster:
    """The auth file. Raises TiaoliError when it is missing, unreadable or not in its form."""
    try:
        return Roster.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise TiaoliError("no_auth_file", f"找不到用户文件 / no such auth file: {path}",
                          f"先添加用户 / first add a user: tiaoli users add NAME --auth {path}") from error
    except (OSError, ValidationError) as error:
        # What pydantic says of a fault quotes the input: hashes of passwords.
        said = error.strerror if isinstance(error, OSError) else "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False))
        raise TiaoliError("bad_auth_file", f"用户文件不能用 / the auth file cannot be used: {path}: {said}",
                          "改正该文件，或用 tiaoli users 重新建立 / correct it or make it anew with tiaoli users") from error


def change_roster(path: Path, change: Callable[[Roster], Roster]) -> None:
    """Replaces the auth file by what `change` makes of it: at once, readable by its owner only, one writer at a time.

    A file that does not exist yet counts as empty. Raises TiaoliError when it cannot be written, and what `read_roster` and
    `change` raise.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), mode=0o600):
            changed = change(read_roster(path) if path.exists() else Roster())
            _replace(path, json.dumps(changed.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise TiaoliError("auth_file_not_written", f"用户文件无法写入 / the auth file cannot be written: {path}: {error.strerror}",
                          "检查文件夹的权限和空间 / check permissions and space of the folder") from error


def _replace(path: Path, text: str) -> None:
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(partial)
        raise


def watched_roster(path: Path) -> Callable[[], Roster]:
    """Reads the auth file now and, later, whenever it has changed; so who is removed is out at once.

    The function raises what `read_roster` raises: a file that has become unreadable lets nobody in.
    """
    def version() -> tuple[int, ...]:
        try:
            state = path.stat()
        except OSError:
            return ()
        return state.st_ino, state.st_size, state.st_mtime_ns

    held: tuple[tuple[int, ...], Roster] = (version(), read_roster(path))

    def current() -> Roster:
        nonlocal held
        if (now := version()) != held[0] or not now:
            held = (now, read_roster(path))
        return held[1]

    return current
