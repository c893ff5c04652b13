"""ZIP files from strangers: bombs, passwords and paths that lead out are refused; names come out as they were meant."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from docx_samples import packed

import ingest.read.unzip
from ingest.errors import TiaoliError
from ingest.read.unzip import checked, entry_name, safe_name, unpacked


def refusal(data: bytes) -> str:
    with pytest.raises(TiaoliError) as caught:
        checked(data)
    return caught.value.code


def written(name: bytes, flag: bool = False, mode: int = 0) -> zipfile.ZipInfo:
    """The entry that zipfile reads where an archive holds these bytes as a name."""
    info = zipfile.ZipInfo("@" * len(name))
    info.external_attr = mode << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, "")
    data = bytearray(file.getvalue().replace(b"@" * len(name), name))
    if flag:
        data[data.index(b"PK\x01\x02") + 9] |= 0x08
    return zipfile.ZipFile(io.BytesIO(bytes(data))).infolist()[0]


def test_an_ordinary_archive_is_opened_from_bytes_and_from_a_path(tmp_path: Path):
    data = packed({"通知/一.txt": "文", "空.txt": ""})
    (tmp_path / "a.zip").write_bytes(data)
    for source in (data, tmp_path / "a.zip"):
        with checked(source) as archive:
            assert {safe_name(info): unpacked(archive, info).decode() for info in archive.infolist()} == {
                "通知/一.txt": "文", "空.txt": ""}


def test_bombs_are_known_by_number_size_and_ratio(monkeypatch: pytest.MonkeyPatch):
    assert refusal(packed({"a": b"\0" * 2_000_000})) == "zip_bomb"
    with checked(packed({"small": b"\0" * 900_000})) as archive:
        assert len(archive.infolist()) == 1
    many = packed({str(number): b"x" for number in range(12)})
    monkeypatch.setattr(ingest.read.unzip, "MOST_ENTRIES", 11)
    assert refusal(many) == "zip_bomb"
    monkeypatch.setattr(ingest.read.unzip, "MOST_ENTRIES", 12)
    monkeypatch.setattr(ingest.read.unzip, "MOST_BYTES", 11)
    assert refusal(many) == "zip_bomb"


def test_an_entry_never_gives_more_than_its_directory_declares():
    """A bomb that declares a small size: the directory is believed and the surplus is damage."""
    data = bytearray(packed({"a": b"\0" * 2_000_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place:place + 4] = (1000).to_bytes(4, "little")
    with checked(bytes(data)) as archive:
        with pytest.raises(TiaoliError) as caught:
            unpacked(archive, archive.infolist()[0])
        assert caught.value.code == "damaged_file"


def test_passwords_and_rare_ways_of_packing_are_told():
    data = bytearray(packed({"a": b"text"}))
    locked = bytearray(data)
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked)) == "password"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a", b"\0" * 900_000)
    assert refusal(file.getvalue()) == "unsupported"
    assert refusal(bytes(data[:-10])) == "damaged_file"
    assert refusal(b"PK\x03\x04 nothing") == "damaged_file"


@pytest.mark.parametrize(("name", "flag", "meant"), [
    ("通知.docx".encode("gbk"), False, "通知.docx"),
    ("一些.docx".encode("gbk"), False, "一些.docx"),
    ("关于〔2021〕8号通知.docx".encode(), False, "关于〔2021〕8号通知.docx"),
    ("附件１.pdf".encode(), True, "附件１.pdf"),
    (b"plain.txt", False, "plain.txt"),
])
def test_names_are_read_as_their_writers_meant_them(name: bytes, flag: bool, meant: str):
    assert entry_name(written(name, flag)) == meant


@pytest.mark.parametrize("name", [b"/etc/passwd", b"../a.txt", b"a/../../b.txt", b"C:/a.txt", b"..\\a.txt", b"\\\\host\\a", b"a\nb.txt"])
def test_names_that_lead_out_are_refused(name: bytes):
    with pytest.raises(TiaoliError) as caught:
        safe_name(written(name))
    assert caught.value.code == "unsafe_name" and "\n" not in caught.value.message


def test_links_are_refused_and_folders_kept_apart_by_one_stroke():
    with pytest.raises(TiaoliError) as caught:
        safe_name(written(b"link", mode=stat.S_IFLNK | 0o777))
    assert caught.value.code == "unsafe_name"
    assert safe_name(written("通知\\附件\\一.txt".encode("gbk"))) == "通知/附件/一.txt"
    assert safe_name(written(b"./a//b.txt", mode=stat.S_IFREG | 0o644)) == "a/b.txt"
