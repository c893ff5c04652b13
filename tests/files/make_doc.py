"""Makes notice.doc, a Word 97 file, from a Word document by way of LibreOffice: python tests/files/make_doc.py"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from docx_samples import notice  # noqa: E402

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        (made := Path(folder) / "notice.docx").write_bytes(notice())
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                        "doc:MS Word 97", "--outdir", str(HERE), str(made)], check=True)
