"""Old Word documents: read by way of LibreOffice where it is installed, otherwise what is missing is told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from docx_samples import notice
from ole_samples import ole

import ingest.read.doc
from ingest.errors import TiaoliError
from ingest.read.doc import read_doc
from ingest.read.docx import read_docx

OLD = Path(__file__).parent / "files" / "notice.doc"
WORD = b"\xec\xa5\xc1\0" + b"\0" * 100


@pytest.mark.parametrize(("streams", "storages", "code"), [
    ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, (), "password"),
    ({"WordDocument": b"\xec\xa5\xc1\0" + b"\0" * 6 + b"\0\x01"}, (), "password"),
    ({"WordDocument": WORD}, ("Macros",), "macros"),
    ({"Workbook": b"x"}, (), "unsupported"),
    ({"PowerPoint Document": b"x"}, (), "unsupported"),
    ({"Other": b"x"}, (), "unsupported"),
])
def test_old_files_that_are_not_read(streams: dict[str, bytes], storages: tuple[str, ...], code: str):
    with pytest.raises(TiaoliError) as caught:
        read_doc(ole(streams, storages))
    assert caught.value.code == code


def test_old_files_cut_short_are_called_damaged():
    whole = ole({"WordDocument": WORD})
    for length in (8, 300, 600, 1100):
        with pytest.raises(TiaoliError) as caught:
            read_doc(whole[:length])
        assert caught.value.code == "damaged_file"


def test_an_old_document_is_read_by_way_of_libreoffice_or_the_lack_of_it_is_told(monkeypatch: pytest.MonkeyPatch):
    if shutil.which("soffice") or shutil.which("libreoffice"):
        new, old = read_docx(notice()), read_doc(OLD.read_bytes())
        assert old.text == new.text and old.grids == new.grids and old.format == "docx"
        assert read_doc(rb"{\rtf1\ansi\ansicpg936 \'cd\'a8\'d6\'aa\par}").text == "通知\n"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TiaoliError, match="LibreOffice") as caught:
        read_doc(OLD.read_bytes())
    assert caught.value.code == "needs_libreoffice" and ".docx" in caught.value.hint


def test_a_conversion_that_hangs_or_fails_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    office = tmp_path / "soffice"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for script, code in ((f"echo $$ > {tmp_path}/pid; sleep 60", "conversion_failed"), ("exit 1", "damaged_file")):
        office.write_text(f"#!/bin/sh\n{script}\n")
        office.chmod(0o755)
        monkeypatch.setattr(ingest.read.doc, "SECONDS", 0.5 if "sleep" in script else 60)
        with pytest.raises(TiaoliError) as caught:
            read_doc(OLD.read_bytes())
        assert caught.value.code == code
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
