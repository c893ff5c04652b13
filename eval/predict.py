"""Ask every question once and keep the whole answer, so that scores can be taken again without asking."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict, ValidationError

import ingest
from answer.model import Answer, Citation, Turn
from eval.cases import Case
from ingest.errors import TiaoliError

Ask = Callable[[str, Sequence[Turn]], Answer]
_ANSWERING = ("ingest", "index", "answer", "prompts")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Versions(_Frozen):
    """What the answers depend on: the code, the embedder and the notices (see `code_version`, `corpus_version`)."""

    code: str
    embedder: str
    corpus: str


class Source(_Frozen):
    """What the index itself holds for a citation. doc: file name without suffix; text: the clause. '' when unknown."""

    doc: str = ""
    text: str = ""


class Prediction(_Frozen):
    """One answer as given. sources: one for each citation, in order. ms: wall-clock time of the last turn."""

    id: str
    asked: tuple[str, ...]
    answer: Answer
    sources: tuple[Source, ...]
    ms: float
    versions: Versions


LookUp = Callable[[Citation], Source]


def code_version() -> str:
    """Version of the package and a hash of every file that has a part in answering: `0.1.0+3f2a9c51d0aa`."""
    root = Path(ingest.__file__).parent.parent
    digest = hashlib.sha256()
    for file in sorted(file for package in _ANSWERING for file in (root / package).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return f"{version('tiaoli')}+{digest.hexdigest()[:12]}"


def corpus_version(notices: Iterable[str]) -> str:
    """One hash for a set of notices, each given by a text that stands for its content, whatever their order."""
    return hashlib.sha256("\n".join(sorted(notices)).encode()).hexdigest()[:12]


def predict(cases: Iterable[Case], ask: Ask, look_up: LookUp, versions: Versions, path: Path) -> tuple[Prediction, ...]:
    """The answers to `cases`, written to `path` (JSON lines). What `ask` raises is passed on.

    Each answer is kept in `path`.part as soon as it is there; a run that was cut off goes on from it, unless the
    question or the versions have changed since. A finished run starts anew.
    """
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {(old.id, old.asked): old for old in load_predictions(part) if old.versions == versions}
    predictions = []
    with part.open("w", encoding="utf-8") as out:
        out.writelines(_line(old) for old in kept.values())
        out.flush()
        for case in cases:
            if not (prediction := kept.get((case.id, case.asked))):
                prediction = _predict(case, ask, look_up, versions)
                out.write(_line(prediction))
                out.flush()
            predictions.append(prediction)
    part.write_text("".join(map(_line, predictions)), encoding="utf-8")
    os.replace(part, path)
    return tuple(predictions)


def load_predictions(path: Path) -> tuple[Prediction, ...]:
    """The predictions in a file; none when there is no file. A last line without its newline was cut off: left out.

    Raises TiaoliError `bad_predictions` for any other line that is not a prediction.
    """
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
    try:
        return tuple(Prediction.model_validate_json(line) for line in lines)
    except ValidationError as error:
        raise TiaoliError("bad_predictions", f"答案记录已损坏 / the record of answers is damaged: {path}",
                          "请删除该文件后重试 / delete that file and try again") from error


def _predict(case: Case, ask: Ask, look_up: LookUp, versions: Versions) -> Prediction:
    history: list[Turn] = []
    for question in case.asked:
        start = perf_counter()
        answer = ask(question, tuple(history))
        ms = (perf_counter() - start) * 1000
        history.append(Turn(question=question, answer=answer.answer))
    sources = tuple(map(look_up, answer.citations))
    return Prediction(id=case.id, asked=case.asked, answer=answer, sources=sources, ms=round(ms, 1), versions=versions)


def _line(prediction: Prediction) -> str:
    return prediction.model_dump_json() + "\n"
