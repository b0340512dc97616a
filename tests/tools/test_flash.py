# SPDX-License-Identifier: BSD-2-Clause
"""The storage image: well-formed, reproducible, careful with what a guest has stored."""

import subprocess

import pytest
from bulkhead import flash, gpt, profile

MIB = 1 << 20


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "flash.img"
    flash.make(path, {})
    return path


def overwrite(path, offset, data):
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(data)


def test_make__table_satisfies_sgdisk(image):
    checked = subprocess.run(["/usr/sbin/sgdisk", "-v", image], capture_output=True, text=True, check=True).stdout
    assert "No problems found" in checked


def test_make__partitions_have_their_names_and_do_not_overlap(image):
    with open(image, "rb") as disk:
        partitions = gpt.read(disk)
    assert [p.name for p in partitions] == ["corporate.boot", "corporate.data", "personal.boot", "personal.data", "auth.state"]
    for earlier, later in zip(partitions, partitions[1:]):
        assert earlier.last < later.first


def test_make__is_reproducible(image, tmp_path):
    flash.make(tmp_path / "second.img", {})
    assert subprocess.run(["cmp", image, tmp_path / "second.img"], check=False).returncode == 0


def test_make__is_sparse(image):
    assert image.stat().st_blocks * 512 < image.stat().st_size // 4


def test_make__data_partitions_are_sound_ext4(image, tmp_path):
    (tmp_path / "data").write_bytes(flash.read_partition(image, "personal.data"))
    subprocess.run(["/usr/sbin/e2fsck", "-fn", tmp_path / "data"], check=True, capture_output=True)


def test_make__keeps_data_of_an_existing_image(image, profile_file):
    overwrite(image, 65 * MIB + 4096, b"the guest's own")
    flash.make(image, {"corporate": profile_file})
    assert flash.read_partition(image, "corporate.data")[4096:].startswith(b"the guest's own")


def test_make__fresh_starts_anew(image):
    overwrite(image, 65 * MIB + 4096, b"the guest's own")
    flash.make(image, {}, fresh=True)
    assert b"the guest's own" not in flash.read_partition(image, "corporate.data")


def test_make__rejects_an_unknown_profile(bulkhead, tmp_path):
    code, _, error = bulkhead("flash", "make", "--profile", "guest=x", "-o", tmp_path / "flash.img")
    assert code == 1
    assert "no such profile" in error


def test_write_profile__replaces_that_partition_only(image, profile_file):
    before = image.read_bytes()
    flash.write_profile(image, "personal.boot", profile_file)
    after = image.read_bytes()
    start, end = 129 * MIB, 193 * MIB
    assert after[:start] == before[:start]
    assert after[end:] == before[end:]
    assert after[start:end].rstrip(b"\0") == profile_file.read_bytes().rstrip(b"\0")


def test_write_profile__leaves_nothing_of_a_longer_one(image, kernel, tmp_path, profile_file):
    (tmp_path / "long.fit").write_bytes(profile.pack(profile.Profile(kernel=kernel, ramdisk=b"x" * 3 * MIB)))
    flash.write_profile(image, "corporate.boot", tmp_path / "long.fit")
    flash.write_profile(image, "corporate.boot", profile_file)
    assert b"xxxx" not in flash.read_partition(image, "corporate.boot")


@pytest.mark.parametrize("partition, reason", [
    ("corporate.data", "corporate.data is not a boot partition"),
    ("guest.boot", "has no partition guest.boot (it has corporate.boot, "),
])
def test_write_profile__rejects_any_but_a_boot_partition(bulkhead, image, profile_file, partition, reason):
    code, _, error = bulkhead("flash", "write-profile", "--image", image, "--partition", partition, profile_file)
    assert code == 1
    assert reason in error


def test_write_profile__rejects_what_is_no_profile(bulkhead, image, tmp_path):
    (tmp_path / "text").write_text("no profile")
    code, _, error = bulkhead("flash", "write-profile", "--image", image, "--partition", "corporate.boot", tmp_path / "text")
    assert code == 1
    assert "not a profile" in error


def test_write_profile__rejects_what_does_not_fit(bulkhead, image, tmp_path):
    with open(tmp_path / "big", "wb") as file:
        file.truncate(65 * MIB)
    code, _, error = bulkhead("flash", "write-profile", "--force", "--image", image, "--partition", "corporate.boot", tmp_path / "big")
    assert code == 1
    assert "do not fit in corporate.boot" in error


@pytest.mark.parametrize("offset, reason", [
    (gpt.SECTOR, "it has no GUID partition table"),
    (gpt.SECTOR + 40, "its partition table's header is damaged"),
    (2 * gpt.SECTOR + 60, "its partition table's entries are damaged"),
])
def test_write_profile__rejects_a_damaged_table(bulkhead, image, profile_file, offset, reason):
    overwrite(image, offset, b"\xa5\xa5")
    code, _, error = bulkhead("flash", "write-profile", "--image", image, "--partition", "corporate.boot", profile_file)
    assert code == 1
    assert error == f"bulkhead: error: {image}: {reason}\n"


def test_info__rejects_an_image_cut_short(bulkhead, image):
    with open(image, "r+b") as file:
        file.truncate(100 * MIB)
    code, _, error = bulkhead("flash", "info", image)
    assert code == 1
    assert "cut short" in error
