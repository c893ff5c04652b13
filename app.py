"""The web server over the published index: `create_app` puts the chat and the doors together, `serve` runs them."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import warnings
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from answer.journal import feedback
from answer.llm import engine
from answer.records import Keep, keeper, unkept
from answer.service import ask
from answer.tracing import start_tracing
from index.live import Reading, live_index
from index.settings import settings
from ingest.errors import TiaoliError
from web.access.access import Access, access_from
from web.access.entrance import add_entrance
from web.access.paths import FILES_AT_ONCE
from web.api import create_api
from web.health import add_readiness
from web.logs import log_request
from web.metrics import add_metrics, count_request, counted, create_metrics
from web.render import ASSETS, page_script, page_style
from web.running import Gate, run, stoppable
from web.served import observed

# The second has a wrong character, so that the dictionaries which tell that are read as well.
WARMING_QUESTIONS = ("由哪个部门牵头？", "签头")
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")


def create_app(reading: Reading, keep: Keep = unkept, access: Access | None = None, home: Path | None = None) -> FastAPI:
    """The whole server: the JSON API under /api, OpenAI's protocol under /v1, MCP at /mcp, metrics at /metrics, the chat at /.

    keep: records each exchange. access: who may come in; unless given, everybody, as a curator. home: where feedback and
    uploads go; None leaves out what needs it.

    Its state.gate, once closed, takes no more questions; its state.let_go() ends the connection that each page shown keeps open.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from web.chat import create_chat
    from web.corpus_page import add_corpus_page
    from web.desk import Shelf, create_desk, nothing_stored, stored
    from web.doors import create_doors

    access = access or Access()
    gate = reading = Gate(reading)
    metrics = create_metrics(reading, engine)
    keep = counted(keep, metrics)
    api = create_api(reading, keep, home)
    add_readiness(api, reading)
    app = create_doors(api, reading, keep, home, local=access.own_machine)
    app.state.gate = gate
    add_metrics(app, metrics)
    shelf, judge = Shelf(), partial(feedback, home) if home and settings().log else None
    app.mount("/desk", create_desk(reading, shelf, judge, partial(stored, home) if home else nothing_stored))
    script = page_script()
    add_entrance(app, access, scripts=[script])
    app.add_middleware(observed, watchers=(partial(count_request, metrics), log_request))  # the outermost
    theme = gr.themes.Default(primary_hue="red", font=FONTS, font_mono=("monospace",))
    chat = create_chat(reading, keep, shelf, judged=judge is not None, has_corpus_page=home is not None)
    if home:
        add_corpus_page(chat, reading, home)
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)  # said of several pages, on or off
    gr.mount_gradio_app(
        app, chat, path="/", theme=theme, css_paths=[ASSETS / "chat.css", ASSETS / "corpus.css"],
        head=f"<style>{page_style()}</style><script>{script}</script>", footer_links=[], run_history=False,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, show_error=False,
        max_file_size=settings().max_file_mb * 1_000_000 * FILES_AT_ONCE,
    )
    pages = next(route.app for route in app.routes if isinstance(getattr(route, "app", None), gr.routes.App))
    app.state.let_go = pages.stop_event.set  # as Gradio does itself where it runs the server
    return app


def serve(home: Path, host: str, port: int, auth: Path | None = None, open_to_everyone: bool = False) -> None:
    """Serve what is published under `home`, now and later, until told to stop; prints a line with the URL once questions
    can be asked. Answers under way are finished first (`web.running`).

    Raises TiaoliError when the address cannot be listened on or the language model cannot be used as it is set, and what
    `access_from` and `read_index` raise.
    """
    access = access_from(settings(), home, host, auth, open_to_everyone)
    engine()
    start_tracing()
    with stoppable(), _listening(host, port) as listener, live_index(home) as live:
        with live() as index:
            for question in WARMING_QUESTIONS:
                ask(index, question)  # loads the embedder and the vectors, so that the first reader need not wait
        app = create_app(live, keeper(home), access, home)
        asyncio.run(run(app, listener, app.state.gate, partial(_say_ready, listener), _give_up_model, app.state.let_go,
                        settings().log_format))


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


def _say_ready(listener: socket.socket) -> None:
    print(f"条理已就绪 Tiaoli is ready: {_url(listener)}", flush=True)


def _give_up_model() -> None:
    if model := engine():
        model.calls.give_up()


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
