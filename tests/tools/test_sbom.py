# SPDX-License-Identifier: BSD-2-Clause
"""The bill of materials: every download with its hash, every relationship to something that is there."""

import pytest
from bulkhead import sbom
from bulkhead.errors import InputError

HASH = "0" * 64


@pytest.fixture
def records(tmp_path):
    (tmp_path / "source.musl").write_text(f"source\tmusl\t1.2.3-1\t{HASH}\tmusl_1.2.3-1.dsc\n"
                                          f"source\tmusl\t1.2.3-1\t{HASH}\tmusl_1.2.3.orig.tar.gz\n")
    return tmp_path


def test_document__lists_each_download_with_its_hash(records):
    packages = sbom.document(sbom.read_downloads(records), [])["packages"]
    files = {package.get("packageFileName"): package for package in packages}
    assert {"musl_1.2.3-1.dsc", "musl_1.2.3.orig.tar.gz"} <= set(files)
    assert files["musl_1.2.3-1.dsc"]["checksums"] == [{"algorithm": "SHA256", "checksumValue": HASH}]


def test_document__identifiers_are_unique_and_relationships_resolve(records):
    document = sbom.document(sbom.read_downloads(records), [("gcc", "12", "amd64")])
    identifiers = [package["SPDXID"] for package in document["packages"]] + [document["SPDXID"]]
    assert len(identifiers) == len(set(identifiers))
    for relation in document["relationships"]:
        assert relation["spdxElementId"] in identifiers
        assert relation["relatedSpdxElement"] in identifiers


def test_read_downloads__rejects_a_malformed_record(records):
    (records / "binary.x").write_text("binary\tx\n")
    with pytest.raises(InputError, match="malformed record"):
        sbom.read_downloads(records)
