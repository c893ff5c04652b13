"""Every setting of Tiaoli, from the environment (prefix TIAOLI_). The README lists each; a test keeps the two equal."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from ingest.errors import TiaoliError


class Settings(BaseSettings):
    """What can be set. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix="TIAOLI_", env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(Path(".tiaoli"), description="Folder that holds everything Tiaoli stores")
    host: str = Field("127.0.0.1", description="Address the web server listens on")
    port: int = Field(7860, ge=1, le=65535, description="Port the web server listens on")
    max_file_mb: int = Field(20, ge=1, description="A larger notice file is refused, in MB (1,000,000 bytes)")
    embed_model: str = Field("", description="Embedding model in place of the embedded one: a folder, or a name on the hub")
    rerank_model: str = Field("", description="CrossEncoder that reranks the best candidates: a folder, or a name on the hub")
    llm: Literal["auto", "extractive", "openai", "ollama", "gguf"] = Field(
        "auto", description="What drafts answers: `auto` takes the language model configured below, and none where none is")
    llm_url: str = Field("", description="Address of an OpenAI-compatible service, such as `http://127.0.0.1:8000/v1`, or of Ollama")
    llm_model: str = Field("", description="Name of the language model, or path of a `.gguf` file that llama.cpp runs")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Key of that service; it is never written anywhere")
    llm_timeout: float = Field(60, gt=0, le=3600, description="Seconds a language model may take for an answer")
    log_format: Literal["plain", "json"] = Field(
        "plain", description="The server's log: `plain` words on what goes wrong, or `json`, a line for every request as well")
    auth: str = Field("", description="File of users and API keys (`tiaoli users`, `tiaoli keys`): whoever asks must log in")
    proxy_header: str = Field("", description="Header in which a trusted reverse proxy names the user, such as `X-Remote-User`")
    proxy_from: str = Field("", description="Addresses or networks of that proxy, set apart by commas; only there does it count")
    session_hours: int = Field(12, ge=1, le=720, description="Hours that a login lasts")
    ask_per_minute: int = Field(60, ge=0, description="Questions a minute for one user or key, where one logs in; 0 for no limit")
    login_failures: int = Field(5, ge=1, description="Failed logins of a name from one address in a quarter of an hour")
    log: bool = Field(True, description="Keep a local record of questions, answers and feedback")
    log_days: int = Field(365, ge=0, le=36_500, description="Drop records older than so many days; 0 keeps them all")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises TiaoliError: unknown_setting, bad_setting (malformed, or in a file that cannot be read)."""
    known = {f"TIAOLI_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(key for key in os.environ if key.startswith("TIAOLI_") and key not in known)
    if unknown:
        raise TiaoliError("unknown_setting", f"不认识的设置 / unknown setting: {', '.join(unknown)}",
                          f"可用的设置 / known settings: {', '.join(sorted(known))}")
    # Files named as settings, such as tiaoli_llm_api_key: from systemd (LoadCredential) or a container's secrets.
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY") or os.devnull)
    try:
        return Settings(_secrets_dir=folder if folder.is_dir() else None)
    except (SettingsError, OSError) as error:
        raise TiaoliError("bad_setting", f"读不了设置文件 / cannot read a file of settings in {folder}: {error}",
                          "请让运行条理的用户能读该文件 / let Tiaoli's user read the file") from error
    except ValidationError as error:
        faults = [f"TIAOLI_{str(each['loc'][0]).upper()}={each['input']}: {each['msg']}" for each in error.errors()]
        raise TiaoliError("bad_setting", f"设置有误 / bad setting: {'; '.join(faults)}",
                          "请改正环境变量 / correct the variable") from error
