"""Which language model the settings ask for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from answer.llm.breaker import Breaker
from answer.llm.calls import MOST, MOST_HERE, Calls
from answer.llm.gguf import check_file
from index.settings import Settings, settings
from ingest.errors import TiaoliError

Kind = Literal["openai", "ollama", "gguf"]

# Ollama's own default.
OLLAMA = "http://127.0.0.1:11434"
LIBRARIES: dict[Kind, tuple[str, ...]] = {
    "openai": ("llama_index.llms.openai_like",),
    "ollama": ("llama_index.llms.ollama",),
    "gguf": ("llama_index.llms.openai_like", "xllamacpp"),
}
"""What each kind needs of the extra `[llm]`, LlamaIndex's class first."""

# Written after the base address in the providers' own examples, and often copied with it.
_ENDPOINT = "/chat/completions"


@dataclass(frozen=True)
class Engine:
    """A language model that can be asked, as configured. timeout: seconds a whole answer may take."""

    name: str
    kind: Kind
    model: str
    url: str
    key: SecretStr = field(repr=False)
    timeout: float
    breaker: Breaker = field(default_factory=Breaker, repr=False, compare=False)
    calls: Calls = field(default_factory=Calls, repr=False, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False, compare=False)


def engine() -> Engine | None:
    """The language model of this process's settings; None where answers are extractive. The same object while they stay.

    Raises TiaoliError: llm_not_set where a setting is missing, bad_setting where one cannot be, no_model or bad_model for the
    file of a model, no_llm_extra where the libraries are not installed.
    """
    return _engine(settings())


@lru_cache(maxsize=1)
def _engine(chosen: Settings) -> Engine | None:
    kind = _kind(chosen)
    if kind == "extractive":
        return None
    model, key = chosen.llm_model.strip(), _key(chosen.llm_api_key)
    url = _url(chosen.llm_url or (OLLAMA if kind == "ollama" else "")) if kind != "gguf" else ""
    if not model:
        raise _missing("TIAOLI_LLM_MODEL", "模型名称；TIAOLI_LLM=gguf 时为模型文件 / the model's name, or with gguf its file")
    if kind == "gguf":
        check_file(Path(model).expanduser())
    if missing := [name for name in LIBRARIES[kind] if not _installed(name)]:
        raise TiaoliError("no_llm_extra", f"设置了语言模型，但未安装 {missing[0]} / a language model is set, but {missing[0]} is not "
                          "installed", "请运行 / run: .venv/bin/pip install -e '.[llm]'")
    calls = Calls(MOST_HERE if kind == "gguf" else MOST)
    return Engine(_name(kind, model, url), kind, model, url, key, chosen.llm_timeout, calls=calls)


def _kind(chosen: Settings) -> Kind | Literal["extractive"]:
    """`auto` is what is configured: an address, else a .gguf file, else none."""
    if chosen.llm != "auto":
        return chosen.llm
    if chosen.llm_url:
        return "openai"
    if chosen.llm_model.strip().casefold().endswith(".gguf"):
        return "gguf"
    # A model or a key without an address is half a configuration, which is said rather than passed over.
    return "openai" if chosen.llm_model or chosen.llm_api_key.get_secret_value() else "extractive"


def _name(kind: Kind, model: str, url: str) -> str:
    match kind:
        case "ollama":
            return f"{model} (ollama)"
        case "gguf":
            return f"{Path(model).stem} (llama.cpp)"
        case "openai":
            return f"{model} ({urlsplit(url).netloc})"


def _url(url: str) -> str:
    """The base address, without a slash at its end. What is wrong with it is told without it: it may hold a password."""
    if not url:
        raise _missing("TIAOLI_LLM_URL", "OpenAI 兼容接口的地址，如 / the address, such as http://127.0.0.1:8000/v1")
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise _bad("TIAOLI_LLM_URL", "需为 http:// 或 https:// 开头的地址 / it must be an address that begins with http:// or https://")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise _bad("TIAOLI_LLM_URL", "地址中不要写密码或参数，密钥请设 TIAOLI_LLM_API_KEY / no password or parameters in the address: "
                   "the key belongs in TIAOLI_LLM_API_KEY")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/").removesuffix(_ENDPOINT)


def _key(key: SecretStr) -> SecretStr:
    """Without the space or line end that comes along when it is read from a file."""
    value = key.get_secret_value().strip()
    if not value.isascii() or any(not character.isprintable() or character.isspace() for character in value):
        raise _bad("TIAOLI_LLM_API_KEY", "密钥中有空格、换行或非 ASCII 字符 / the key holds a space, a line break or a character "
                   "that is not ASCII")
    return SecretStr(value)


def _missing(variable: str, what: str) -> TiaoliError:
    return TiaoliError("llm_not_set", f"语言模型的设置不完整，缺 {variable} / the language model is only half configured: {variable} "
                       "is missing", f"请设 {variable}：{what}；不用语言模型请设 TIAOLI_LLM=extractive / set it, or "
                       "TIAOLI_LLM=extractive to do without a model")


def _bad(variable: str, reason: str) -> TiaoliError:
    return TiaoliError("bad_setting", f"设置有误 / bad setting: {variable}", reason)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
