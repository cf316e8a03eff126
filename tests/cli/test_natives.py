"""What native libraries say about themselves is not for the user."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import os, sys
from medley.cli.natives import quiet_natives
os.write(2, b"before ")
with quiet_natives():
    os.write(2, b"native ")
    print("python", end=" ", file=sys.stderr, flush=True)
os.write(2, b"after ")
print("all", file=sys.stderr)
"""


def test_only_python_writes_to_standard_error_meanwhile() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (0, "before python after all")
