"""`tiaoli eval`: run a question set, hold it to limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperGroup

RUN = "run"


class _RunUnlessNamed(TyperGroup):
    """`tiaoli eval SET` runs the set: what is no command is for `run`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else [RUN, *args])


app = typer.Typer(cls=_RunUnlessNamed, help="在问题集上评测 / evaluate on a question set")
Home = Annotated[Path | None, typer.Option("--home", help="同全局的 --home / as the global --home")]
Set = Annotated[Path | None, typer.Argument(metavar="[SET.jsonl|SET.csv]", help="问题集 / question set")]


def _home(context: typer.Context, home: Path | None) -> Path:
    return home or context.find_root().obj


@app.command(RUN)
def run(context: typer.Context, question_set: Set = None, home: Home = None,
        json_path: Annotated[Path | None, typer.Option(
            "--json", help="把分数写入 JSON 文件 / write the scores as JSON")] = None,
        report: Annotated[Path | None, typer.Option(help="写出 HTML 报告 / write an HTML report")] = None,
        markdown: Annotated[Path | None, typer.Option(help="写出 Markdown 摘要 / write a Markdown summary")] = None,
        thresholds: Annotated[Path | None, typer.Option(
            help="门槛文件；有一项不达标，退出码为 1 / limits; exit code 1 when one is not kept")] = None) -> None:
    """在问题集上评测；run 可省略 / Evaluate on a question set; `run` may be left out."""
    from eval.cases import DEFAULT_SET
    from eval.run import Outputs
    from eval.run import run as evaluate

    kept = evaluate(question_set or DEFAULT_SET, _home(context, home), Outputs(json_path, report, markdown), thresholds)
    raise typer.Exit(0 if kept else 1)


@app.command("from-feedback")
def from_feedback(context: typer.Context, home: Home = None,
                  out: Annotated[Path | None, typer.Option(help="写入的文件 / file to add to")] = None) -> None:
    """把读者的评价写成待审的题目 / Draft questions from readers' feedback; they count once reviewed."""
    from eval.feedback import write_drafts

    folder = _home(context, home)
    path = out or folder / "eval" / "feedback.jsonl"
    print(f"新增待审题目 / drafts added: {write_drafts(folder, path)} → {path}")


@app.command()
def compare(one: Annotated[Path, typer.Argument(metavar="A.jsonl", help="先前的答案记录 / predictions of the run before")],
            other: Annotated[Path, typer.Argument(metavar="B.jsonl", help="其后的答案记录 / predictions of the run after")],
            question_set: Annotated[Path | None, typer.Option("--set", help="二者的问题集 / their question set")] = None,
            report: Annotated[Path | None, typer.Option("--markdown", help="写出 Markdown / write as Markdown")] = None) -> None:
    """比较两次评测：成对差异、区间、翻转的题目 / Compare two runs: paired differences, intervals, what flipped."""
    from rich.console import Console

    from eval import compare as comparing
    from eval.cases import DEFAULT_SET, load_cases
    from eval.files import make_folders, write

    make_folders([report] if report else [])
    found = comparing.compare_files(one, other, load_cases(question_set or DEFAULT_SET))
    Console().print(comparing.console(found))
    if report:
        write(report, comparing.markdown(found))


@app.command()
def sheet(question_set: Annotated[Path | None, typer.Argument(
              metavar="[SET]", help="导出这个问题集；不写则给出空白模板 / the set to export; without one, a blank template")] = None,
          out: Annotated[Path, typer.Option(help="写入的 CSV / CSV file to write")] = Path("questions.csv")) -> None:
    """问题集的 Excel 表格（CSV），填好后可直接评测 / A sheet for Excel; once filled, evaluate it as it is."""
    from eval.cases import load_cases
    from eval.files import write
    from eval.sheet import export_sheet, template

    write(out, export_sheet(load_cases(question_set)) if question_set else template())
    print(f"已写出 / written: {out}")


@app.command()
def judge(predictions: Annotated[Path, typer.Argument(metavar="PREDICTIONS.jsonl", help="答案记录 / predictions of a run")],
          question_set: Annotated[Path | None, typer.Option("--set", help="其问题集 / its question set")] = None) -> None:
    """让所设的语言模型评判答案，并报告它与人工标注的一致程度 / Judge answers by the configured model, and how far to trust it."""
    from eval.cases import DEFAULT_SET, load_cases
    from eval.judge import judge_file, lines

    for line in lines(judge_file(predictions, load_cases(question_set or DEFAULT_SET))):
        print(line)


@app.command()
def yardstick(context: typer.Context,
              kind: Annotated[Literal["stard", "lecoqa"], typer.Argument(metavar="stard|lecoqa")],
              folder: Annotated[Path, typer.Argument(help="公开数据集的文件夹 / folder with the public files")],
              home: Home = None,
              size: Annotated[int | None, typer.Option("--sample", min=50, help="只取这么多条文 / so many articles only")] = None) -> None:
    """在公开数据集上评测 / Evaluate on a public yardstick."""
    from rich.console import Console

    from eval.yardsticks import run_yardstick, table

    Console().print(table(run_yardstick(kind, folder, _home(context, home) / "yardsticks", size)))
