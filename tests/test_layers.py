"""The layout: imports run one way, a cold question loads neither web nor LlamaIndex, files and functions stay short."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each package may import of the project: itself and what lies to its left.
LEFT_OF = {
    "ingest": {"ingest"},
    "index": {"ingest", "index"},
    "answer": {"ingest", "index", "answer"},
    "eval": {"ingest", "index", "answer", "eval"},
    "web": {"ingest", "index", "answer", "web"},
    "app": {"ingest", "index", "answer", "web"},
    "cli": {"ingest", "index", "answer", "web", "eval", "app"},
    "models": {"models", "ingest"},
}
HEAVY = {"llama_index", "chromadb", "gradio"}
LINES, TEST_LINES, FUNCTION_LINES = 300, 400, 60


def modules(name: str) -> list[Path]:
    folder = ROOT / name
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{name}.py"]


def imported(path: Path) -> Iterator[str]:
    """Top-level name of everything a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module.partition(".")[0]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", LEFT_OF)
def test_a_module_imports_only_from_its_left(name):
    assert modules(name)
    wrong = {named(path): strange for path in modules(name)
             if (strange := set(imported(path)) & set(LEFT_OF) - LEFT_OF[name])}
    assert wrong == {}


def test_every_package_has_its_place():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {path.stem for path in ROOT.glob("*.py")} == set(LEFT_OF)


def test_ingest_is_free_of_index_and_web_libraries():
    assert {named(path): found for path in modules("ingest") if (found := set(imported(path)) & HEAVY)} == {}


def test_the_web_library_stays_in_the_chat():
    users = {named(path) for name in LEFT_OF for path in modules(name) if "gradio" in imported(path)}
    assert users == {"app.py", "web/chat.py", "web/corpus_page.py"}


def test_a_cold_question_loads_neither_the_web_nor_llama_index(home):
    program = """if True:
        import json, sys
        import cli
        try:
            cli.main()
        except SystemExit as ended:
            assert not ended.code
        print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
    """
    done = subprocess.run([sys.executable, "-c", program, "--home", home, "ask", "行政调解由哪个部门牵头？"],
                          cwd=ROOT, capture_output=True, text=True, check=True)
    assert "政府法制机构" in done.stdout
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert {"onnxruntime", "chromadb"} <= loaded
    assert loaded & {"gradio", "llama_index", "fastapi", "uvicorn", "sentence_transformers", "torch"} == set()


def test_files_are_short_enough_to_read_in_one_sitting():
    long = {named(path): length for name in (*LEFT_OF, "tests") for path in modules(name)
            if (length := len(path.read_text("utf-8").splitlines())) > (TEST_LINES if name == "tests" else LINES)}
    assert long == {}


def test_functions_are_short():
    long = {f"{named(path)}: {node.name}": node.end_lineno - node.lineno + 1
            for name in (*LEFT_OF, "tests") for path in modules(name)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno >= FUNCTION_LINES}
    assert long == {}
