"""The web server over the published index: `create_app` puts the chat and the doors together, `serve` runs them."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from answer.llm import engine
from answer.records import Keep, keeper, unkept
from answer.service import ask
from answer.tracing import start_tracing
from index.live import Reading, live_index
from ingest.errors import TiaoliError
from web.api import create_api
from web.guard import page_headers
from web.render import ASSETS

# The second has a wrong character, so that the dictionaries which tell that are read as well.
WARMING_QUESTIONS = ("由哪个部门牵头？", "签头")
SHUTDOWN_SECONDS = 3
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")


def create_app(reading: Reading, keep: Keep = unkept) -> FastAPI:
    """The whole server: the JSON API under /api, the chat at /. keep: records each exchange."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from web.chat import create_chat

    app = FastAPI(title="Tiaoli", openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/api", create_api(reading, keep))
    app.add_middleware(page_headers)
    theme = gr.themes.Default(primary_hue="red", font=FONTS, font_mono=("monospace",))
    return gr.mount_gradio_app(
        app, create_chat(reading, keep), path="/", theme=theme, css_paths=ASSETS / "chat.css",
        head=f"<script>{(ASSETS / 'chat.js').read_text('utf-8')}</script>", footer_links=[], run_history=False,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, show_error=False, max_file_size=1,
    )


def serve(home: Path, host: str, port: int) -> None:
    """Serve what is published under `home`, now and later, until interrupted; prints a line with the URL once questions
    can be asked.

    Raises TiaoliError when the address cannot be listened on or the language model cannot be used as it is set, and what
    `read_index` raises.
    """
    engine()
    start_tracing()
    with _listening(host, port) as listener, live_index(home) as live, suppress(KeyboardInterrupt):
        with live() as index:
            for question in WARMING_QUESTIONS:
                ask(index, question)  # loads the embedder and the vectors, so that the first reader need not wait
        asyncio.run(_run(create_app(live, keeper(home)), listener))


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TiaoliError("port_in_use", f"端口 {port} 已被占用 / port {port} is in use",
                              "用 --port 换一个端口 / choose another with --port") from error
        raise TiaoliError("cannot_listen", f"无法监听 / cannot listen on {host}:{port}: {error.strerror}",
                          "检查 --host 和 --port / check --host and --port") from error


async def _run(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=SHUTDOWN_SECONDS)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.05)
    if server.started:
        print(f"条理已就绪 Tiaoli is ready: {_url(listener)}", flush=True)
    await serving


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
