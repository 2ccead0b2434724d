"""`monitor service install`, `status` and `remove`: the service, started with the machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, err, out
from monitor.config import Config, load
from monitor.config.folders import default_folder, users_folder
from monitor.config.outputs import variables_set
from monitor.report.files import OutputProblem
from monitor.service.one_service import is_running
from monitor.service.service_files import SYSTEM_FOLDER, UNIT, unit, windows_task, written_folders

service_commands = typer.Typer(no_args_is_help=True, help="The service, started by the machine.")

SECONDS = 60
SystemOption = Annotated[
    str,
    typer.Option(
        "--system",
        metavar="USER",
        help="For the whole machine, run as this user; without it, for whoever types this.",
    ),
]
CredentialsOption = Annotated[
    Path | None,
    typer.Option(
        help="A folder of what systemd-creds made: 2026.key.cred, alerts.cred, ping.cred."
    ),
]
EnvironmentOption = Annotated[
    Path | None,
    typer.Option(
        help="A file of variables for the service, as MONITOR_DATABASE=..., of mode 0600.",
        exists=True,
        dir_okay=False,
        resolve_path=True,
    ),
]


@service_commands.command()
def install(
    config: ConfigOption = DEFAULT_CONFIG,
    system: SystemOption = "",
    credentials: CredentialsOption = None,
    environment: EnvironmentOption = None,
    windows: Annotated[
        Path | None,
        typer.Option(help="Write a task for Windows into this file instead; not tried there yet."),
    ] = None,
) -> None:
    """Write the unit that runs the service for good, have it checked, and start it."""
    settings = load(config)
    if windows is not None:
        _write(windows, windows_task(config), "utf-16")
        out.print(f"{windows}: written. On the Windows machine, as an administrator, type:")
        out.print(f'    schtasks /Create /TN ad-market-monitor /XML "{windows}"')
        out.print("This was never tried on Windows: look at the task, start it, and see its log.")
        return
    if system and settings.storage.keys == default_folder(settings.folder):
        raise typer.BadParameter(
            f"{config} does not say where the keys are, and a service that is run as another user "
            'would look elsewhere: write keys = "/var/lib/ad-market-keys" under [storage] first',
            param_hint="--system",
        )
    _refuse_variables_of_this_shell(environment)
    file = unit_file(bool(system))
    _refuse_unreadable_secrets(settings, system)
    _make_folders(settings, system)
    _write(file, unit(settings, config, system, credentials, environment), "utf-8")
    out.print(f"{file}: written")
    faults = verified(file)
    for fault in faults:
        err.print(f"systemd-analyze: {fault}", style="red")
    started = not faults and all(_systemctl(bool(system), *words) for words in START)
    _say_next(bool(system), started=started)
    raise typer.Exit(0 if started else 1)


@service_commands.command("status")
def service_status(config: ConfigOption = DEFAULT_CONFIG, system: SystemOption = "") -> None:
    """Say whether the service is installed and whether it runs; 1 where one of them is not so."""
    file, runs = unit_file(bool(system)), is_running(load(config))
    is_there = file.exists()
    out.print(f"{file}: {'installed' if is_there else 'not installed'}")
    out.print("The service runs" if runs else "No service runs on this installation")
    raise typer.Exit(0 if is_there and runs else 1)


@service_commands.command()
def remove(system: SystemOption = "") -> None:
    """Stop the service and take its unit away; data and keys stay as they are."""
    file = unit_file(bool(system))
    if not file.exists():
        out.print(f"{file}: there is none; nothing to do")
        return
    stopped = _systemctl(bool(system), "disable", "--now", UNIT)
    try:
        file.unlink()
    except OSError as error:
        raise OutputProblem(f"{file} cannot be removed: {error.strerror}") from None
    _systemctl(bool(system), "daemon-reload")
    out.print(f"{file}: removed")
    if not stopped:
        out.print("systemd did not stop it: see with monitor service status whether it still runs")
        raise typer.Exit(1)


START = (("daemon-reload",), ("enable", "--now", UNIT))


def unit_file(is_system: bool) -> Path:
    """Return where the unit lies: for the whole machine, or for this user."""
    if is_system:
        return SYSTEM_FOLDER / UNIT
    base = users_folder()
    if base is None:
        raise OutputProblem("no folder for a user's services: HOME is not set; use --system USER")
    return base / "systemd" / "user" / UNIT


def verified(file: Path) -> list[str]:
    """Return what `systemd-analyze verify` says against a unit; nothing where there is none.

    It is asked as for the whole machine: for a user's it would need a session of that user.
    """
    ran = _ran("systemd-analyze", "verify", str(file))
    return [line for line in ran.stderr.splitlines() if UNIT in line] if ran else []


def _systemctl(is_system: bool, *words: str) -> bool:
    ran = _ran("systemctl", *([] if is_system else ["--user"]), *words)
    if ran is not None and ran.returncode:
        err.print(f"systemctl {words[0]}: {ran.stderr.strip()[:300]}")
    return ran is not None and ran.returncode == 0


def _ran(name: str, *words: str) -> subprocess.CompletedProcess[str] | None:
    """Run a program of the system's; None where this machine has none of that name."""
    program = shutil.which(name)
    if program is None:
        return None
    command = [program, *words]
    return subprocess.run(  # noqa: S603 - a program of the system's, with our own words
        command, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def _say_next(is_system: bool, *, started: bool) -> None:
    if not started:
        user = "" if is_system else "--user "
        out.print("It was not started. When what is said above is mended, type:")
        for words in START:
            out.print(f"    systemctl {user}{' '.join(words)}")
    if not is_system:
        out.print("So that it runs when you are not logged in: loginctl enable-linger")
    out.print("Then: monitor service status, and monitor check")


def _refuse_variables_of_this_shell(environment: Path | None) -> None:
    """Refuse what would have the service count elsewhere than the commands that were tried."""
    if environment is None and (ours := variables_set()):
        raise typer.BadParameter(
            f"{' and '.join(ours)} is set here and would not be for the service, which would then "
            "count into another database, or tell nobody: write it into a file of mode 0600, and "
            "name that with --environment FILE; or unset it",
            param_hint="--environment",
        )


def _refuse_unreadable_secrets(config: Config, user: str) -> None:
    """Refuse files of whom to tell that the service's user could not read: nobody would be told."""
    named = (source.file for source in (config.alert_addresses, config.ping_address))
    for file in named if user else ():
        if file is not None and file.exists() and file.owner() != user:
            raise typer.BadParameter(
                f"{file} belongs to {file.owner()}, and the service could not read it: "
                f"chown {user} {file}; or seal it as a credential (docs/operating.md)",
                param_hint="--system",
            )


def _make_folders(config: Config, user: str) -> None:
    """Make the folders that are not there yet, of the user that the service is run as."""
    for folder in (each for each in written_folders(config) if not each.exists()):
        try:
            folder.mkdir(mode=0o700, parents=True)
            if config.page.folder is not None and folder == config.page.folder.resolve():
                folder.chmod(0o755)  # it is there for the team to read
            if user:
                shutil.chown(folder, user)
        except LookupError:
            raise OutputProblem(f"there is no user {user}; make one first (useradd)") from None
        except OSError as error:
            raise OutputProblem(f"{folder} cannot be made: {error.strerror}") from None


def _write(file: Path, text: str, encoding: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding=encoding)
    except OSError as error:
        raise OutputProblem(f"{file} cannot be written: {error.strerror}") from None
