"""Bytes to text: the encoding is found, nothing is lost, and every character leads back to its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.decode import byte_offsets, decode
from ingest.errors import TiaoliError

CORPUS = Path(__file__).parent.parent / "corpus"
SIMPLIFIED = "市政府办公室关于印发法治政府建设工作要点的通知\n各镇人民政府，市各委办局：\n经研究同意，现印发给你们。\n"
TRADITIONAL = "關於加快法治政府建設的意見\n各縣、區人民政府，市各委、辦、局：\n為進一步加強依法行政，提出如下意見。\n"
ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
def test_each_encoding_is_found(text: str, encoding: str) -> None:
    if encoding == "big5hkscs" and text is SIMPLIFIED:
        text = TRADITIONAL[:20]
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("bom", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_byte_order_mark_is_no_part_of_the_text(bom: bytes, encoding: str) -> None:
    data = bom + SIMPLIFIED.encode(encoding)
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.skip) == (SIMPLIFIED, encoding, len(bom))
    start, end = byte_offsets(decoded, [3, 9])
    assert data[start:end].decode(encoding) == SIMPLIFIED[3:9]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_file_cut_in_the_middle_of_a_character_keeps_its_encoding(encoding: str, cut: int) -> None:
    data = (TRADITIONAL * 3).encode(encoding)[:-cut]
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text.startswith(TRADITIONAL)
    assert byte_offsets(decoded, [len(decoded.text)]) == [len(data)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_unreadable_byte_is_kept_and_counted_once(encoding: str) -> None:
    head, tail = SIMPLIFIED[:10].encode(encoding), SIMPLIFIED[10:].encode(encoding)
    decoded = decode(head + b"\xff" + tail)
    assert decoded.text == SIMPLIFIED[:10] + "\udcff" + SIMPLIFIED[10:]
    assert byte_offsets(decoded, [10, 11, len(decoded.text)]) == [len(head), len(head) + 1, len(head + tail) + 1]


def test_real_notices_decode_alike_in_utf8_and_gb18030() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\u3000\n".encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 50])
def test_an_empty_file_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(TiaoliError) as refusal:
        decode(data)
    assert refusal.value.code == "empty_file"
    assert refusal.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"PK\x03\x04" + bytes(range(256)) * 4,
        b"%PDF-1.7\n" + bytes(range(128, 256)) * 40,
        SIMPLIFIED.encode() + b"\x00\x01\x02" * 40,
    ],
    ids=["png", "zip", "pdf", "text with control bytes"],
)
def test_a_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(TiaoliError) as refusal:
        decode(data)
    assert refusal.value.code == "binary_file"
