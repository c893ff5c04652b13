"""What the libraries raise when a language model fails -> the one error a user can act on."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx

from answer.llm.configured import Engine
from answer.llm.wire import Call
from ingest.errors import TiaoliError

# The last ones are what the clients raise on an answer of the wrong shape: they take it for right. RecursionError is a RuntimeError.
_EXPECTED = (TiaoliError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, TypeError, AttributeError,
             LookupError, RuntimeError, AssertionError)

_AGAIN = "请稍后再问 / ask again later"
_CHECK_URL = "请检查 TIAOLI_LLM_URL，以及该服务是否在运行 / check it, and that the service is running"
_WORDS = 160


class Passing(TiaoliError):
    """A fault that may be gone at the next try. wait: seconds that the server asked for."""

    wait: float = 0.0


def expected(engine: Engine) -> tuple[type[Exception], ...]:
    """All that a call of this engine may raise."""
    if engine.kind == "ollama":
        from ollama import ResponseError

        return (*_EXPECTED, ResponseError)
    from openai import OpenAIError

    return (*_EXPECTED, OpenAIError)


def told(error: BaseException, engine: Engine, call: Call) -> TiaoliError:
    """The same in plain words. Nothing of the request is kept: it holds the key."""
    if call.status and not 200 <= call.status < 300:
        return _by_status(error, engine, call)
    if isinstance(error, TiaoliError):
        return error
    chain = tuple(_chain(error))
    if any(isinstance(each, httpx.TimeoutException) and not isinstance(each, httpx.ConnectTimeout) for each in chain):
        return timed_out(engine)
    # A server that hangs up before its first word was not reached; one that speaks something else than HTTP is garbled.
    if any(isinstance(each, httpx.DecodingError) for each in chain) or not call.status and any(
            isinstance(each, httpx.ProtocolError) and "disconnected" not in str(each) for each in chain):
        return garbled(engine)
    if not call.status and any(isinstance(each, httpx.TransportError | OSError) for each in chain):
        return _unconnected(chain, engine)
    if any(isinstance(each, httpx.TransportError | OSError) for each in chain):
        return Passing("llm_cut", f"语言模型的回答中途断了：{engine.name} / the language model's answer broke off", _AGAIN)
    if words := _words(error, engine):
        return TiaoliError("llm_failed", f"语言模型服务出错：{engine.name}（{words}） / the service of the language model failed", _AGAIN)
    return garbled(engine)


def timed_out(engine: Engine) -> TiaoliError:
    return TiaoliError("llm_timeout", f"语言模型未能在 {engine.timeout:g} 秒内答完：{engine.name} / the language model did not finish "
                       f"within {engine.timeout:g} s", "可设 TIAOLI_LLM_TIMEOUT 放宽时限，或换更快的模型 / allow more time, or use "
                       "a faster model")


def _by_status(error: BaseException, engine: Engine, call: Call) -> TiaoliError:
    status, words = call.status, _words(error, engine)
    if status in (429, 503, 529):
        return _passing("llm_busy", f"语言模型服务太忙：{engine.name}（HTTP {status}） / the service of the language model is too busy",
                        _AGAIN, call)
    if status >= 500:
        return _passing("llm_failed", f"语言模型服务出错：{engine.name}（HTTP {status}） / the service of the language model failed",
                        _AGAIN, call)
    match status:
        case 401 | 403:
            return _refused(engine, status, "", "请检查 TIAOLI_LLM_API_KEY / check the key")
        case 402:
            return _refused(engine, status, "", "账户余额不足 / the account has no balance left")
        case 404:
            return _refused(engine, status, words, "没有此模型或地址，请检查 TIAOLI_LLM_MODEL 和 TIAOLI_LLM_URL / no such model or "
                            "address: check both")
    if status < 400:
        return _refused(engine, status, "", "该地址已转到别处，请把 TIAOLI_LLM_URL 改为最终地址 / the address leads elsewhere: set the "
                        "final one")
    return _refused(engine, status, words, "请检查 TIAOLI_LLM_MODEL 和 TIAOLI_LLM_URL / check both")


def _refused(engine: Engine, status: int, words: str, hint: str) -> TiaoliError:
    said = f"HTTP {status}：{words}" if words else f"HTTP {status}"
    return TiaoliError("llm_refused", f"语言模型服务拒绝了请求：{engine.name}（{said}） / the service of the language model refused the "
                       "request", hint)


def _unconnected(chain: tuple[BaseException, ...], engine: Engine) -> TiaoliError:
    if any(isinstance(each, ssl.SSLError) for each in chain):
        return TiaoliError("llm_unreachable", f"与语言模型的加密连接失败：{engine.name} / no safe connection to the language model",
                           "请检查 TIAOLI_LLM_URL；自建证书请设 SSL_CERT_FILE / check it; for a certificate of your own set SSL_CERT_FILE")
    if any(isinstance(each, socket.gaierror) for each in chain):
        return Passing("llm_unreachable", f"找不到语言模型的主机：{engine.name} / the host of the language model is not known", _CHECK_URL)
    return Passing("llm_unreachable", f"连不上语言模型：{engine.name} / the language model cannot be reached", _CHECK_URL)


def garbled(engine: Engine) -> TiaoliError:
    return TiaoliError("llm_garbled", f"语言模型返回了无法识别的内容：{engine.name} / what the language model returned makes no sense",
                       "请检查 TIAOLI_LLM_URL，或稍后再问 / check it, or ask again later")


def _passing(code: str, message: str, hint: str, call: Call) -> Passing:
    error = Passing(code, message, hint)
    error.wait = _seconds(call.retry_after)
    return error


def _seconds(retry_after: str) -> float:
    """Of a Retry-After header: seconds or a date (RFC 9110, 10.2.3). 0 where it says neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _words(error: BaseException, engine: Engine) -> str:
    """What the server itself said was wrong: one short line, never the key."""
    said = getattr(error, "body", None) or getattr(error, "error", None)
    if isinstance(said, dict):
        said = said.get("message")
    if not isinstance(said, str) or "<" in said:
        return ""
    key = engine.key.get_secret_value()
    line = " ".join("".join(each if each.isprintable() else " " for each in (said.replace(key, "***") if key else said)).split())
    return line if len(line) <= _WORDS else line[:_WORDS] + "…"
