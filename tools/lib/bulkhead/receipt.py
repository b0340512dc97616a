# SPDX-License-Identifier: BSD-2-Clause
"""Receipts of the wallet (components/wallet/receipt.md): is it signed with this key, and what does it say?

Receipts and keys come as files of hexadecimal digits. Nothing of a receipt is believed, or printed, before its
signature has been checked.
"""

import json
import struct
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from bulkhead.errors import InputError

MAGIC, VERSION = b"BHRC", 1
HEADER = "<4sHH"
BODY = HEADER + "QqqQ4s32s32s32s32s"  # what is signed
SIGNED_BYTES = struct.calcsize(BODY)
SIGNATURE_BYTES = 64
RECEIPT_BYTES = SIGNED_BYTES + SIGNATURE_BYTES
KEY_BYTES = 32
TEXT_LIMIT = 64 * 1024  # of a file: far more than any receipt


class ReceiptError(ValueError):
    """Why something is no good receipt, in words."""


@dataclass(frozen=True)
class Receipt:
    """Amounts are minor units; time is seconds since 1970."""

    number: int
    amount: int
    fee: int
    time: int
    currency: str
    payer: str
    payee: str
    user: str
    key: str


def register(subparsers):
    receipt = subparsers.add_parser("receipt", help="check receipts of the wallet")
    actions = receipt.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="is a receipt signed with the wallet's key, and what does it say?")
    verify.add_argument("receipt", type=Path, metavar="RECEIPT", help="as `phone wallet receipt` prints it")
    verify.add_argument("--key", type=Path, required=True, metavar="FILE", help="the public key, from the wallet's log")
    verify.add_argument("--json", action="store_true", help="print one object")
    verify.set_defaults(handler=verify_command)


def verify_command(options):
    key = read_hex(options.key)
    data = read_hex(options.receipt)
    if len(key) != KEY_BYTES:
        raise InputError(options.key, f"a public key has {KEY_BYTES} bytes, this file {len(key)}")
    try:
        receipt = receipt_verify(data, key)
    except ReceiptError as error:
        raise InputError(options.receipt, error) from None
    print(json.dumps(asdict(receipt)) if options.json else describe(receipt))
    return 0


def read_hex(path):
    """The bytes that a file's hexadecimal digits mean; white space does not matter."""
    with path.open("rb") as file:
        text = file.read(TEXT_LIMIT + 1)
    try:
        if len(text) > TEXT_LIMIT:
            raise ValueError
        return bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raise InputError(path, "expected hexadecimal digits") from None


def receipt_verify(data, key):
    """The Receipt in these bytes; ReceiptError unless `key` has signed it."""
    # Here and not above: every command of the tool would wait for this library.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    check_header(data)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(data[SIGNED_BYTES:], data[:SIGNED_BYTES])
    except InvalidSignature:
        raise ReceiptError("forged or altered: the signature is not this key's") from None
    return parse(data)


def check_header(data):
    """Is it a receipt of the version that this tool knows?"""
    if data[: len(MAGIC)] != MAGIC or len(data) < struct.calcsize(HEADER):
        raise ReceiptError("not a receipt")
    _magic, version, length = struct.unpack_from(HEADER, data)
    if version != VERSION:
        raise ReceiptError(f"a receipt of version {version}; this tool knows version {VERSION}")
    if length != RECEIPT_BYTES or len(data) != RECEIPT_BYTES:
        raise ReceiptError(f"a receipt of version {VERSION} has {RECEIPT_BYTES} bytes, this one {len(data)}")


def parse(data):
    """The fields of a receipt whose header is right."""
    _magic, _version, _length, number, amount, fee, time, *names = struct.unpack_from(BODY, data)
    receipt = Receipt(number, amount, fee, time, *(parse_name(n) for n in names))
    if number == 0 or amount <= 0 or fee < 0:
        raise ReceiptError("signed, but its number or its amounts make no sense")
    return receipt


def parse_name(field):
    name, _zero, rest = field.partition(b"\0")
    if not name or rest.strip(b"\0") or not all(0x21 <= byte < 0x7F for byte in name):
        raise ReceiptError("signed, but one of its names makes no sense")
    return name.decode("ascii")


def describe(receipt):
    """The receipt for people."""
    try:
        when = datetime.fromtimestamp(receipt.time, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, OSError, ValueError):
        when = f"{receipt.time} s after 1970"
    return (f"good: receipt {receipt.number} of {receipt.payer}\n"
            f"  {receipt.payer} paid {money(receipt.amount)} {receipt.currency} to {receipt.payee}, {when}\n"
            f"  confirmed by {receipt.user}; fee {money(receipt.fee)} {receipt.currency} on the bill; key {receipt.key}")


def money(minor):
    return f"{minor // 100}.{minor % 100:02}"
