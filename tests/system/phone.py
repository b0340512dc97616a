# SPDX-License-Identifier: BSD-2-Clause
"""The phone as a person has it: one terminal, several streams, shells behind them. Used by the demo and the tests."""

import re
import subprocess

import pytest
from machine import BUILD, Machine, RunOptions

KEY = "\x1d"  # Ctrl-], the console's escape key
PROFILES = ("corporate", "personal")
BOOT_S = 120
COMMAND_S = 60
PASSWORD_PROMPT = r"\r\n> "


def fresh_flash(name):
    """A copy of the built storage image for one test alone."""
    path = BUILD / "test" / "flash" / f"{name}.img"
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--sparse=always", BUILD / "flash.img", path], check=True)
    return path


class Phone:
    """A phone with so many cores that is switched on with `flash` as its storage."""

    def __init__(self, name, flash, image=BUILD / "phone.img", cores=1, extra=()):
        options = RunOptions(image=str(image), flash=str(flash), smp=cores, one_thread=cores > 1)
        self.machine = Machine(name, options, extra, timeout=COMMAND_S)
        self.view = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.machine.stop()

    def expect(self, pattern, timeout=COMMAND_S):
        return self.machine.expect(pattern, timeout)

    def boot(self):
        """Waits until both profiles' kernels are being started; returns init's self-check line."""
        check = self.expect(r"init: (self-check: \d+ capabilities, \d+ mappings agree with the table)", BOOT_S)[1]
        waiting = set(PROFILES)
        while waiting:
            waiting.discard(self.expect(r"starting (corporate|personal)", BOOT_S)[1])
        return check

    def show(self, stream):
        """Switches to a stream by its first letter, if it is not shown already."""
        if self.view != stream:
            self.machine.send(KEY + stream[0])
            self.expect(rf"--- {stream} ---")
            self.view = stream

    def log_in_to_shell(self, profile):
        """Waits for the profile's first prompt."""
        self.show(profile)
        self.expect(rf"{profile}:~# ", BOOT_S)

    def start(self, profile, command):
        """Types a command whose end `finish` waits for. The quotes keep the echo from matching."""
        self.show(profile)
        self.machine.send(f'{command}; echo "<"$?">"\r')

    def finish(self, timeout=COMMAND_S):
        """The last command's exit status and output."""
        self.expect(r"<(\d+)>\r+\n", timeout)
        status = int(self.machine.console.match[1])
        return status, self.machine.console.before

    def run(self, profile, command, timeout=COMMAND_S):
        self.start(profile, command)
        return self.finish(timeout)

    def must(self, profile, command, timeout=COMMAND_S):
        """The output of a command that has to succeed."""
        status, output = self.run(profile, command, timeout)
        if status != 0:
            pytest.fail(f"{profile}: {command!r} ended with {status}:\n{output}", pytrace=False)
        return output

    def answer_prompt(self, service, about, text, secret=True):
        """Types `text` at the trusted prompt, which shows it unless it is secret; returns what the prompt said."""
        self.expect(rf"=== trusted prompt: {service} ===")
        self.expect(PASSWORD_PROMPT)
        said = self.machine.console.before
        if about not in said:
            pytest.fail(f"the trusted prompt is not about {about!r}:\n{said}", pytrace=False)
        self.machine.send(text + "\r")
        self.expect(r"=== end of trusted prompt ===")
        shown = self.machine.console.before
        if text and (text in shown) == secret:
            pytest.fail(f"the trusted prompt {'shows the secret' if secret else 'hides what is typed'}", pytrace=False)
        self.view = None
        match = self.expect(r"--- (\w+) ---")
        self.view = match[1]
        return said

    def log_in(self, profile, user, pin, purpose="session"):
        """`phone auth login` with a PIN typed at the trusted prompt; exit status and output."""
        self.start(profile, f"phone auth login --user {user} --purpose {purpose}")
        self.answer_prompt("auth", profile, pin)
        return self.finish()

    def crashes(self):
        """What the supervisor has said about components that crashed, since the phone was switched on."""
        self.view = None
        for view in ("log", PROFILES[0]):
            self.show(view)
        return re.findall(r"supervisor: (?:error|warning): .*", plain(self.machine.console_text()))

    def set_up_user(self, profile, user, pin, purpose="session"):
        """The first log-in on a profile without users, which chooses the PIN."""
        self.start(profile, f"phone auth login --user {user} --purpose {purpose}")
        self.answer_prompt("auth", "New PIN", pin)
        self.answer_prompt("auth", "again", pin)
        return self.finish()


def plain(text):
    """Console output without carriage returns and escape sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", text)
