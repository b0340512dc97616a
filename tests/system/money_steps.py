# SPDX-License-Identifier: BSD-2-Clause
"""The demo's steps about money: payments, receipts and the bill. They begin on a phone whose shells are up and on which
nobody has logged in yet; see demo_steps.py for what a step is."""

import json
import re
import subprocess

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from machine import BUILD, ROOT
from phone import PROFILES, plain

PIN = "2580"
PAY = "phone wallet pay --to shop --amount 12.50"
ASKED = "anna pays 12.50 EUR to Corner Shop Ltd."
PRICE = 1250
SIGNED_BYTES = 172
EXIT_REFUSED, EXIT_CANCELLED = 1, 6
KINDS = {"cpu_ms", "storage_bytes", "service_bytes", "fees"}


def cents(text):
    """Minor units of an amount such as 12.50."""
    whole, part = text.split(".")
    return int(whole) * 100 + int(part)


def asked(phone, profile, command):
    """The object that a command with --json prints."""
    lines = plain(phone.must(profile, command)).splitlines()
    return json.loads(next(line for line in lines if line.startswith("{")))


def balance(phone, profile):
    return cents(asked(phone, profile, "phone --json wallet balance")["amount"])


def answered_payment(phone, profile, command, answer):
    """A payment that the person answers at the trusted prompt; exit status and output."""
    phone.start(profile, command)
    phone.answer_prompt("wallet", ASKED, answer, secret=False)
    return phone.finish()


def payment(scenario):
    """A payment needs a log-in for it and a yes at the trusted prompt, which shows who pays how much to whom"""
    phone = scenario.phone
    status, output = phone.set_up_user("corporate", "anna", PIN, purpose="payment")
    assert status == 0, output
    before = balance(phone, "corporate")
    status, output = answered_payment(phone, "corporate", f"{PAY} --key lunch", "yes")
    assert status == 0, output
    assert balance(phone, "corporate") == before - PRICE
    return f'the prompt: "{ASKED}"\n' + re.search(r"paid .*", plain(output))[0]


def refused_payments(scenario):
    """Without the yes or without the log-in nothing is paid; another profile's log-in is worth nothing"""
    phone = scenario.phone
    before = {profile: balance(phone, profile) for profile in PROFILES}
    status, output = answered_payment(phone, "corporate", PAY, "no")
    assert status == EXIT_CANCELLED, output
    token = re.search(r"[A-Za-z0-9+/=]{88}", plain(phone.must("corporate", "base64 -w 0 /run/phone-token; echo")))[0]
    phone.must("personal", f"echo {token} | base64 -d > /run/phone-token")
    status, output = phone.run("personal", PAY)
    assert status == EXIT_REFUSED, output
    phone.must("corporate", "cp /run/phone-token /tmp/token && phone auth logout && cp /tmp/token /run/phone-token")
    status, output = phone.run("corporate", PAY)
    assert status == EXIT_REFUSED, output
    status, output = phone.log_in("corporate", "anna", PIN)
    assert status == 0, output
    status, output = phone.run("corporate", PAY)
    assert status == EXIT_REFUSED, "a log-in for something else is enough to pay"
    assert {profile: balance(phone, profile) for profile in PROFILES} == before
    return "a no, another profile's log-in, one that has ended, one for another purpose: refused, both balances as before"


def replayed_payment(scenario):
    """The same payment sent again is not charged again"""
    phone = scenario.phone
    before = balance(phone, "corporate")
    status, output = phone.log_in("corporate", "anna", PIN, purpose="payment")
    assert status == 0, output
    again = phone.must("corporate", f"{PAY} --key lunch")
    assert "receipt 1" in plain(again), again
    status, output = phone.run("corporate", "phone wallet pay --to shop --amount 13 --key lunch")
    assert status == EXIT_REFUSED, output
    assert balance(phone, "corporate") == before
    return "the answer is the first payment's receipt, the balance is as before; another amount under its key is refused"


def wallet_key(phone):
    """The wallet's public key, from its own log."""
    phone.show("wallet")
    return phone.expect(r"public key ([0-9a-f]{64})")[1]


def verify_receipt(folder, name, receipt):
    """Exit status and output of the tool for these bytes."""
    path = folder / name
    path.write_text(receipt.hex())
    done = subprocess.run([ROOT / "tools" / "bulkhead", "receipt", "verify", "--key", folder / "wallet.key", path],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def receipt(scenario):
    """The receipt is checked on another machine; a forged and an altered one are refused"""
    phone = scenario.phone
    folder = BUILD / "test" / "receipt"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wallet.key").write_text(wallet_key(phone))
    good = bytes.fromhex(asked(phone, "corporate", "phone --json wallet receipt 1")["receipt"])
    status, said = verify_receipt(folder, "good", good)
    assert status == 0 and "corporate paid 12.50 EUR to shop" in said and "confirmed by anna" in said, said
    altered = good[:16] + (99).to_bytes(8, "little") + good[24:]
    forged = good[:SIGNED_BYTES] + Ed25519PrivateKey.generate().sign(good[:SIGNED_BYTES])
    for name, bad in (("altered", altered), ("forged", forged)):
        status, refusal = verify_receipt(folder, name, bad)
        assert status == 1 and "forged or altered" in refusal, f"{name}: {refusal}"
    return said.strip()


def bill_of(phone, profile):
    """What `phone billing show` says, checked to add up."""
    bill = asked(phone, profile, "phone --json billing show")
    amounts = {row["kind"]: cents(row["amount"]) for row in bill["rows"]}
    assert set(amounts) == KINDS and sum(amounts.values()) == cents(bill["total"]), bill
    for row in bill["rows"]:
        assert cents(row["amount"]) == row["quantity"] * cents(row["price"]) // row["unit"], row
    return {row["kind"]: row["quantity"] for row in bill["rows"]}


def exported(phone):
    """profile -> total of the operator's bill, and profile -> sum of its exported records."""
    phone.show("billing")
    phone.machine.send("bill\r")
    totals = {}
    for profile in PROFILES:
        totals[profile] = cents(phone.expect(rf"{profile} total ([0-9]+\.[0-9]{{2}}) EUR")[1])
    phone.expect("billing> ")
    phone.machine.send("records\r")
    phone.expect("billing> ")
    records = re.findall(r"(\w+),(?:\d+|before),(\w+),(\d+),(\d+),(\d+)", plain(phone.machine.console.before))
    sums = {p: sum(int(r[3]) for r in records if r[0] == p) for p in PROFILES}
    return totals, sums


def bill(scenario):
    """Processor time of both profiles and the payment's fee are on the bill; each profile sees its own alone"""
    phone = scenario.phone
    first = {profile: bill_of(phone, profile) for profile in PROFILES}
    phone.must("personal", "n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done")
    second = {profile: bill_of(phone, profile) for profile in PROFILES}
    assert min(first[p]["cpu_ms"] for p in PROFILES) > 0
    worked, waited = (second[p]["cpu_ms"] - first[p]["cpu_ms"] for p in ("personal", "corporate"))
    assert worked > waited, f"personal worked {worked} ms, corporate, which waited, {waited} ms"
    assert (second["corporate"]["fees"], second["personal"]["fees"]) == (5, 0)
    totals, sums = exported(phone)
    assert totals.keys() == sums.keys() == set(PROFILES) and min(totals.values()) > 0
    assert all(sums[p] >= totals[p] for p in PROFILES), f"{sums} exported after a bill of {totals}"
    return "\n".join(f"{p}: {second[p]['cpu_ms']} ms of processor time, {second[p]['storage_bytes']} bytes of storage, "
                     f"{second[p]['fees']} cents of fees; the operator's bill is {totals[p] / 100:.2f} EUR" for p in PROFILES)


MONEY_STEPS = (payment, refused_payments, replayed_payment, receipt, bill)
