"""What a process knows does not leave it through logs, faults or crashes."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from monitor.privacy.redaction import RedactedFormatter, fault_report

PLANTED = "42 41 97 53"


def run(code: str, at: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a few lines in a process that protects itself first, or right after some others."""
    text = "from monitor.privacy.redaction import protect_process\nprotect_process()\n"
    command = [sys.executable, "-c", textwrap.dedent(before) + text + textwrap.dedent(code)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    "code",
    [
        f"int('{PLANTED}')",
        f"import threading; t = threading.Thread(target=int, args=('{PLANTED}',)); t.start()",
        f"""
        class Leaky:
            def __del__(self):
                int('{PLANTED}')
        Leaky()
        """,
        f"""
        import logging
        try:
            int('{PLANTED}')
        except ValueError:
            logging.exception("a fault")
        """,
    ],
    ids=["main", "thread", "finaliser", "logging"],
)
def test_a_fault_is_told_by_kind_and_place_and_never_in_its_own_words(
    tmp_path: Path, code: str
) -> None:
    """Wherever in the process it happens."""
    ran = run(code, tmp_path)
    assert "ValueError" in ran.stderr
    assert PLANTED not in ran.stderr + ran.stdout


def test_libraries_do_not_log_addresses(tmp_path: Path) -> None:
    """At INFO, httpx would write the whole address of every request."""
    ran = run(
        f"""
        import logging, httpx
        logging.getLogger().setLevel(logging.DEBUG)
        httpx.MockTransport
        with httpx.Client(transport=httpx.MockTransport(lambda r: httpx.Response(200))) as client:
            client.get('http://portal.example/annonse/{PLANTED.replace(" ", "")}')
        """,
        tmp_path,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("library", ["apprise", "urllib3", "requests"])
def test_what_sends_alerts_does_not_even_warn(tmp_path: Path, library: str) -> None:
    """The address that it would name has a password in it."""
    ran = run(
        f"""
        import logging
        logging.getLogger("{library}.plugins").error("https://key:{PLANTED}@x.example")
        """,
        tmp_path,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_crash_leaves_no_memory_on_disk(tmp_path: Path) -> None:
    """Core dumps are off, by the limit and by the flag that dumps to programs obey."""
    ran = run(
        """
        import resource
        from monitor.privacy.redaction import core_dumps_possible
        print(resource.getrlimit(resource.RLIMIT_CORE)[0], core_dumps_possible())
        """,
        tmp_path,
        before="""
        import contextlib, resource
        with contextlib.suppress(ValueError, OSError):  # only root can have more than was given
            resource.setrlimit(resource.RLIMIT_CORE, (5000, 5000))
        """,
    )
    assert ran.stdout.split() == ["0", "False"]


def test_new_files_are_ours_alone(tmp_path: Path) -> None:
    """Whatever umask the user had."""
    run("open('made', 'w').close()", tmp_path)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600


def test_a_description_names_the_place_in_the_code() -> None:
    """So that a report of it can be acted on."""
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int(PLANTED)
    text = fault_report(caught.type, caught.value.__traceback__)
    assert text.startswith("a fault of this program, please report it: ValueError at")
    assert "test_redaction.py" in text
    assert PLANTED not in text


def test_the_formatter_leaves_other_messages_alone() -> None:
    """Our own words are safe as they are."""
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s: %d", ("fjord", 4), None)
    assert RedactedFormatter("%(message)s").format(record) == "fjord: 4"
    record.exc_info = (None, None, None)  # as with `exc_info=True` where nothing was raised
    assert RedactedFormatter("%(message)s").format(record) == "fjord: 4"
