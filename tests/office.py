"""LibreOffice, as a reader of our files: it opens them without repair, or a test fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

NEEDED = {"soffice": "libreoffice-writer libreoffice-calc", "pdftotext": "poppler-utils"}


def as_pdf(content: bytes, kind: str) -> list[str]:
    """Return the text of each page, as LibreOffice lays a file of this kind out.

    Skips the test where LibreOffice or poppler is missing, but never in CI.
    """
    needed(NEEDED)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"report.{kind}")
        file.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(file),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        pdf = file.with_suffix(".pdf")
        assert pdf.exists(), f"LibreOffice could not open the {kind} file"
        told = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
        )
        return told.stdout.decode().split("\f")[:-1]


def needed(programs: dict[str, str]) -> None:
    """Skip the test where a program is missing, saying which; in CI let it fail."""
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"needs {' '.join(missing)}: apt-get install {' '.join(missing)}")
    assert not missing, f"missing: {' '.join(missing)}"
