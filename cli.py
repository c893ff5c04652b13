"""`tiaoli`: ingest, ask, serve, eval, docs. Errors are printed as plain words to stderr, with a non-zero exit code."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from index.settings import settings
from ingest.errors import TiaoliError

app = typer.Typer(
    name="tiaoli", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="条理：向政府公文提问，每一句都注明所据条款。 Ask about government notices; every sentence cites its clause.")
docs = typer.Typer(no_args_is_help=False, invoke_without_command=True,
                   help="列出、查看、移除公文 / list, show and remove notices")
app.add_typer(docs, name="docs")
Home = Annotated[Path | None, typer.Option(
    "--home", help="存放全部数据的文件夹 / folder with everything Tiaoli stores (TIAOLI_HOME)")]
STATUS = {"in_force": "现行有效 / in force", "repealed": "已失效 / repealed", "expired": "已届满 / expired",
          "unknown": "时效不明 / validity unknown"}


@app.callback()
def _globals(context: typer.Context, home: Home = None) -> None:
    configured = settings()
    context.obj = home or configured.home


def _home(context: typer.Context) -> Path:
    return context.find_root().obj


@app.command()
def ingest(context: typer.Context,
           paths: Annotated[list[Path], typer.Argument(help="文件或文件夹 / files or folders")]) -> None:
    """读入公文：新增、更新，移除已删除的文件 / Take in notices: add, update, drop those whose file is gone."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from index.corpus import ingest_paths
    from index.store import open_index

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    if not any(path.expanduser().exists() for path in paths):
        raise TiaoliError("missing", f"找不到文件 / no such file: {', '.join(map(str, paths))}",
                          "请检查路径 / check the path")
    with open_index(_home(context), create=True) as index, progress:
        task = progress.add_task("读入 / ingesting")
        report = ingest_paths(index, paths, lambda done, total, source: progress.update(
            task, completed=done, total=total, description=Path(source).name[:30]))
        total = (len(index.documents()), index.count_clauses())
    print(f"新增 {len(report.added)} · 更新 {len(report.replaced)} · 未变 {len(report.unchanged)}"
          f" · 移除 {len(report.removed)} · 跳过 {len(report.skipped)}"
          " / added · replaced · unchanged · removed · skipped")
    print(f"共 {total[0]} 份公文，{total[1]} 个条款，用时 {report.seconds:.1f} 秒 / notices, clauses, seconds")
    for doc_id, warnings in report.warnings:
        for warning in warnings:
            print(f"  {doc_id}: {warning}")
    for skipped in report.skipped:
        print(f"跳过 / skipped: {skipped.source}: {skipped.reason}", file=sys.stderr)
    if report.skipped:
        raise typer.Exit(1)


@app.command()
def ask(context: typer.Context,
        question: Annotated[str, typer.Argument(help="问题（简体、繁体或英文） / question in Chinese or English")],
        as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
        region: Annotated[str, typer.Option(help="只查这一地域 / only this place")] = "",
        since: Annotated[str, typer.Option(help="成文不早于 YYYY-MM-DD / issued on or after")] = "",
        until: Annotated[str, typer.Option(help="成文不晚于 YYYY-MM-DD / issued on or before")] = "",
        in_force: Annotated[bool, typer.Option(
            "--in-force", help="不用已失效、已届满的公文 / leave out repealed and expired notices")] = False,
        as_of: Annotated[str, typer.Option(help="按这一天判断时效 YYYY-MM-DD / judge validity as of this day")] = "",
        ) -> None:
    """提一个问题 / Ask one question."""
    from answer.request import checked
    from answer.service import ask as ask_index
    from index.store import open_index

    filters = {"region": region, "since": since, "until": until, "in_force": in_force, "as_of": as_of}
    request = checked(question, filters)
    with open_index(_home(context)) as index:
        answer = ask_index(index, request.question, request.filters)
    if as_json:
        print(answer.model_dump_json(indent=2))
        return
    for warning in answer.warnings:
        print(f"⚠ {warning}")
    print(answer.answer)
    for near in answer.searched.nearest if answer.refused else ():
        print(f"最接近（未必相关） / nearest, perhaps unrelated: 《{near.title}》{near.address}")
    for citation in answer.citations:
        print(f"[{citation.n}] 《{citation.title}》{citation.doc_no} {citation.address}\n    {citation.quote}")


@app.command()
def serve(context: typer.Context,
          host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on (TIAOLI_HOST)")] = None,
          port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口 / port (TIAOLI_PORT)")] = None,
          ) -> None:
    """打开网页问答 / Open the web chat."""
    from app import serve as serve_app

    serve_app(_home(context), host or settings().host, port or settings().port)


@app.command(name="eval")
def evaluate(context: typer.Context,
             question_set: Annotated[Path | None, typer.Argument(
                 metavar="[SET.jsonl]", help="问题集 / question set")] = None,
             json_path: Annotated[Path | None, typer.Option(
                 "--json", help="把分数写入 JSON 文件 / write the scores as JSON")] = None,
             report: Annotated[Path | None, typer.Option(
                 "--report", help="写出 HTML 报告 / write an HTML report")] = None) -> None:
    """在问题集上评测 / Evaluate on a question set."""
    from eval.run import run

    raise typer.Exit(run(question_set, _home(context), json_path, report))


@docs.callback()
def _list(context: typer.Context) -> None:
    if context.invoked_subcommand:
        return
    from answer.service import documents
    from index.store import open_index

    with open_index(_home(context)) as index:
        rows = documents(index)
    if not rows:
        print("库中还没有公文 / no notices yet: tiaoli ingest", file=sys.stderr)
    for row in rows:
        print(_listed(row))


def _listed(row: dict[str, Any]) -> str:
    """Two lines for one notice: id and title, then what is known of it."""
    known = (row["doc_no"], row["issuer"], row["issued"], row["region"], STATUS[row["validity"]["status"]],
             f"{row['clauses']} 条 / clauses")
    return f"{row['doc_id']}  {row['title']}\n    {' · '.join(filter(None, known))}"


@docs.command()
def show(context: typer.Context, doc_id: Annotated[str, typer.Argument(help="公文编号 / id of the notice")]) -> None:
    """显示一份公文的条款树 / Show the clause tree of one notice."""
    from answer.service import document
    from index.store import open_index

    with open_index(_home(context)) as index:
        print(json.dumps(document(index, doc_id), ensure_ascii=False, indent=2))


@docs.command()
def remove(context: typer.Context, doc_id: Annotated[str, typer.Argument(help="公文编号 / id of the notice")]) -> None:
    """从库中移除一份公文（不删原文件） / Remove a notice from the index; its file stays."""
    from index.store import open_index

    with open_index(_home(context)) as index:
        index.remove(doc_id)
    print(f"已移除 / removed: {doc_id}")


def main() -> None:
    """Entry point: runs the command; a TiaoliError becomes two plain lines and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        # Notices hold characters that the code page of a console or pipe may lack.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # The model and the libraries are local; none of them may look outside.
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        app()
    except TiaoliError as error:
        print(f"错误 / error: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"提示 / hint: {error.hint}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
