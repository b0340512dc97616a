# SPDX-License-Identifier: BSD-2-Clause
"""QEMU for tests: machines with a time limit, whose console is logged under build/test/console/.

The fixture `machine` (conftest.py) starts one and ends it with the test; Machine itself serves fixtures that share
one boot among several tests, and the benchmarks.
"""

import signal
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LOGS = BUILD / "test" / "console"
sys.path.insert(0, str(ROOT / "tools" / "lib"))

from bulkhead.run import RunOptions, qemu_arguments  # noqa: E402  (found through the line above)

DEFAULT_TIMEOUT_S = 60


class Machine:
    """One QEMU. `console` is its pexpect process; `timeout` seconds without what is expected fail the test."""

    def __init__(self, name, options, extra=(), timeout=DEFAULT_TIMEOUT_S):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / f"{name}.log"
        self._log_file = self.log.open("w", encoding="utf-8", errors="replace")
        arguments = qemu_arguments(options) + list(extra)
        self.console = pexpect.spawn(arguments[0], arguments[1:], timeout=timeout, encoding="utf-8",
                                     codec_errors="replace", echo=False, cwd=str(ROOT))
        self.console.logfile_read = self._log_file

    def expect(self, pattern, timeout=-1):
        """Waits for a regular expression and returns the match; what was seen instead is in the failure."""
        try:
            self.console.expect(pattern, timeout=timeout)
        except (pexpect.TIMEOUT, pexpect.EOF) as failure:
            reason = "stopped" if isinstance(failure, pexpect.EOF) else "was silent"
            pytest.fail(f"the machine {reason} before {pattern!r}; {self.log}:\n{self.tail()}", pytrace=False)
        return self.console.match

    def send(self, text):
        self.console.send(text)

    def console_text(self):
        """All that was read from the console."""
        self._log_file.flush()
        return self.log.read_text(errors="replace")

    def tail(self, lines=15):
        return "\n".join(self.console_text().splitlines()[-lines:])

    def stop(self):
        if self.console.isalive():
            self.console.kill(signal.SIGKILL)
            self.console.wait()
        self.console.close()
        self._log_file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
