"""What is in deploy/ fits the program: files that are copied exist, settings are known, times and rights are as described."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from contextlib import nullcontext
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from answer.llm.calls import Calls
from index.settings import Settings, settings
from ingest.errors import TiaoliError
from web.metrics import create_metrics
from web.running import ANSWER_SECONDS, CONNECTION_SECONDS, HURRIED_SECONDS, Gate

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
LONGEST_STOP = ANSWER_SECONDS + HURRIED_SECONDS + CONNECTION_SECONDS


def read(name):
    return (ROOT / name).read_text("utf-8")


@pytest.fixture
def steps():
    """(instruction, arguments) of the Dockerfile, continuation lines joined."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", read("deploy/Dockerfile"), flags=re.M))
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def copied(steps):
    return [source for name, arguments in steps if name == "COPY" and "--from" not in arguments
            for source in arguments.split()[:-1]]


def test_the_image_is_made_of_files_that_exist_and_reach_the_builder(steps):
    allowed = [line[1:] for line in read("deploy/Dockerfile.dockerignore").splitlines() if line.startswith("!")]
    sources = copied(steps)
    assert all((ROOT / source).exists() for source in sources)
    assert sorted(sources) == sorted(allowed)
    project = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]
    assert {package.partition(".")[0] for package in project["packages"]} | {f"{name}.py" for name in project["py-modules"]} \
        <= set(sources)


def test_every_package_is_installed():
    listed = set(tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["packages"])
    top = {package.partition(".")[0] for package in listed}
    assert {".".join(path.parent.relative_to(ROOT).parts) for name in top for path in (ROOT / name).rglob("__init__.py")} <= listed


@pytest.mark.parametrize("folder", ["index", "answer", "prompts", "web", "models"])
def test_every_file_that_the_program_reads_is_installed(folder):
    patterns = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["package-data"]
    held = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", "")]
    packages = {path: next(parent for parent in path.parents if (parent / "__init__.py").exists() or parent == ROOT / folder)
                for path in held}
    left_out = [str(path.relative_to(ROOT)) for path, package in packages.items() if path.name != "README.md" and not any(
        fnmatch(str(path.relative_to(package)), pattern)
        for pattern in patterns.get(".".join(package.relative_to(ROOT).parts), ()))]
    assert held and left_out == []


def test_the_libraries_of_the_image_are_those_of_the_project():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    done = subprocess.run([sys.executable, DEPLOY / "requirements.py", "llm,ocr"], capture_output=True, text=True, check=True)
    extras = project["optional-dependencies"]
    assert done.stdout.splitlines() == [*project["dependencies"], *extras["llm"], *extras["ocr"]]


def test_the_container_runs_as_nobody_in_particular(steps):
    last = max(at for at, (name, _) in enumerate(steps) if name == "FROM")
    final = {name: arguments for name, arguments in steps[last:]}
    user = final["USER"].partition(":")[0]
    assert user.isdigit() and int(user) >= 10_000
    assert "/api/ready" in final["HEALTHCHECK"] and final["ENTRYPOINT"] == '["tiaoli"]'
    environment = dict(pair.split("=", 1) for name, arguments in steps[last:] if name == "ENV" for pair in arguments.split())
    assert environment["TIAOLI_HOME"] == final["VOLUME"] == "/data"
    assert all(environment[name].startswith("/tmp") for name in ("HOME", "XDG_CACHE_HOME", "GRADIO_TEMP_DIR"))
    base = dict(steps)["ARG"] if steps[0][0] != "ARG" else steps[0][1]
    assert re.fullmatch(r"BASE=python:\d+\.\d+\.\d+-\S+", base)


def test_compose_takes_every_right_away_and_waits_for_the_answers_under_way():
    service = yaml.safe_load(read("deploy/compose.yaml"))["services"]["tiaoli"]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert service["tmpfs"][0].startswith("/tmp:") and "home:/data" in service["volumes"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert int(service["stop_grace_period"].removesuffix("s")) > LONGEST_STOP
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()


def test_the_unit_takes_every_right_away_and_waits_for_the_answers_under_way():
    unit = RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(read("deploy/tiaoli.service"))
    service = unit["Service"]
    assert service["User"] == "tiaoli" and service["StateDirectory"] == "tiaoli"
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("yes", "strict", "")
    assert int(service["TimeoutStopSec"]) > LONGEST_STOP


@pytest.mark.parametrize("name", ["deploy/Dockerfile", "deploy/compose.yaml", "deploy/tiaoli.service", "deploy/nginx.conf",
                                  "docs/deployment.md"])
def test_only_settings_that_there_are_are_named(name):
    named = {found.lower() for found in re.findall(r"\bTIAOLI_([A-Z_]+)\b", read(name))}
    assert named <= set(Settings.model_fields)


def test_the_proxy_overwrites_what_tiaoli_believes():
    text = read("deploy/nginx.conf")
    for header in ("X-Remote-User", "X-Forwarded-For", "X-Forwarded-Proto"):
        assert len(re.findall(rf"^ +proxy_set_header {header} ", text, re.M)) == 1, header
    assert not re.search(r"\$(http_x_|proxy_add_x_forwarded_for)", text)
    # Without a password only those come who bring a key, and a location with headers of its own would inherit none of these.
    assert re.findall(r"off;|auth_basic [^;]*;", text) == ["off;", "auth_basic $realm;", "off;"]
    assert text.index("proxy_set_header Authorization $key;") < text.index("location")
    assert text.rindex("proxy_set_header") < text.index("location")


def test_the_metrics_described_are_those_there_are(index):
    class Model:
        calls = Calls()

    registry = create_metrics(Gate(lambda: nullcontext(index)), lambda: Model).registry
    there = {f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in registry.collect()}
    described = set(re.findall(r"`((?:tiaoli|process)_\w+)", re.sub(r"(?s)^    .*?$", "", read("docs/deployment.md"), flags=re.M)))
    assert described - there == {"tiaoli_default"} & described
    assert {name for name in there if name.startswith("tiaoli_")} <= described


def test_a_secret_comes_as_a_file(tmp_path, monkeypatch):
    (tmp_path / "tiaoli_llm_api_key").write_text("a key\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings.cache_clear()
    assert settings().llm_api_key.get_secret_value().strip() == "a key"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "none"))
    settings.cache_clear()
    assert settings().llm_api_key.get_secret_value() == ""
    settings.cache_clear()


def test_a_secret_that_cannot_be_read_is_told_in_plain_words(tmp_path, monkeypatch):
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "tiaoli_llm_api_key").write_bytes(b"\xff\xfe\xff")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(secrets))
    settings.cache_clear()
    with pytest.raises(TiaoliError, match="cannot read a file of settings"):
        settings()
    settings.cache_clear()
