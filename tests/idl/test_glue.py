# SPDX-License-Identifier: BSD-2-Clause
"""The generated C: as it was reviewed (golden/), free of warnings, and right when it runs.

The running tests compile client and server glue for the host, load both, and join glue_call of the
one with glue_dispatch of the other. The shared pages lie at the addresses that the glue says. To take
over a wanted change of the output: UPDATE_GOLDEN=1 pytest tests/idl/test_glue.py
"""

import ctypes
import mmap
import os
import subprocess
from pathlib import Path

import pytest

from bulkhead.gen.command import glue_texts
from bulkhead.gen.plan_connections import plan_make
from bulkhead.model.read import read_system

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "idl" / "data"
GOLDEN = ROOT / "tests" / "idl" / "golden"
WARNINGS = "-Wall -Wextra -Werror -Wshadow -Wconversion -Wundef -Wvla".split()
INCLUDES = [f"-I{ROOT}/components/runtime/include", f"-I{ROOT}/kernel/api"]
CALLS_BUFFER = 0x30000000
LABELS = {"add": 1, "name": 2, "total": 3, "digest": 4, "move": 5, "reset": 6}
PEER_RESTARTED, NOT_CONNECTED, NO_METHOD, MALFORMED, TOO_LONG = 1, 2, 3, 4, 5


@pytest.fixture(scope="module")
def glue():
    return glue_texts(plan_make(read_system(DATA / "pair.camkes").system), "tests/idl/data/pair.camkes")


@pytest.mark.parametrize("file", ["component.h", "component.c"])
@pytest.mark.parametrize("instance", ["client", "server"])
def test_golden__output_is_as_reviewed(glue, instance, file):
    path = GOLDEN / instance / file
    if "UPDATE_GOLDEN" in os.environ:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(glue[instance][file])
    assert glue[instance][file] == path.read_text()


def test_glue__carries_its_source_and_no_time(glue):
    for files in glue.values():
        for text in files.values():
            assert "tests/idl/data/pair.camkes" in text
            assert "202" not in text.replace("0x30200000", "")


def compile_library(folder, name, glue, own_code):
    source = folder / name
    source.mkdir()
    for file, text in glue.items():
        (source / file).write_text(text)
    library = folder / f"{name}.so"
    subprocess.run(["gcc", "-std=c11", "-D_GNU_SOURCE", "-g", *WARNINGS, *INCLUDES, f"-I{source}", "-shared", "-fPIC", "-Bsymbolic",
                    str(source / "component.c"), str(DATA / own_code), "-o", str(library)], check=True)
    return ctypes.CDLL(str(library), mode=os.RTLD_LOCAL)


class Message(ctypes.Structure):
    _fields_ = [("label", ctypes.c_uint64), ("word", ctypes.c_uint64 * 8),
                ("badge", ctypes.c_uint64), ("status", ctypes.c_uint64)]


CALL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint64, ctypes.POINTER(Message))


@pytest.fixture(scope="module")
def shared_page():
    """The page that the connection's two ends share, at its address; a writable view of it."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    fixed_if_free = 0x100000
    address = libc.mmap(CALLS_BUFFER, 4096, mmap.PROT_READ | mmap.PROT_WRITE,
                        mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | fixed_if_free, -1, 0)
    assert address == CALLS_BUFFER
    return (ctypes.c_uint8 * 4096).from_address(CALLS_BUFFER)


@pytest.fixture(scope="module")
def server(glue, shared_page, tmp_path_factory):
    return compile_library(tmp_path_factory.mktemp("glue"), "server", glue["server"], "server.c")


@pytest.fixture(scope="module")
def client(glue, server, tmp_path_factory):
    library = compile_library(tmp_path_factory.mktemp("glue"), "client", glue["client"], "client.c")

    def call(capability, message):
        assert capability == 8
        message.contents.badge = 1 << 16 | 1
        server.glue_dispatch(message)
        return -message.contents.label

    library.keep = CALL(call)
    ctypes.c_void_p.in_dll(library, "test_call").value = ctypes.cast(library.keep, ctypes.c_void_p).value
    return library


def dispatch(server, method, words=(), badge=1 << 16 | 1):
    """Sends a raw message to the server; the reply."""
    message = Message(label=LABELS.get(method, method), badge=badge)
    for n, word in enumerate(words):
        message.word[n] = word & (1 << 64) - 1
    server.glue_dispatch(ctypes.byref(message))
    return message


# --- calls that are right -------------------------------------------------------


@pytest.mark.parametrize("a, b", [(40, 2), (-7, 3), (-(1 << 31), (1 << 31) - 1)])
def test_call__integers_in_registers(client, a, b):
    total = ctypes.c_int()
    assert client.calculator_add(a, b, ctypes.byref(total)) == 0
    assert total.value == a + b


def test_call__strings(client):
    greeting = ctypes.create_string_buffer(81)
    assert client.calculator_name(b"Ada", greeting) == 0
    assert greeting.value == b"hello, Ada"


def test_call__string_of_the_greatest_length(client):
    greeting = ctypes.create_string_buffer(81)
    assert client.calculator_name(b"x" * 32, greeting) == 0
    assert greeting.value == b"hello, " + b"x" * 32


def test_call__open_array(client):
    values = (ctypes.c_uint32 * 32)(*range(1, 33))
    total = ctypes.c_uint64()
    assert client.calculator_total(ctypes.c_size_t(32), values, ctypes.byref(total)) == 0
    assert total.value == sum(range(1, 33))
    assert client.calculator_total(ctypes.c_size_t(0), values, ctypes.byref(total)) == 0
    assert total.value == 0


def test_call__fixed_array_comes_back(client):
    result = (ctypes.c_uint8 * 32)()
    assert client.calculator_digest(ctypes.c_size_t(3), (ctypes.c_uint8 * 32)(1, 2, 3), result) == 0
    assert list(result) == [6] * 32


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int32), ("y", ctypes.c_int32), ("tag", ctypes.c_uint8 * 4)]


def test_call__struct_in_and_out(client):
    point = Point(10, -5)
    assert client.calculator_move(ctypes.byref(point), ctypes.c_int8(-3), ctypes.c_bool(True)) == 0
    assert (point.x, point.y, bytes(point.tag)) == (4, -5, b"abcd")


def test_call__result_of_the_method_comes_back(client):
    point = Point(10, -5)
    assert client.calculator_move(ctypes.byref(point), ctypes.c_int8(0), ctypes.c_bool(False)) == 17


def test_call__void_method_tells_whether_it_arrived(client):
    assert client.calculator_reset() == 0


def test_sender__is_the_client_of_the_badge(server):
    server.calculator_get_sender_id.restype = ctypes.c_uint64
    dispatch(server, "add", badge=1 << 16 | 1)
    assert server.calculator_get_sender_id() == 1


# --- the client checks ----------------------------------------------------------


def test_client__refuses_a_string_beyond_its_bound(client):
    assert client.calculator_name(b"x" * 33, ctypes.create_string_buffer(81)) == -TOO_LONG


def test_client__refuses_an_array_beyond_its_bound(client):
    values = (ctypes.c_uint32 * 40)()
    assert client.calculator_total(ctypes.c_size_t(33), values, ctypes.byref(ctypes.c_uint64())) == -TOO_LONG


def answer(client, words=(), error=0, page=None):
    """Lets the server answer something of its own choice, once."""
    def call(_capability, message):
        for n, word in enumerate(words):
            message.contents.word[n] = word
        if page:
            page()
        return -error
    client.keep_answer = CALL(call)
    place = ctypes.c_void_p.in_dll(client, "test_call")
    before, place.value = place.value, ctypes.cast(client.keep_answer, ctypes.c_void_p).value
    return lambda: setattr(place, "value", before)


def test_client__refuses_a_result_outside_its_type(client):
    restore = answer(client, [0, 1 << 31])
    assert client.calculator_add(1, 2, ctypes.byref(ctypes.c_int())) == -MALFORMED
    restore()


def test_client__refuses_a_string_without_end(client, shared_page):
    def fill():
        shared_page[:] = [65] * 4096
    restore = answer(client, page=fill)
    assert client.calculator_name(b"Ada", ctypes.create_string_buffer(81)) == -MALFORMED
    restore()


def test_client__hands_on_a_failed_transport(client):
    restore = answer(client, error=PEER_RESTARTED)
    assert client.calculator_add(1, 2, ctypes.byref(ctypes.c_int())) == -PEER_RESTARTED
    restore()


def test_client__optional_interface_without_connection(pair, tmp_path):
    pair.edit("uses Calculator calculator;", "maybe uses Calculator calculator;")
    pair.edit("connection seL4RPCCall calls(from client.calculator, to server.calculator);", "")
    files = glue_texts(pair.plan(), "x")["client"]
    assert "#define CALCULATOR_CONNECTED 0" in files["component.h"]
    library = compile_library(tmp_path, "client", files, "client.c")
    assert library.calculator_add(1, 2, None) == -NOT_CONNECTED


# --- the server checks ----------------------------------------------------------


@pytest.mark.parametrize("method", [0, 7, 1 << 40])
def test_server__refuses_unknown_methods(server, method):
    assert dispatch(server, method).label == NO_METHOD


@pytest.mark.parametrize("interface", [0, 2, 255])
def test_server__refuses_unknown_interfaces(server, interface):
    assert dispatch(server, "add", badge=interface << 16 | 1).label == NO_METHOD


@pytest.mark.parametrize("words", [(1 << 31, 0), (0, 1 << 32), (0, -(1 << 31) - 1)])
def test_server__refuses_integers_outside_their_type(server, words):
    assert dispatch(server, "add", words).label == MALFORMED


@pytest.mark.parametrize("words", [(128, 0), (-129, 0), (0, 2)])
def test_server__refuses_small_integers_and_truth_values_outside_their_type(server, words):
    assert dispatch(server, "move", words).label == MALFORMED


def test_server__refuses_a_string_without_end(server, shared_page):
    shared_page[:33] = [65] * 33
    assert dispatch(server, "name").label == MALFORMED


@pytest.mark.parametrize("length", [33, 1 << 32, (1 << 64) - 1])
def test_server__refuses_a_length_beyond_its_bound(server, length):
    assert dispatch(server, "total", [length]).label == TOO_LONG
    assert dispatch(server, "digest", [length]).label == TOO_LONG


def test_events__call_the_handlers_of_their_bits(server):
    count = ctypes.c_int.in_dll(server, "wakes")
    before = count.value
    for word in (1, 2, 3, 0):
        server.glue_events(ctypes.c_uint64(word))
    assert count.value == before + 2
