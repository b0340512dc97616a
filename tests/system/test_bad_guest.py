# SPDX-License-Identifier: BSD-2-Clause
"""A guest that sends nonsense to its services, and a phone whose power fails while a guest writes. One phone serves
all tests; the power failure comes last."""

import re
import struct

import pytest
from machine import ROOT
from phone import Phone, fresh_flash, plain

LOGIN, ADMIN, NOBODY = 7000, 7001, 7099
HELLO, BEGIN, LIST, UNKNOWN = 0, 1, 4, 99
OK, MALFORMED, TOO_LONG, NO_METHOD = 0, 0x100, 0x101, 0x102
PAYLOAD_MAX = int(re.search(r"GATEWAY_PAYLOAD_MAX (\d+)u", (ROOT / "components/vmm/gateway_protocol.h").read_text())[1])
EXIT_NO_CONNECTION = 3


class Shared:
    """The phone of this module, on storage of its own."""

    def __init__(self, cores):
        self.flash = fresh_flash("bad_guest")
        self.cores = cores
        self.boots = 0
        self.phone = None

    def switch_on(self):
        self.boots += 1
        self.phone = Phone(f"bad_guest-{self.cores}-{self.boots}", self.flash, cores=self.cores)
        self.phone.boot()
        self.phone.log_in_to_shell("corporate")
        return self.phone

    def switch_off(self):
        self.phone.machine.stop()


@pytest.fixture(scope="module")
def shared(cores):
    one = Shared(cores)
    one.switch_on()
    yield one
    one.switch_off()
    one.flash.unlink()


@pytest.fixture
def phone(shared):
    return shared.phone


def frame(method, payload=b"", identifier=1, length=None):
    """A request in hexadecimal; `length` if its header is to lie."""
    return (struct.pack("<HHI", len(payload) if length is None else length, method, identifier) + payload).hex()


def text(content, length=None):
    return bytes([len(content) if length is None else length]) + content


def raw(phone, port, *frames):
    """Sends the frames on one stream; (identifier, status) of each reply."""
    output = plain(phone.must("corporate", f"phone raw {port} {' '.join(frames)}"))
    words = [line.split() for line in output.splitlines() if line.startswith("reply ")]
    return [(int(w[1].rstrip(":")), int(w[3].rstrip(","), 16)) for w in words]


# --- requests -----------------------------------------------------------------------------------------------


def test_request__over_long_is_answered_and_the_stream_goes_on(phone):
    assert raw(phone, LOGIN, frame(BEGIN, bytes(PAYLOAD_MAX + 1)), frame(HELLO, identifier=2)) == [(1, TOO_LONG), (2, OK)]


def test_request__over_long_by_far_is_skipped_to_its_last_byte(phone):
    zeros = f"$(printf %0{2 * 1500}d 0)"  # more than a terminal line takes
    assert raw(phone, LOGIN, frame(BEGIN, length=1500) + zeros, frame(HELLO, identifier=2)) == [(1, TOO_LONG), (2, OK)]


def test_request__of_an_unknown_method_is_answered(phone):
    assert raw(phone, LOGIN, frame(UNKNOWN), frame(0xFFFF, identifier=2)) == [(1, NO_METHOD), (2, NO_METHOD)]


@pytest.mark.parametrize("payload", [
    b"", text(b"anna"), text(b"anna") + text(b"session") + b"more", text(b"a" * 33) + text(b"session"),
    text(b"anna", length=200), text(b"an\0na") + text(b"session"), bytes([0xFF]) * PAYLOAD_MAX,
], ids=["empty", "half", "trailing", "string_too_long", "length_beyond_the_end", "zero_in_string", "noise"])
def test_request__malformed_is_answered(phone, payload):
    assert raw(phone, LOGIN, frame(BEGIN, payload), frame(HELLO, identifier=2)) == [(1, MALFORMED), (2, OK)]


def test_request__cut_off_is_dropped(phone):
    assert raw(phone, LOGIN, frame(HELLO), frame(BEGIN, b"\4an", length=PAYLOAD_MAX)) == [(1, OK)]


def test_request__of_half_a_header_is_dropped(phone):
    assert raw(phone, LOGIN, "000000") == []


def test_request__index_beyond_the_list_is_an_error_of_the_service(phone):
    (identifier, status), = raw(phone, ADMIN, frame(LIST, struct.pack("<I", 0xFFFFFFFF)))
    assert identifier == 1 and 0 < status < MALFORMED


def test_port__without_a_service_is_refused(phone):
    status, _ = phone.run("corporate", f"phone raw {NOBODY} {frame(HELLO)}")
    assert status == EXIT_NO_CONNECTION


def test_request__after_all_that_log_in_works_and_nothing_has_crashed(phone):
    status, output = phone.set_up_user("corporate", "anna", "4711")
    assert status == 0, output
    assert not phone.crashes()


# --- power ----------------------------------------------------------------------------------------------------


def test_power_failure__keeps_what_was_synced(shared):
    phone = shared.phone
    phone.must("corporate", "echo kept > /data/kept && sync")
    phone.must("corporate", "(while :; do dd if=/dev/urandom of=/data/noise bs=64k count=64 conv=fsync; done) >/dev/null 2>&1 & writer=$!")
    phone.must("corporate", "until [ -s /data/noise ]; do :; done")
    shared.switch_off()
    phone = shared.switch_on()
    assert "kept" in plain(phone.must("corporate", "cat /data/kept")).splitlines()
    assert " ext4 rw," in phone.must("corporate", "grep /data /proc/mounts")
    phone.must("corporate", "rm -f /data/noise && echo more > /data/kept && sync")
