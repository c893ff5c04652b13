"""Which language model the settings ask for, what is said when they are half made, and a model in a GGUF file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_openai import answer, serving

from answer.llm import complete, configured, engine, gguf
from index.settings import Settings, settings
from ingest.errors import TiaoliError

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
URL = "http://127.0.0.1:8000/v1"


@pytest.fixture
def given(monkeypatch):
    """Sets the settings in place of those of the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TIAOLI_{name.upper()}", raising=False)

    def give(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TIAOLI_{name.upper()}", str(value))
        settings.cache_clear()

    give()
    yield give
    settings.cache_clear()


@pytest.fixture
def model_file(tmp_path):
    """A file that begins as a model does."""
    path = tmp_path / "小模型-q4.gguf"
    path.write_bytes(b"GGUF\3\0\0\0")
    return path


def refusal() -> TiaoliError:
    with pytest.raises(TiaoliError) as caught:
        engine()
    return caught.value


def test_without_a_model_answers_are_extractive(given):
    assert engine() is None
    given(llm="extractive", llm_url=URL, llm_model="qwen")
    assert engine() is None


@pytest.mark.parametrize(("values", "kind", "url", "name"), [
    ({"llm_url": URL, "llm_model": "qwen3"}, "openai", URL, "qwen3 (127.0.0.1:8000)"),
    ({"llm_url": "https://api.example/v1/", "llm_model": " qwen3 "}, "openai", "https://api.example/v1", "qwen3 (api.example)"),
    ({"llm_url": f"{URL}/chat/completions", "llm_model": "a.gguf"}, "openai", URL, "a.gguf (127.0.0.1:8000)"),
    ({"llm": "ollama", "llm_model": "qwen2.5:7b"}, "ollama", "http://127.0.0.1:11434", "qwen2.5:7b (ollama)"),
    ({"llm": "ollama", "llm_model": "qwen2.5:7b", "llm_url": "http://10.0.0.8:11434"}, "ollama", "http://10.0.0.8:11434",
     "qwen2.5:7b (ollama)"),
])
def test_a_model_behind_an_address(given, values, kind, url, name):
    given(**values)
    found = engine()
    assert (found.kind, found.url, found.name, found.timeout) == (kind, url, name, 60)
    assert engine() is found


@pytest.mark.parametrize(("values", "code", "named"), [
    ({"llm_url": URL}, "llm_not_set", "TIAOLI_LLM_MODEL"),
    ({"llm_model": "qwen3"}, "llm_not_set", "TIAOLI_LLM_URL"),
    ({"llm_api_key": "sk-1"}, "llm_not_set", "TIAOLI_LLM_URL"),
    ({"llm": "openai", "llm_model": "a.gguf"}, "llm_not_set", "TIAOLI_LLM_URL"),
    ({"llm": "ollama"}, "llm_not_set", "TIAOLI_LLM_MODEL"),
    ({"llm": "gguf"}, "llm_not_set", "TIAOLI_LLM_MODEL"),
    ({"llm_model": "nowhere/a.gguf"}, "no_model", "TIAOLI_LLM_MODEL"),
    ({"llm": "gguf", "llm_model": str(ROOT)}, "no_model", "TIAOLI_LLM_MODEL"),
    ({"llm": "gguf", "llm_model": __file__}, "bad_model", "TIAOLI_LLM_MODEL"),
    ({"llm_url": "127.0.0.1:8000", "llm_model": "q"}, "bad_setting", "TIAOLI_LLM_URL"),
    ({"llm_url": "http://:99999/v1", "llm_model": "q"}, "bad_setting", "TIAOLI_LLM_URL"),
    ({"llm_url": "http://user:hidden@host/v1", "llm_model": "q"}, "bad_setting", "TIAOLI_LLM_URL"),
    ({"llm_url": "http://host/v1?key=hidden", "llm_model": "q"}, "bad_setting", "TIAOLI_LLM_URL"),
    ({"llm_url": URL, "llm_model": "q", "llm_api_key": "hidden hidden"}, "bad_setting", "TIAOLI_LLM_API_KEY"),
    ({"llm_url": URL, "llm_model": "q", "llm_api_key": "hidden。"}, "bad_setting", "TIAOLI_LLM_API_KEY"),
    ({"llm": "gpt"}, "bad_setting", "TIAOLI_LLM"),
    ({"llm_timeout": "0"}, "bad_setting", "TIAOLI_LLM_TIMEOUT"),
])
def test_half_a_configuration_names_the_variable(given, values, code, named):
    given(**values)
    error = refusal()
    assert (error.code, error.message.count(named) > 0, bool(error.hint)) == (code, True, True)
    assert "hidden" not in error.message + error.hint


def test_the_key_is_hidden_in_the_settings(given):
    given(llm_url=URL, llm_model="q", llm_api_key="sk-hidden\n")
    assert engine().key.get_secret_value() == "sk-hidden"
    assert "hidden" not in f"{settings()!r}{settings()}{engine()!r}"


@pytest.mark.parametrize(("values", "package"), [
    ({"llm_url": URL, "llm_model": "q"}, "llama_index.llms.openai_like"),
    ({"llm": "ollama", "llm_model": "q"}, "llama_index.llms.ollama"),
    ({}, "xllamacpp"),
])
def test_without_the_extra_it_is_said_how_to_install_it(given, monkeypatch, model_file, values, package):
    given(**(values or {"llm_model": model_file}))
    monkeypatch.setattr(configured, "find_spec", lambda name: None if name == package else object())
    error = refusal()
    assert (error.code, package in error.message, "[llm]" in error.hint) == ("no_llm_extra", True, True)


def test_to_know_the_model_loads_no_library():
    program = "import sys; from answer.llm import engine; assert engine().kind == 'ollama'; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
                          env={**os.environ, "TIAOLI_LLM": "ollama", "TIAOLI_LLM_MODEL": "q"})
    assert set(done.stdout.split()) & {"llama_index.core", "openai", "ollama", "httpx", "tenacity"} == set()


STAND_IN = '''
import json, os
class CommonParams:
    class model: path = ""
class Server:
    def __init__(self, params):
        told = {name: value for name, value in vars(params).items()} | {"path": params.model.path, "pid": os.getpid()}
        with open(os.environ["STARTS"], "a") as file:
            print(json.dumps(told), file=file)
        print("a line of the library's own")
        if os.environ.get("FAILS"):
            raise RuntimeError("not enough memory")
        if os.environ.get("DIES"):
            os._exit(1)
        self.listening_address = os.environ["ADDRESS"]
'''


@pytest.fixture
def llama_cpp(tmp_path, monkeypatch):
    """A stand-in for xllamacpp, which takes ten seconds a gigabyte to load a model; gives what it was started with."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    (folder / "xllamacpp.py").write_text(STAND_IN, "utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("STARTS", str(tmp_path / "starts"))
    monkeypatch.setenv("ADDRESS", "")
    gguf._start.cache_clear()
    yield lambda: [json.loads(line) for line in (tmp_path / "starts").read_text("utf-8").splitlines()]
    gguf._start.cache_clear()


def test_a_model_in_a_file_is_loaded_once_behind_a_key_of_its_own(given, llama_cpp, model_file, monkeypatch):
    given(llm_model=model_file)
    with serving([answer("好")]) as model, ThreadPoolExecutor(3) as pool:
        monkeypatch.setenv("ADDRESS", model.url.removesuffix("/v1"))
        found = engine()
        assert (found.kind, found.name) == ("gguf", "小模型-q4 (llama.cpp)")
        assert list(pool.map(lambda _: complete(found, "问题"), range(3))) == ["好"] * 3
        sent = {each.headers["authorization"] for each in model.requests}
        (started,) = llama_cpp()
        key = started["api_keys"][0]
        assert (sent, len(key) > 30) == ({f"Bearer {key}"}, True)
        assert (started["path"], started["hostnames"], started["port"], started["ui"]) == (str(model_file), ["127.0.0.1"], 0, False)
        assert started["n_ctx"] == 4096
        os.kill(started["pid"], signal.SIGKILL)
        gguf._start(model_file, 4096).process.wait()
        assert complete(found, "问题") == "好"
        assert len(llama_cpp()) == 2


@pytest.mark.parametrize("how", ["FAILS", "DIES"])
def test_a_model_that_cannot_be_loaded(given, llama_cpp, model_file, monkeypatch, how):
    given(llm_model=model_file)
    monkeypatch.setenv(how, "1")
    with pytest.raises(TiaoliError) as caught:
        complete(engine(), "问题")
    assert (caught.value.code, "not enough memory" in caught.value.message) == ("bad_model", how == "FAILS")


def _gone(process: int) -> bool:
    """After a short wait where it still runs. A process that nobody waited for stays on as a zombie."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists() or stat.read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
        return True
    time.sleep(0.02)
    return False


def test_the_model_ends_with_tiaoli_however_it_ends(llama_cpp, model_file):
    program = """if True:
        import sys
        from pathlib import Path
        from answer.llm import gguf
        gguf.serve(Path(sys.argv[1]), 4096)
        print("ready", flush=True)
        sys.stdin.read()
    """
    for end in (signal.SIGKILL, None):
        with subprocess.Popen([sys.executable, "-c", program, model_file], cwd=ROOT, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout.readline() == "ready\n"
            child = llama_cpp()[-1]["pid"]
            os.kill(child, 0)
            if end:
                parent.send_signal(end)
            else:
                parent.stdin.close()
            parent.wait(20)
        assert any(_gone(child) for _ in range(500))
