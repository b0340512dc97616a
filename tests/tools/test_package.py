# SPDX-License-Identifier: BSD-2-Clause
"""The boot package as the tool makes and reads it."""

import struct

import pytest

from bulkhead import package
from bulkhead.errors import InputError


@pytest.fixture
def loader():
    """The least that looks like the loader: an arm64 Image header."""
    return bytes(56) + b"ARM\x64" + bytes(100)


@pytest.fixture
def parts():
    return [package.Part("kernel", "kernel", b"k" * 5000), package.Part("init", "init", b"i"),
            package.Part("component", "auth", b"", version=3, slot=1, state_schema=2)]


@pytest.fixture
def image(loader, parts):
    return package.make_image(loader, package.make_package(parts))


def test_package__reads_back_what_it_made(image, parts):
    assert package.read_package(image) == parts


def test_package__contents_begin_pages(image):
    start = package.find_package(image)
    for index in range(3):
        *_, offset, _, _, _ = package.ENTRY.unpack_from(image, start + package.HEADER.size + index * package.ENTRY.size)
        assert offset % package.PAGE == 0


def test_package__image_says_its_whole_size(image):
    size = struct.unpack_from("<Q", image, 16)[0]
    assert len(image) <= size < len(image) + package.PAGE


def test_package__is_reproducible(loader, parts, image):
    assert package.make_image(loader, package.make_package(parts)) == image


def test_package__refuses_a_long_name():
    with pytest.raises(InputError, match="1 to 31 bytes"):
        package.make_package([package.Part("component", "x" * 32, b"")])


def test_package__refuses_two_entries_of_one_name():
    with pytest.raises(InputError, match="two entries are named auth"):
        package.make_package([package.Part("component", "auth", b"1"), package.Part("component", "auth", b"2")])


def test_package__refuses_a_loader_that_is_no_image(parts):
    with pytest.raises(InputError, match="no arm64 Image"):
        package.make_image(bytes(100), package.make_package(parts))


def test_package__names_altered_content(image):
    changed = bytearray(image)
    start = package.find_package(image)
    offset = package.ENTRY.unpack_from(image, start + package.HEADER.size + package.ENTRY.size)[5]
    changed[start + offset] ^= 1
    with pytest.raises(InputError, match="init is truncated or altered"):
        package.read_package(bytes(changed))


def test_package__truncation_anywhere_is_noticed(image):
    for size in range(package.find_package(image) + 8, len(image), 97):
        with pytest.raises(InputError):
            package.read_package(image[:size])


def test_package__lists_an_image(bulkhead, tmp_path, image):
    path = tmp_path / "phone.img"
    path.write_bytes(image)
    code, output, _ = bulkhead("package", "list", str(path))
    assert code == 0
    assert [line.split()[:4] for line in output.splitlines()[1:]] == [
        ["kernel", "kernel", "1", "A"], ["init", "init", "1", "A"], ["component", "auth", "3", "B"]]


def test_package__listing_something_else_fails_without_a_traceback(bulkhead, tmp_path):
    path = tmp_path / "other"
    path.write_bytes(b"nothing")
    code, _, error = bulkhead("package", "list", str(path))
    assert code == 1
    assert "there is no boot package in it" in error
