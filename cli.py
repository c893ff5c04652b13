"""`tiaoli`: ingest, ask, serve, eval, docs. Errors are printed as plain words to stderr, with a non-zero exit code."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import app as evaluate
from index.settings import settings
from ingest.errors import TiaoliError
from web.access.commands import keys, users

if TYPE_CHECKING:
    from index.corpus import OnStep, Report, Step

app = typer.Typer(
    name="tiaoli", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="条理：向政府公文提问，每一句都注明所据条款。 Ask about government notices; every sentence cites its clause.")
docs = typer.Typer(no_args_is_help=False, invoke_without_command=True,
                   help="列出、查看、移除公文 / list, show and remove notices")
app.add_typer(docs, name="docs")
log = typer.Typer(no_args_is_help=True, help="问答记录 / the record of questions and answers")
app.add_typer(log, name="log")
app.add_typer(evaluate, name="eval")
app.add_typer(users, name="users")
app.add_typer(keys, name="keys")
Home = Annotated[Path | None, typer.Option(
    "--home", help="存放全部数据的文件夹 / folder with everything Tiaoli stores (TIAOLI_HOME)")]
OUTCOME = {"added": "新增 / added", "replaced": "更新 / replaced", "unchanged": "未变 / unchanged"}


@app.callback()
def _globals(context: typer.Context, home: Home = None) -> None:
    configured = settings()
    context.obj = home or configured.home


def _home(context: typer.Context) -> Path:
    return context.find_root().obj


@app.command()
def ingest(context: typer.Context,
           paths: Annotated[list[Path], typer.Argument(help="文件、文件夹或 ZIP / files, folders or ZIP archives")],
           as_json: Annotated[bool, typer.Option("--json", help="输出 JSON 报告 / print the report as JSON")] = False,
           ) -> None:
    """读入公文：新增、更新，移除已删除的文件 / Take in notices: add, update, drop those whose file is gone.

    退出码 0：全部读入；1：有跳过或出错 / exit code 0: all taken in; 1: something was skipped or failed
    """
    if not any(path.expanduser().exists() for path in paths):
        raise TiaoliError("missing", f"找不到文件 / no such file: {', '.join(map(str, paths))}",
                          "请检查路径 / check the path")
    from index.corpus import ingest_paths
    from index.writer import write_index

    try:
        with write_index(_home(context), create=True) as index, _progress() as on_step:
            report = ingest_paths(index, paths, on_step)
            total = (len(index.documents()), index.count_clauses())
    except KeyboardInterrupt:
        print("已停止；已写入的都保留 / stopped; what was written is kept", file=sys.stderr)
        raise typer.Exit(130) from None
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print_report(report, *total)
    if report.skipped:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[OnStep]:
    """A bar on a terminal: notices, rates, time left. Nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    rates = "{task.completed:.0f}/{task.total} · {task.fields[notices]:.1f} 份/s · {task.fields[clauses]:.0f} 条/s"
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn(rates), TimeRemainingColumn())
    console = Console(stderr=True)
    began = monotonic()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("读入 / ingesting", notices=0.0, clauses=0.0)

        def on_step(step: Step) -> None:
            spent = max(monotonic() - began, 0.1)
            progress.update(task, completed=step.done, total=step.total, notices=step.done / spent,
                            clauses=step.clauses / spent, description=_printable(Path(step.source).name[:30]) or "…")

        yield on_step


def _print_report(report: Report, documents: int, clauses: int) -> None:
    """What was written and skipped, a line each (a table on a terminal), then warnings and totals."""
    _print_table(("公文 / notice", "", "条款 / clauses", "警告 / warnings"),
                 [(each.doc_id, OUTCOME[each.outcome], str(each.clauses), str(len(each.warnings)))
                  for each in report.written])
    for each in report.written:
        for warning in each.warnings:
            print(f"  {each.doc_id}: {warning}")
    print(f"新增 {len(report.added)} · 更新 {len(report.replaced)} · 未变 {len(report.unchanged)}"
          f" · 移除 {len(report.removed)} · 跳过 {len(report.skipped)}"
          " / added · replaced · unchanged · removed · skipped")
    print(f"共 {documents} 份公文，{clauses} 个条款，用时 {report.seconds:.1f} 秒 / notices, clauses, seconds")
    for skipped in report.skipped:
        print(f"跳过 / skipped: {_printable(skipped.source)}: {_printable(skipped.reason)}", file=sys.stderr)


def _printable(text: str) -> str:
    """A text of strangers on one line: control characters in the name of a file could drive the terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cf") else char for char in text)


def _print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table on a terminal; elsewhere a line a row, cells set apart by tabs, so that other programs can read it."""
    if not sys.stdout.isatty():
        for row in rows:
            print(*row, sep="\t")
    elif rows:
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        table = Table(*headings)
        for row in rows:
            table.add_row(*map(escape, row))
        Console().print(table)


@app.command()
def ask(context: typer.Context,
        question: Annotated[str, typer.Argument(help="问题（简体、繁体或英文） / question in Chinese or English")],
        as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
        explain: Annotated[bool, typer.Option(
            "--explain", help="说明怎样理解问题、怎样找到条款 / say how the question was read and the clauses found")] = False,
        region: Annotated[str, typer.Option(help="只查这一地域 / only this place")] = "",
        since: Annotated[str, typer.Option(help="成文不早于 YYYY-MM-DD / issued on or after")] = "",
        until: Annotated[str, typer.Option(help="成文不晚于 YYYY-MM-DD / issued on or before")] = "",
        in_force: Annotated[bool, typer.Option(
            "--in-force", help="不用已失效、已届满、尚未施行的公文 / leave out notices repealed, expired or not in effect yet")] = False,
        as_of: Annotated[str, typer.Option(help="按这一天判断时效 YYYY-MM-DD / judge validity as of this day")] = "",
        ) -> None:
    """提一个问题 / Ask one question."""
    from answer.plain import answer_lines, explanation_lines
    from answer.records import keeper, recorded
    from answer.request import checked
    from answer.service import answering, explained
    from answer.tracing import start_tracing
    from index.store import read_index

    filters = {"region": region, "since": since, "until": until, "in_force": in_force, "as_of": as_of}
    request = checked(question, filters)
    start_tracing()
    home, asked = _home(context), (request.question, request.filters, ())
    with read_index(home) as index:
        *_, last = recorded(answering(index, *asked), keeper(home), *asked)
        answer, explanation = last.answer, explained(index, last) if explain else None
    if as_json:
        shown = answer.model_dump(mode="json") | ({"explain": explanation} if explain else {})
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for line in (*answer_lines(answer), *(explanation_lines(explanation) if explain else ())):
        print(line)


@app.command()
def serve(context: typer.Context,
          host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on (TIAOLI_HOST)")] = None,
          port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口 / port (TIAOLI_PORT)")] = None,
          auth: Annotated[Path | None, typer.Option(
              metavar="FILE", help="只让这个文件中的用户和密钥进入 / let in only the users and keys of this file (TIAOLI_AUTH)")] = None,
          open_to_everyone: Annotated[bool, typer.Option(
              "--open-to-everyone", help="不设登录也对外监听，任何人都可提问 / listen beyond this machine without login: anybody may"
                                         " ask")] = False) -> None:
    """打开网页问答 / Open the web chat."""
    from app import serve as serve_app

    auth = auth or (Path(settings().auth) if settings().auth else None)
    serve_app(_home(context), host or settings().host, port or settings().port, auth, open_to_everyone)


@docs.callback()
def _list(context: typer.Context) -> None:
    if context.invoked_subcommand:
        return
    from answer.listing import documents
    from answer.plain_notices import listed_lines
    from index.store import read_index

    with read_index(_home(context)) as index:
        rows = documents(index)
    if not rows:
        print("库中还没有公文 / no notices yet: tiaoli ingest", file=sys.stderr)
    for row in rows:
        print(listed_lines(row))


@docs.command()
def show(context: typer.Context, doc_id: Annotated[str, typer.Argument(help="公文编号 / id of the notice")],
         as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False) -> None:
    """显示一份公文的条款树 / Show the clause tree of one notice."""
    from answer.listing import document
    from answer.plain_notices import listed_lines, tree_lines
    from index.store import read_index

    with read_index(_home(context)) as index:
        shown, notice = document(index, doc_id), index.notice(doc_id)
    if as_json:
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    print(listed_lines({**shown, "clauses": len(notice.clauses)}))
    for warning in notice.warnings:
        print(f"⚠ {warning}")
    for line in tree_lines(notice):
        print(line)


@docs.command()
def remove(context: typer.Context, doc_id: Annotated[str, typer.Argument(help="公文编号 / id of the notice")]) -> None:
    """从库中移除一份公文（不删原文件） / Remove a notice from the index; its file stays."""
    from index.writer import write_index

    with write_index(_home(context)) as index:
        index.remove([doc_id])
    print(f"已移除 / removed: {doc_id}")


@log.command()
def export(context: typer.Context,
           since: Annotated[str, typer.Option(help="这一天及以后 YYYY-MM-DD / on or after")] = "",
           until: Annotated[str, typer.Option(help="这一天及以前 YYYY-MM-DD / on or before")] = "") -> None:
    """把问答记录和评价逐行写成 JSON / Write each exchange with its feedback as a line of JSON."""
    from answer.journal import exported

    for exchange in exported(_home(context), since, until):
        print(json.dumps(exchange, ensure_ascii=False))


def main() -> None:
    """Entry point: runs the command; a TiaoliError becomes two plain lines and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        # Notices hold characters that the code page of a console or pipe may lack.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # The model and the libraries are local; none of them may look outside.
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    try:
        app()
    except TiaoliError as error:
        print(f"错误 / error: {_printable(error.message)}", file=sys.stderr)
        if error.hint:
            print(f"提示 / hint: {_printable(error.hint)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
