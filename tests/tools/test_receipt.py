# SPDX-License-Identifier: BSD-2-Clause
"""Receipts: what the wallet's key has signed is good, and whatever else is refused with a reason."""

import json
import struct

import pytest
from bulkhead import receipt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

WALLET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
FIELDS = {
    "magic": b"BHRC", "version": 1, "length": 236, "number": 3, "amount": 1250, "fee": 5, "time": 1_700_000_000,
    "currency": b"EUR", "payer": b"corporate", "payee": b"shop", "user": b"anna", "key": b"k1",
}


def make(signer=WALLET, **changed):
    """The receipt of FIELDS, but for what is changed, signed."""
    body = struct.pack("<4sHHQqqQ4s32s32s32s32s", *(FIELDS | changed).values())
    return body + signer.sign(body)


@pytest.fixture
def verify(bulkhead, tmp_path):
    """Runs the command on these bytes; gives exit code, standard output and standard error."""
    def run(data, *options, signer=WALLET):
        key = tmp_path / "key"
        key.write_text(signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex() + "\n")
        path = tmp_path / "receipt"
        text = data.hex()
        path.write_text("\n".join(text[i:i + 64] for i in range(0, len(text), 64)))
        return bulkhead("receipt", "verify", "--key", key, path, *options)
    return run


def test_receipt__good_one_says_what_was_paid(verify):
    code, out, err = verify(make())
    assert (code, err) == (0, "")
    assert "corporate paid 12.50 EUR to shop, 2023-11-14 22:13:20 UTC" in out
    assert "confirmed by anna; fee 0.05 EUR" in out


def test_receipt__as_json(verify):
    code, out, _ = verify(make(), "--json")
    assert code == 0
    assert json.loads(out) == {"number": 3, "amount": 1250, "fee": 5, "time": 1_700_000_000, "currency": "EUR",
                               "payer": "corporate", "payee": "shop", "user": "anna", "key": "k1"}


def test_receipt__signed_by_another_key_is_refused(verify):
    code, out, err = verify(make(STRANGER))
    assert (code, out) == (1, "")
    assert "forged or altered" in err


def test_receipt__checked_with_another_key_is_refused(verify):
    assert verify(make(), signer=STRANGER)[0] == 1


@pytest.mark.parametrize("byte", range(236))
def test_receipt__altered_in_any_byte_is_refused(byte):
    data = bytearray(make())
    data[byte] ^= 1
    with pytest.raises(receipt.ReceiptError):
        receipt.receipt_verify(bytes(data), WALLET.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


@pytest.mark.parametrize("size", [0, 3, 4, 7, 8, 171, 172, 235])
def test_receipt__cut_is_refused(verify, size):
    code, _, err = verify(make()[:size])
    assert code == 1
    assert "not a receipt" in err or "has 236 bytes" in err


def test_receipt__with_something_behind_it_is_refused(verify):
    assert "has 236 bytes, this one 237" in verify(make() + b"\0")[2]


def test_receipt__of_another_version_is_refused(verify):
    assert "a receipt of version 2; this tool knows version 1" in verify(make(version=2))[2]


@pytest.mark.parametrize("changed", [{"amount": 0}, {"amount": -1}, {"fee": -1}, {"number": 0}, {"payee": b""},
                                     {"payee": b"shop\0x"}, {"user": b"an na"}, {"payer": b"\x1b[2J"}])
def test_receipt__signed_nonsense_is_refused(verify, changed):
    code, out, err = verify(make(**changed))
    assert (code, out) == (1, "")
    assert "no sense" in err and "\x1b" not in err


def test_verify__needs_a_key(bulkhead, tmp_path):
    path = tmp_path / "receipt"
    path.write_text(make().hex())
    assert bulkhead("receipt", "verify", path)[0] == 2


def test_verify__key_of_a_wrong_length_is_refused(bulkhead, tmp_path):
    path, key = tmp_path / "receipt", tmp_path / "key"
    path.write_text(make().hex())
    key.write_text("00" * 31)
    code, _, err = bulkhead("receipt", "verify", "--key", key, path)
    assert code == 1 and "a public key has 32 bytes, this file 31" in err


@pytest.mark.parametrize("content", [b"424852430", b"xyz", b"\xff\xfe", b"0" * 70000])
def test_verify__what_is_no_hexadecimal_text_is_refused(bulkhead, tmp_path, content):
    path = tmp_path / "receipt"
    path.write_bytes(content)
    code, _, err = bulkhead("receipt", "verify", "--key", path, path)
    assert code == 1 and "expected hexadecimal digits" in err


def test_verify__missing_file_is_named(bulkhead, tmp_path):
    code, _, err = bulkhead("receipt", "verify", "--key", tmp_path / "none", tmp_path / "none")
    assert code == 1 and "none" in err
