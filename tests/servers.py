"""Private PostgreSQL and MariaDB servers: own folder, own port, gone with the session.

Used by the tests marked `server_db`. Where a server is not installed they skip
and say so.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
START_S = 30


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of an empty database on a PostgreSQL server of this session alone."""
    found = shutil.which("initdb")
    programs = Path(found).resolve().parent if found else next(iter(POSTGRES), None)
    if programs is None:
        pytest.skip("PostgreSQL is not installed; apt-get install postgresql")
    with _Folder("postgres") as (folder, user):
        port, data = free_port(), folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "medley", "-A", "trust", "--no-sync"]
        _run_as(user, [*initdb, "-E", "UTF8", "--locale=C.UTF-8"])
        serve = [
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-c",
            "fsync=off",
        ]
        with _Server(user, [*serve, "-c", "listen_addresses=127.0.0.1"], port):
            make = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "medley"]
            _run_until_it_works([*make, "medley"])
            yield f"postgres://medley@127.0.0.1:{port}/medley"


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """URL of an empty database on a MariaDB server of this session alone."""
    server, install = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    client = shutil.which("mariadb")
    if server is None or install is None or client is None:
        pytest.skip("MariaDB is not installed; apt-get install mariadb-server")
    with _Folder("mysql") as (folder, user):
        port, data, sock = free_port(), folder / "data", folder / "sock"
        # Two at once in one folder of temporary tables trip over each other.
        temporary = folder / "tmp"
        _run_as(user, ["mkdir", temporary])
        quick = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        quick.append(f"--tmpdir={temporary}")
        _run_as(user, [install, "--no-defaults", f"--datadir={data}", *quick])
        small = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"]
        where = [
            f"--datadir={data}",
            f"--socket={sock}",
            f"--tmpdir={temporary}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
        ]
        with _Server(user, [server, "--no-defaults", *where, *small], port):
            say = (
                "CREATE DATABASE medley CHARACTER SET utf8mb4;"
                "CREATE USER medley@'127.0.0.1' IDENTIFIED BY 'medley';"
                "GRANT ALL ON *.* TO medley@'127.0.0.1'"
            )
            _run_until_it_works(
                [client, "--no-defaults", "-u", "root", f"--socket={sock}", "-e", say]
            )
            yield f"mariadb://medley:medley@127.0.0.1:{port}/medley"


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Folder:
    """A short-named folder that the server's user owns; a socket's path must be short."""

    def __init__(self, owner: str) -> None:
        # Neither server runs as root, so root starts it as the user that its package made.
        self.user = owner if os.geteuid() == 0 else None

    def __enter__(self) -> tuple[Path, str | None]:
        self.path = Path(tempfile.mkdtemp(prefix="medley-db-", dir="/tmp"))
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(self.path, account.pw_uid, account.pw_gid)
        return self.path, self.user

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


class _Server:
    def __init__(self, user: str | None, command: list[object], port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            _as(user, command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"the server did not start: {self.process.stderr.read()[-2000:]}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _as(user: str | None, command: list[object]) -> list[str]:
    words = [str(word) for word in command]
    if user is None:
        return words
    # setpriv replaces itself, so that a signal reaches the server.
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *words]


def _run_as(user: str | None, command: list[object]) -> None:
    done = subprocess.run(_as(user, command), capture_output=True, text=True, cwd="/tmp")
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")


def _run_until_it_works(command: list[object]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if done.returncode == 0:
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
        time.sleep(0.1)
