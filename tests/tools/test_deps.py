# SPDX-License-Identifier: BSD-2-Clause
"""How the build gets its packages: which sources it derives from the machine's, and what it installs when."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

DEPS = Path(__file__).resolve().parents[2] / "tools" / "deps"

ONE_LINE = """\
# the release, with other sections
deb http://mirror.invalid/debian bookworm main contrib non-free-firmware
deb-src http://mirror.invalid/debian bookworm main
deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.invalid/debian bookworm-updates main
deb [arch=amd64,i386] http://mirror.invalid/security bookworm-security contrib main
deb http://mirror.invalid/debian bookworm-backports main
deb http://vendor.invalid/docker bookworm stable
deb http://vendor.invalid/database bookworm-pgdg main
"""

DEB822 = """\
Types: deb
URIs: http://mirror.invalid/debian
Suites: bookworm bookworm-updates bookworm-backports
Components: main contrib
Architectures: amd64
Signed-By: /keys/a.gpg

Types: deb
URIs: http://vendor.invalid/node
Suites: nodistro
Components: main

Types: deb-src
URIs: http://mirror.invalid/only-source
Suites: bookworm
Components: main
"""


@pytest.fixture
def derive(tmp_path):
    """Derives sources from an apt configuration; gives what was derived."""
    def run(one_line="", deb822=""):
        etc, state = tmp_path / "etc", tmp_path / "state"
        (etc / "sources.list.d").mkdir(parents=True)
        (etc / "sources.list").write_text(one_line)
        (etc / "sources.list.d" / "debian.sources").write_text(deb822)
        subprocess.run([DEPS / "apt-private.sh", state, "sources", etc, "bookworm"], check=True)
        (tmp_path / "status").touch()
        subprocess.run(["apt-get", "-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={state}/sources",
                        "-o", f"Dir::State={tmp_path}", "-o", f"Dir::State::status={tmp_path}/status", "indextargets"],
                       check=True, capture_output=True)  # apt itself can parse them
        return "".join(path.read_text() for path in sorted((state / "sources").iterdir()))
    return run


def test_sources__one_line_format(derive):
    assert sorted(line.split() for line in derive(one_line=ONE_LINE).splitlines()) == sorted([
        ["deb", "http://mirror.invalid/debian", "bookworm", "main"],
        ["deb-src", "http://mirror.invalid/debian", "bookworm", "main"],
        ["deb", "[", "signed-by=/keys/a.gpg]", "http://mirror.invalid/debian", "bookworm-updates", "main"],
        ["deb-src", "[", "signed-by=/keys/a.gpg]", "http://mirror.invalid/debian", "bookworm-updates", "main"],
        ["deb", "http://mirror.invalid/security", "bookworm-security", "main"],
        ["deb-src", "http://mirror.invalid/security", "bookworm-security", "main"],
    ])


def test_sources__deb822_format(derive):
    assert derive(deb822=DEB822) == (
        "Types: deb deb-src\nSuites: bookworm bookworm-updates\nComponents: main\n"
        "URIs: http://mirror.invalid/debian\nSigned-By: /keys/a.gpg\n\n")


@pytest.fixture
def install(tmp_path):
    """Runs install.sh on a list, with stand-ins for apt-get and sudo that record how they were called."""
    def run(*packages, apt=True, status=0):
        bin_directory = tmp_path / "bin"
        bin_directory.mkdir()
        tools = ["bash", "id", "env", "mktemp", "rm", "tail"] + (["dpkg-query"] if apt else [])
        for tool in tools:
            os.symlink(shutil.which(tool), bin_directory / tool)
        calls = tmp_path / "calls"
        if apt:
            script = f'#!/bin/sh\necho "$@" >> {calls}\ncase "$*" in *install*) echo "E: trouble"; exit {status} ;; esac\n'
            (bin_directory / "apt-get").write_text(script)
            (bin_directory / "apt-get").chmod(0o755)
        (bin_directory / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
        (bin_directory / "sudo").chmod(0o755)
        (tmp_path / "list").write_text("# comment\n\n" + "\n".join(packages) + "\n")
        result = subprocess.run([bin_directory / "bash", DEPS / "install.sh", tmp_path / "list"], check=False,
                                env={"PATH": str(bin_directory)}, capture_output=True, text=True)
        return result, calls.read_text() if calls.exists() else ""
    return run


def test_install__says_and_does_nothing_when_all_is_there(install):
    result, calls = install("dpkg", "bash")
    assert (result.returncode, result.stdout, result.stderr, calls) == (0, "", "", "")


def test_install__installs_only_what_is_missing(install):
    result, calls = install("dpkg", "no-such-package")
    assert result.returncode == 0
    assert "installs no-such-package\n" in result.stdout
    assert calls.splitlines()[-1].endswith("install -y --no-install-recommends no-such-package")


def test_install__shows_what_apt_said_when_it_fails(install):
    result, _ = install("no-such-package", status=100)
    assert result.returncode == 1
    assert "E: trouble" in result.stderr
    assert "bulkhead: error: apt could not install: no-such-package" in result.stderr


def test_install__says_so_without_apt(install):
    result, _ = install("dpkg", apt=False)
    assert result.returncode == 1
    assert result.stderr.startswith("bulkhead: error: this machine has no apt")
