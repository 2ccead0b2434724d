"""What makes the service run for good: a systemd unit, or a task of Windows' scheduler.

Both are made of the config, so that the service may write where it must and nowhere else.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.config.outputs import ALERTS, PING

NAME = "ad-market-monitor"
UNIT = f"{NAME}.service"
SYSTEM_FOLDER = Path("/etc/systemd/system")

HARDENED = """\
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
CapabilityBoundingSet=
"""
OF_A_SYSTEM = """\
ProtectHome=read-only
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
PrivateDevices=yes
"""
"""What an ordinary user's own systemd may not do on every machine."""


def unit(
    config: Config,
    config_file: Path,
    user: str = "",
    credentials: Path | None = None,
    environment: Path | None = None,
) -> str:
    """Return a systemd unit: of the system, run as `user`, or else of the user that installs it.

    `credentials` is a folder of what systemd-creds has encrypted: keys, each called
    `2026.key.cred`, and who is told, `alerts.cred` and `ping.cred`; `environment` is a file of
    variables.
    """
    names = ("[0-9]*.key.cred", *(f"{name}.cred" for name in (ALERTS, PING)))
    files = sorted(file for name in names for file in credentials.glob(name)) if credentials else []
    lines = [
        "[Unit]",
        "Description=Weekly count of ads",
        *(["After=network-online.target", "Wants=network-online.target"] if user else []),
        "",
        "[Service]",
        *([f"User={user}"] if user else []),
        f"WorkingDirectory={_quoted(config_file.resolve().parent)}",
        f"ExecStart={_command(sys.executable, config_file)}",
        "Restart=on-failure",
        "RestartSec=60",
        "# Told to stop, it ends after the page that is being fetched, in half a minute at most.",
        "TimeoutStopSec=90",
        "SuccessExitStatus=130 143",
        *(f"LoadCredentialEncrypted={file.stem}:{_quoted(file)}" for file in files),
        *([f"EnvironmentFile={_quoted(environment)}"] if environment else []),
        *HARDENED.splitlines(),
        *(OF_A_SYSTEM.splitlines() if user else []),
        *(f"ReadWritePaths={_word(folder)}" for folder in written_folders(config)),
        "",
        "[Install]",
        f"WantedBy={'multi-user.target' if user else 'default.target'}",
    ]
    return "\n".join(lines) + "\n"


def written_folders(config: Config) -> list[Path]:
    """Return the folders that the service writes to, which have to be there when it starts."""
    database = sqlite_file(config.storage.database)
    folders = [] if database is None else [database.parent]
    folders.append(config.storage.keys)
    if config.backup is not None:
        folders.append(config.backup.folder)
    if config.page.folder is not None:
        folders.append(config.page.folder)
    return list(dict.fromkeys(folder.resolve() for folder in folders))


def windows_task(config_file: Path, python: str = sys.executable) -> str:
    """Return a task that runs at each start of Windows and catches up; it was never tried there."""
    words = escape(f'-m monitor run --config "{config_file.resolve()}"')
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Weekly count of ads</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals><Principal id="Author"><LogonType>S4U</LogonType>
    <RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>{escape(python)}</Command>
    <Arguments>{words}</Arguments>
    <WorkingDirectory>{escape(str(config_file.resolve().parent))}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""


def _command(python: str, config_file: Path) -> str:
    words = f"{_word(python)} -m monitor run --config {_word(config_file.resolve())}"
    return words.replace("$", "$$")


def _word(path: Path | str) -> str:
    """Return a path as one word of a unit: in quotes, with what systemd would fill in doubled."""
    plain = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{plain}"'


def _quoted(path: Path | str) -> str:
    """Return a path where a unit takes one to the line's end, without quotes."""
    return str(path).replace("%", "%%")
