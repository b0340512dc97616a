# SPDX-License-Identifier: BSD-2-Clause
"""Profiles: what goes in comes out, and whatever could not boot is refused with a reason."""

import gzip
import subprocess

import pytest
from bulkhead import profile
from bulkhead.errors import InputError


def test_profile__what_goes_in_comes_out(kernel):
    packed = profile.Profile(kernel=kernel, ramdisk=b"disk" * 999, bootargs="console=hvc0 a=b", memory_bytes=64 << 20)
    assert profile.unpack(profile.pack(packed)) == packed


def test_profile__ramdisk_and_memory_are_optional(kernel):
    assert profile.unpack(profile.pack(profile.Profile(kernel=kernel))) == profile.Profile(kernel=kernel)


def test_profile__parts_start_on_pages(kernel):
    image = profile.pack(profile.Profile(kernel=kernel, ramdisk=b"disk"))
    assert image.index(kernel) % 4096 == 0
    assert image.rindex(b"disk") % 4096 == 0


def test_profile__packing_is_reproducible(kernel):
    assert profile.pack(profile.Profile(kernel=kernel)) == profile.pack(profile.Profile(kernel=kernel))


def test_profile__is_a_fit_image_to_other_tools(profile_file):
    listing = subprocess.run(["dumpimage", "-l", profile_file], capture_output=True, text=True, check=True).stdout
    assert "FIT description: Bulkhead profile" in listing
    assert "Default Configuration: 'profile'" in listing


def test_pack__takes_an_image(bulkhead, kernel_file, tmp_path):
    output = tmp_path / "out.fit"
    code, _, _ = bulkhead("profile", "pack", "--kernel", kernel_file, "--append", "quiet", "--memory", "32M", "-o", output)
    assert code == 0
    assert profile.load(output).memory_bytes == 32 << 20


def test_pack__unpacks_a_gzipped_image(bulkhead, kernel, tmp_path):
    (tmp_path / "Image.gz").write_bytes(gzip.compress(kernel))
    code, _, _ = bulkhead("profile", "pack", "--kernel", tmp_path / "Image.gz", "-o", tmp_path / "out.fit")
    assert code == 0
    assert profile.load(tmp_path / "out.fit").kernel == kernel


@pytest.mark.parametrize("content, reason", [
    (b"", "0 bytes are too few"),
    (b"\x7fELF" + bytes(100), "byte 56 holds 00 00 00 00"),
    (gzip.compress(bytes(5000))[:20], "cannot unpack"),
    (gzip.compress(bytes(100)), "byte 56 holds 00 00 00 00"),
])
def test_pack__rejects_what_is_no_image(bulkhead, tmp_path, content, reason):
    (tmp_path / "vmlinux").write_bytes(content)
    code, _, error = bulkhead("profile", "pack", "--kernel", tmp_path / "vmlinux", "-o", tmp_path / "out.fit")
    assert code == 1
    assert error.startswith(f"bulkhead: error: {tmp_path}/vmlinux: ")
    assert reason in error
    assert not (tmp_path / "out.fit").exists()


def test_pack__rejects_a_big_endian_image(kernel, tmp_path):
    (tmp_path / "Image").write_bytes(kernel[:24] + b"\x01" + kernel[25:])
    with pytest.raises(InputError, match="big-endian"):
        profile.read_kernel(tmp_path / "Image")


def test_pack__force_takes_anything(bulkhead, tmp_path):
    (tmp_path / "text").write_text("no kernel")
    code, _, _ = bulkhead("profile", "pack", "--force", "--kernel", tmp_path / "text", "-o", tmp_path / "out.fit")
    assert code == 0
    assert "not an arm64 Image" in bulkhead("profile", "info", tmp_path / "out.fit")[1]


def test_pack__rejects_memory_that_cannot_hold_the_kernel(bulkhead, kernel_file, tmp_path):
    code, _, error = bulkhead("profile", "pack", "--kernel", kernel_file, "--memory", "512K", "-o", tmp_path / "out.fit")
    assert code == 1
    assert "do not hold kernel and RAM disk" in error


def test_pack__rejects_an_overlong_command_line(kernel):
    with pytest.raises(ValueError, match="longer than 2047 bytes"):
        profile.pack(profile.Profile(kernel=kernel, bootargs="a" * 2048))


@pytest.mark.parametrize("size", ["", "M", "12X", "-1M", "0", "1.5G"])
def test_pack__rejects_a_size_that_is_none(bulkhead, kernel_file, tmp_path, size):
    code, _, _ = bulkhead("profile", "pack", "--kernel", kernel_file, f"--memory={size}", "-o", tmp_path / "out.fit")
    assert code == 2


def test_pack__names_a_missing_file(bulkhead, tmp_path):
    code, _, error = bulkhead("profile", "pack", "--kernel", tmp_path / "none", "-o", tmp_path / "out.fit")
    assert code == 1
    assert f"{tmp_path}/none: No such file" in error


def test_info__notices_an_altered_kernel(bulkhead, profile_file):
    image = bytearray(profile_file.read_bytes())
    image[-1] ^= 1
    profile_file.write_bytes(image)
    code, _, error = bulkhead("profile", "info", profile_file)
    assert code == 1
    assert "the kernel's bytes do not match its hash" in error


def test_info__never_fails_on_any_truncation(bulkhead, profile_file):
    image = profile_file.read_bytes()
    for length in (*range(0, 1200, 7), len(image) - 1):
        profile_file.write_bytes(image[:length])
        code, _, error = bulkhead("profile", "info", profile_file)
        assert code == 1
        assert error.startswith(f"bulkhead: error: {profile_file}: ")
