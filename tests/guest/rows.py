# SPDX-License-Identifier: BSD-2-Clause
"""What exits cost a guest of the phone: boots bench.c as the corporate profile, alone, with time counted in
instructions. For `make bench`."""

import re
import subprocess
import tempfile
from pathlib import Path

from machine import BUILD, ROOT, Machine, RunOptions

PROFILE = BUILD / "test" / "guest" / "bench.fit"
TIMEOUT_S = 60


def flash_with(directory, **profiles):
    """A copy of the built storage with a profile's file, or None for no profile, as each of corporate and personal."""
    flash, nothing = directory / "flash.img", directory / "nothing"
    nothing.write_bytes(bytes(4096))
    subprocess.run(["cp", "--sparse=always", BUILD / "flash.img", flash], check=True)
    for partition, profile in profiles.items():
        subprocess.run([ROOT / "tools" / "bulkhead", "flash", "write-profile", "--force", "--image", flash,
                        "--partition", f"{partition}.boot", profile or nothing], check=True, capture_output=True)
    return flash


def guest_rows():
    """name -> instructions: mmio_exit, psci_exit, guest_tick."""
    with tempfile.TemporaryDirectory() as directory:
        options = RunOptions(flash=str(flash_with(Path(directory), corporate=PROFILE, personal=None)), icount=True, snapshot=True)
        with Machine("guest-bench", options, timeout=TIMEOUT_S) as machine:
            machine.expect(r"starting corporate")
            machine.send("\x1d1")  # the console's key, and corporate's view
            machine.expect(r"row mmio_exit")
            start = machine.console.after
            machine.expect(r"\nend")
            return {name: int(value) for name, value in
                    re.findall(r"(?:row )?(\w+) (\d+) instructions", start + machine.console.before)}
