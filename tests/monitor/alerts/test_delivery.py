"""Messages over real HTTP and SMTP, and the secret files that addresses are read from."""

from __future__ import annotations

import logging
import socket
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from monitor.alerts.delivery import Message, MessageKind, Ping, addresses, ping, send
from monitor.config import load
from monitor.config.folders import Surroundings
from monitor.config.outputs import ALERTS, AlertsProblem, SecretSource
from monitor.privacy.redaction import SILENT
from scrapers.model import Hidden
from tests.monitor.alerts.receiver import Receiver
from tests.monitor.conftest import SHIPPED, write_config

MESSAGE = Message(
    "test", "fjord, uke 10: ikke talt", "Blåbær <b>&amp; {x}\nlinje 2", MessageKind.FAILURE
)
UNSHOWN = "blue-letterbox"


PINGS = {
    Ping.START: "/ping/id/start",
    Ping.SUCCESS: "/ping/id",
    Ping.FAIL: "/ping/id/fail",
}


def sent(url: str) -> bool:
    [address] = addresses([Hidden(url)])
    return send(address, MESSAGE)


def test_a_webhook_gets_title_text_and_kind_as_json() -> None:
    """Word for word, whatever signs are in it."""
    with Receiver() as receiver:
        assert sent(f"json://{receiver.host}/hook/{UNSHOWN}")
    [post] = receiver.posts
    assert post.path == f"/hook/{UNSHOWN}"
    assert (post.title, post.body, post.content["type"]) == (
        MESSAGE.title,
        MESSAGE.body,
        "failure",
    )


def test_ntfy_gets_it_at_its_topic() -> None:
    """A server of one's own, over its JSON interface; no picture is fetched from elsewhere."""
    with Receiver() as receiver:
        assert sent(f"ntfy://{receiver.host}/{UNSHOWN}")
    [post] = receiver.posts
    assert (post.content["topic"], post.title, post.body) == (UNSHOWN, MESSAGE.title, MESSAGE.body)
    assert "icon" not in post.content


class Mailbox:
    """A mail server's box."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        self.mails.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def test_mail_goes_through_a_real_mail_server() -> None:
    """From and to the addresses of its line, as plain text."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        url = f"mailto://127.0.0.1:{server.port}?from=count@example.org&to=team@example.org"
        assert sent(url)
    finally:
        server.stop()
    [mail] = [message_from_bytes(raw, policy=policy.default) for raw in box.mails]
    text = mail.get_body(("plain",))
    assert mail["Subject"] == MESSAGE.title
    assert "team@example.org" in mail["To"]
    assert text is not None
    assert text.get_content().splitlines() == MESSAGE.body.splitlines()


@pytest.mark.parametrize("status", [500, 403])
def test_what_the_other_side_refuses_is_not_delivered(status: int) -> None:
    """So that it is tried again."""
    with Receiver(status) as receiver:
        assert not sent(f"json://{receiver.host}/")
    assert receiver.refused == 1


def test_an_address_where_nobody_listens_takes_nothing() -> None:
    """Nor does the failure end the program."""
    assert not sent(f"json://127.0.0.1:{free_port()}/")


@pytest.mark.parametrize("url", [UNSHOWN, f"nothing://{UNSHOWN}", f"json:/{UNSHOWN}", "mailto://"])
def test_a_line_that_is_no_address_is_named_by_its_place_and_not_shown(url: str) -> None:
    """It may hold a password."""
    with pytest.raises(AlertsProblem, match="address 2 of the alerts is none") as raised:
        addresses([Hidden("json://127.0.0.1/"), Hidden(url)])
    assert UNSHOWN not in str(raised.value)


def test_an_address_shows_its_kind_and_place_only() -> None:
    """In logs, in status and in a traceback."""
    [address] = addresses([Hidden(f"json://user:{UNSHOWN}@127.0.0.1/")])
    assert address.name == "1 json"
    assert UNSHOWN not in repr(address)


def test_no_log_of_a_library_tells_an_address(caplog: pytest.LogCaptureFixture) -> None:
    """They write whole addresses when something goes wrong, and are kept from it."""
    before = {name: logging.getLogger(name).level for name in SILENT}
    try:
        for name in SILENT:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        assert not sent(f"json://user:{UNSHOWN}@127.0.0.1:{free_port()}/{UNSHOWN}")
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
    assert UNSHOWN not in caplog.text


@pytest.mark.parametrize(
    ("what", "path"),
    PINGS.items(),
)
def test_a_dead_mans_switch_is_told_start_success_and_fail(what: Ping, path: str) -> None:
    """By the paths that such services share; with or without a slash at the end."""
    with Receiver() as receiver:
        assert ping(Hidden(f"http://{receiver.host}/ping/id/"), what)
        assert ping(Hidden(f"http://{receiver.host}/ping/id"), what)
    assert [post.path for post in receiver.posts] == [path, path]


@pytest.mark.parametrize("url", [f"ftp://{UNSHOWN}", UNSHOWN, "https://"])
def test_a_ping_goes_to_a_web_address_only(url: str) -> None:
    """And another is not shown."""
    with pytest.raises(AlertsProblem, match="the ping's address is none") as raised:
        ping(Hidden(url), Ping.START)
    assert UNSHOWN not in str(raised.value)


def source(
    folder: Path, text: str = "", mode: int = 0o600, environment: dict[str, str] | None = None
) -> SecretSource:
    file = folder / "alerts"
    if text:
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)
    return SecretSource.of(ALERTS, file if text else None, Surroundings(folder, environment or {}))


def revealed(where: SecretSource) -> list[str]:
    return [line.reveal() for line in where.lines()]


def test_addresses_are_the_lines_of_a_file_but_for_remarks(tmp_path: Path) -> None:
    """One a line."""
    text = "# mail\njson://one/\n\n  ntfy://two/  \n"
    assert revealed(source(tmp_path, text)) == ["json://one/", "ntfy://two/"]


def test_the_environment_comes_before_a_file(tmp_path: Path) -> None:
    """As for the database's address."""
    given = {"MONITOR_ALERTS": "json://three/\njson://four/"}
    assert revealed(source(tmp_path, "json://one/", environment=given)) == [
        "json://three/",
        "json://four/",
    ]


def test_a_credential_of_systemd_is_read_where_config_names_no_file(tmp_path: Path) -> None:
    """By the name "alerts"; and none is no fault."""
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    assert revealed(source(tmp_path, environment=given)) == []
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "alerts").write_text("json://five/", encoding="utf-8")
    (tmp_path / "credentials" / "alerts").chmod(0o640)
    assert revealed(source(tmp_path, environment=given)) == ["json://five/"]


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """With what to type, and without what is in it."""
    with pytest.raises(AlertsProblem, match="chmod 600") as raised:
        source(tmp_path, f"json://{UNSHOWN}/", 0o644).lines()
    assert UNSHOWN not in str(raised.value)


def test_a_file_that_is_not_there_is_a_problem_and_not_silence(tmp_path: Path) -> None:
    """Else nobody would ever be told."""
    where = SecretSource.of(ALERTS, tmp_path / "gone", Surroundings(tmp_path, {}))
    with pytest.raises(AlertsProblem, match="gone: No such file"):
        where.lines()


def test_one_ping_is_one_line(tmp_path: Path) -> None:
    """Two would be a mistake."""
    with pytest.raises(AlertsProblem, match="found 2 lines"):
        source(tmp_path, "http://one/\nhttp://two/").line()
    assert source(tmp_path).line() is None


def test_config_names_files_beside_itself(tmp_path: Path) -> None:
    """And the secrets are neither in the config nor in what it prints."""

    def change(text: str) -> str:
        return text.replace('# addresses = "alerts"', 'addresses = "alerts"')

    file = write_config(tmp_path, "http://127.0.0.1:8471", change)
    (tmp_path / "alerts").write_text(f"json://{UNSHOWN}/", encoding="utf-8")
    (tmp_path / "alerts").chmod(0o600)
    config = load(file, {})
    assert config.alerts.addresses == tmp_path / "alerts"
    assert revealed(config.alert_addresses) == [f"json://{UNSHOWN}/"]
    assert UNSHOWN not in f"{config!r} {config.alert_addresses!r}"
    assert load(SHIPPED, {}).alert_addresses.lines() == ()
