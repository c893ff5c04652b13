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
from answer.model import Answer, Turn
from eval.cases import Case
from index import prompts
from ingest.errors import TiaoliError

_ANSWERING = ("ingest", "index", "answer", "prompts")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Versions(_Frozen):
    """What the answers depend on: the code, the prompts, the embedder, the engine and the notices (see `code_version`,
    `prompts_version`, `corpus_version`).
    """

    code: str
    prompts: str
    embedder: str
    engine: str
    corpus: str


class Source(_Frozen):
    """What the index itself holds for a citation. doc: file name without suffix; text: the clause. '' when unknown."""

    doc: str = ""
    text: str = ""


class Found(_Frozen):
    """A clause that retrieval found. doc: as in Source; probability: that it answers, as estimated then."""

    doc: str
    address: str
    probability: float


class Tokens(_Frozen):
    """What a language model was sent and wrote, counted by a tokenizer that need not be its own; 0 where none was asked."""

    prompt: int = 0
    completion: int = 0


class Backing(_Frozen):
    """What stands behind an answer. sources: one for each citation, in order; found: clauses, best first; contradicted:
    sentences of the answer that a clause they cite contradicts; cut: sentences that were drafted and not shown.
    """

    sources: tuple[Source, ...] = ()
    found: tuple[Found, ...] = ()
    contradicted: int = 0
    cut: int = 0
    tokens: Tokens = Tokens()


class Prediction(_Frozen):
    """One answer as given. ms: wall-clock time of the last turn."""

    id: str
    asked: tuple[str, ...]
    answer: Answer
    backing: Backing
    ms: float
    versions: Versions


Ask = Callable[[str, Sequence[Turn]], tuple[Answer, Callable[[], Backing]]]
"""A question and the turns before it -> the answer, and what looks that up once the clock has stopped."""


def code_version() -> str:
    """Version of the package and a hash of every file that has a part in answering: `0.1.0+3f2a9c51d0aa`."""
    root = Path(ingest.__file__).parent.parent
    digest = hashlib.sha256()
    for file in sorted(file for package in _ANSWERING for file in (root / package).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return f"{version('tiaoli')}+{digest.hexdigest()[:12]}"


def prompts_version() -> str:
    """One hash for all prompts."""
    return corpus_version(prompts.version(file.stem) for file in prompts.FOLDER.glob("*.md"))


def corpus_version(notices: Iterable[str]) -> str:
    """One hash for a set of notices, each given by a text that stands for its content, whatever their order."""
    return hashlib.sha256("\n".join(sorted(notices)).encode()).hexdigest()[:12]


def predict(cases: Iterable[Case], ask: Ask, versions: Versions, path: Path) -> tuple[Prediction, ...]:
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
                prediction = _predict(case, ask, versions)
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


def _predict(case: Case, ask: Ask, versions: Versions) -> Prediction:
    history: list[Turn] = []
    for question in case.asked:
        start = perf_counter()
        answer, backing = ask(question, tuple(history))
        ms = (perf_counter() - start) * 1000
        history.append(Turn(question=question, answer=answer.answer))
    return Prediction(id=case.id, asked=case.asked, answer=answer, backing=backing(), ms=round(ms, 1), versions=versions)


def _line(prediction: Prediction) -> str:
    return prediction.model_dump_json() + "\n"
