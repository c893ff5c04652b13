"""Old Word files by way of LibreOffice: Word 97 (an OLE compound file) and RTF, which often goes by the name of .doc.

Other OLE files are named and refused.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from pathlib import Path

import olefile

from ingest.errors import TiaoliError
from ingest.read.docx import read_docx
from ingest.read.reading import Reading
from ingest.read.unzip import damaged

SECONDS = 120
_RTF = b"{\\rtf"
_OTHERS = (
    ("Workbook", "Excel 表格", "an Excel workbook"),
    ("Book", "Excel 表格", "an Excel workbook"),
    ("PowerPoint Document", "PowerPoint 演示文稿", "a PowerPoint presentation"),
    ("VisioDocument", "Visio 绘图", "a Visio drawing"),
    ("__properties_version1.0", "Outlook 邮件", "an Outlook message"),
)
# Nothing in a document runs and nothing outside it is fetched, whatever the user's own LibreOffice allows.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def read_doc(data: bytes) -> Reading:
    """Text and tables of a Word 97–2003 or RTF document. Its format counts as `docx`, by way of which it is read.

    Raises TiaoliError: password, macros, unsupported, damaged_file, needs_libreoffice, no_text.
    """
    if not data.startswith(_RTF):
        _check(data)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise TiaoliError(
            "needs_libreoffice", "旧版 .doc 文件需要 LibreOffice 才能读取 / reading an old .doc file takes LibreOffice",
            "请另存为 .docx，或安装 LibreOffice 后重试 / save it as .docx, or install LibreOffice and try again")
    return read_docx(_converted(data, office))


def _check(data: bytes) -> None:
    """Refuses what is no readable Word document, going by the streams of the file ([MS-DOC] 2.1, [MS-OFFCRYPTO] 2.1)."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if ole.exists("EncryptedPackage") or ole.exists("EncryptionInfo"):
                raise _locked()
            if not ole.exists("WordDocument"):
                raise _other(ole)
            if ole.exists("Macros") or ole.exists("_VBA_PROJECT_CUR"):
                raise TiaoliError("macros", "文件带有宏，拒绝读取 / the document holds macros and is not read",
                                  "请另存为不含宏的 .docx / save it as .docx without macros")
            header = ole.openstream("WordDocument").read(12)
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise damaged("不是完整的 Office 文件", "it is no whole Office file") from error
    if len(header) < 12:
        raise damaged("文件头不完整", "its header is cut off")
    if struct.unpack_from("<H", header, 10)[0] & 0x0100:
        raise _locked()


def _locked() -> TiaoliError:
    return TiaoliError("password", "文件有打开密码，无法读取 / the document is protected by a password",
                       "请取消密码后另存一份 / save a copy without the password")


def _other(ole: olefile.OleFileIO) -> TiaoliError:
    chinese, english = next(((zh, en) for stream, zh, en in _OTHERS if ole.exists(stream)), ("其他格式", "something else"))
    return TiaoliError("unsupported", f"这不是 Word 文档，而是{chinese} / this is no Word document but {english}",
                       "请另存为 .docx 或 PDF 再导入 / save it as .docx or PDF and take that in")


def _converted(data: bytes, office: str) -> bytes:
    """The document as .docx, made by LibreOffice with a profile of its own in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tiaoli-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        (folder / "notice.doc").write_bytes(data)
        _run([
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(folder / "notice.doc"),
        ], folder)
        made = folder / "notice.docx"
        if not made.is_file():
            raise damaged("LibreOffice 打不开", "LibreOffice cannot open it")
        return made.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Runs LibreOffice; when it hangs, ends it with the processes it started."""
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TiaoliError("conversion_failed", f"LibreOffice 在 {SECONDS} 秒内没有转完 / LibreOffice took over {SECONDS} s",
                          "请另存为 .docx 再导入 / save it as .docx and take that in") from error
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
