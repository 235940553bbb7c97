"""Version 2 of the format, from docs/vault-format.md alone: member keys, member slots and generation headers.

Run as a program, reads the vectors `person.json`, `shared.json` and `refused_shared.json` as one JSON object from standard
input, and prints what it finds in them. The HPKE here is written from RFC 9180.
"""

import hashlib
import json
import re
import sys
import unicodedata
import zlib

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from forms import Refused, ad, damaged_unless, from_base64url, hkdf, instant, jcs, members, strict_json, text_of
from forms import to_base64url, unseal, uuid, whole

KDF = "hpke-x25519-hkdf-sha256-aes256gcm"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


# RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256


def extract(salt, suite, label, secret):
    mac = hmac.HMAC(salt or bytes(32), hashes.SHA256())
    mac.update(b"HPKE-v1" + suite + label + secret)
    return mac.finalize()


def expand(key, suite, label, info, length):
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labeled).derive(key)


def hpke_open(private, enc, info, associated, sealed, aead=2):
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01" + aead.to_bytes(2, "big")
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        agreed = own.exchange(X25519PublicKey.from_public_bytes(enc))
    except ValueError:  # a point of small order
        return None
    context = enc + own.public_key().public_bytes_raw()
    shared = expand(extract(b"", kem, b"eae_prk", agreed), kem, b"shared_secret", context, 32)
    ids = extract(b"", suite, b"psk_id_hash", b""), extract(b"", suite, b"info_hash", info)
    schedule = b"\x00" + ids[0] + ids[1]
    secret = extract(shared, suite, b"secret", b"")
    key = expand(secret, suite, b"key", schedule, 32 if aead == 2 else 16)
    nonce = expand(secret, suite, b"base_nonce", schedule, 12)
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        return None


# Member keys


def check_member_key(text):
    damaged_unless(isinstance(text, str) and re.fullmatch("opaws-member_[A-Za-z0-9_-]{86}[0-9A-Za-z]{6}", text, re.ASCII))
    crc = 0
    for digit in text[99:]:
        crc = crc * 62 + DIGITS.index(digit)
    damaged_unless(crc == zlib.crc32(text[:99].encode()))
    from_base64url(text[13:99], 64)


def member_id(agreement, signing):
    raw = bytearray(hashlib.sha256(ad("member-id", agreement, signing)).digest()[:16])
    raw[6], raw[8] = raw[6] & 15 | 128, raw[8] & 63 | 128
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def check_person(person):
    members(person, "id", "public", "salt", "sealed")
    uuid(person["id"])
    check_member_key(person["public"])
    from_base64url(person["salt"], 16)
    from_base64url(person["sealed"], 143)


# Member slots and headers


def check_member_slot(slot):
    members(slot["kdf"], "name", "enc")
    damaged_unless(slot["kdf"]["name"] == KDF)
    from_base64url(slot["kdf"]["enc"], 32)
    from_base64url(slot["wrapped"], 48)


def unwrap_as_member(file, keys):
    private = X25519PrivateKey.from_private_bytes(keys[:32])
    signing = Ed25519PrivateKey.from_private_bytes(keys[32:])
    own = member_id(*(to_base64url(key.public_key().public_bytes_raw()) for key in (private, signing)))
    for slot in file["slots"]:
        if slot["kind"] == "member" and slot["id"] == own:
            rest = {name: value for name, value in slot.items() if name != "wrapped"}
            enc, sealed = from_base64url(slot["kdf"]["enc"], 32), from_base64url(slot["wrapped"], 48)
            key = hpke_open(keys[:32], enc, ad("member-slot"), ad("slot", file["id"], jcs(rest)), sealed)
            if key is None:
                raise Refused("tampered")
            return key
    raise Refused("not-a-member")


def ascending(values, check):
    damaged_unless(isinstance(values, list))
    for value in values:
        check(value)
    damaged_unless(all(a < b for a, b in zip(values, values[1:])))


def check_header(header):
    names = "vault", "generation", "parents", "author", "time", "members", "items", "slots", "changedItems", "changedSlots"
    members(header, *names, "rekeyed")
    uuid(header["vault"])
    whole(header["generation"], 1)
    ascending(header["parents"], lambda parent: from_base64url(parent, 32))
    damaged_unless(len(header["parents"]) <= 64)
    instant(header["time"])
    listed = header["members"]
    damaged_unless(isinstance(listed, dict) and len(listed) <= 64 and uuid(header["author"]) in listed)
    for one, member in listed.items():
        uuid(one)
        members(member, "name", "role", "agreement", "signing", "added")
        text_of(member["name"])
        damaged_unless(1 <= len(member["name"].encode()) <= 100 and member["name"] == member["name"].strip())
        damaged_unless(not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in member["name"]))
        damaged_unless(member["role"] in ("reader", "writer"))
        for key in ("agreement", "signing"):
            from_base64url(member[key], 32)
        instant(member["added"])
    damaged_unless(listed[header["author"]]["role"] == "writer")
    for name in ("items", "slots"):
        from_base64url(header[name], 32)
    ascending(header["changedItems"], uuid)
    ascending(header["changedSlots"], uuid)
    damaged_unless(isinstance(header["rekeyed"], bool))


def check_shared(file):
    header = file["shared"]
    check_header(header)
    damaged_unless(header["vault"] == file["id"] and header["generation"] == file["generation"])
    slots = {slot["id"] for slot in file["slots"] if slot["kind"] == "member"}
    damaged_unless(slots == set(header["members"]))
    from_base64url(file["signature"], 64)


def hash_of(header):
    return to_base64url(hashlib.sha256(ad("generation", jcs(header))).digest())


def is_signed(header, signature, key):
    if any(member_id(each["agreement"], each["signing"]) != one for one, each in header["members"].items()):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(from_base64url(key, 32)).verify(
            from_base64url(signature, 64), ad("generation", jcs(header))
        )
        return True
    except InvalidSignature:
        return False


def is_signed_by_author(file):
    header = file["shared"]
    return is_signed(header, file["signature"], header["members"][header["author"]]["signing"])


def why_not_next(parent, header, signature):
    """The class in which `header` is refused after its only parent; None if it is not."""
    author = parent["members"].get(header["author"], {})
    if author.get("role") != "writer" or header["parents"] != [hash_of(parent)] or header["vault"] != parent["vault"]:
        return "bad-history"
    if header["generation"] <= parent["generation"] or not is_signed(header, signature, author["signing"]):
        return "bad-history"
    return None


def has_content(file, header):
    digest = lambda value: to_base64url(hashlib.sha256(jcs(value).encode()).digest())
    return header["items"] == digest(file["items"]) and header["slots"] == digest(file["slots"])


def open_person(file, key):
    person = file["person"]
    item_key = hkdf(key, from_base64url(person["salt"], 16), ad("person", file["id"]))
    associated = ad("person", file["id"], person["public"])
    keys = strict_json(unseal(item_key, from_base64url(person["sealed"], 143), associated))
    return from_base64url(keys["agreement"], 32) + from_base64url(keys["signing"], 32)


def found_in(vectors):
    own, team = json.loads(vectors["person"]["file"]), json.loads(vectors["shared"]["file"])
    people = vectors["shared"]["secrets"]["members"]
    private = {one: bytes.fromhex(each["agreementPrivate"] + each["signingPrivate"]) for one, each in people.items()}
    generations = [json.loads(each["text"]) for each in vectors["shared"]["headers"]]
    refused = [json.loads(each["signed"]) for each in vectors["refused"]["headers"]]
    ode = vectors["rfc9180"]
    check_person(own["person"])
    check_shared(team)
    return {
        "person": open_person(own, bytes.fromhex(vectors["person"]["vaultKey"])).hex(),
        "ids": [member_id(each["agreement"], each["signing"]) for each in team["shared"]["members"].values()],
        "keys": [unwrap_as_member(team, keys).hex() for keys in private.values()],
        "hashes": [hash_of(each) for each in generations],
        "next": why_not_next(generations[0], team["shared"], team["signature"]),
        "content": has_content(team, team["shared"]),
        "refused": [
            why_not_next(generations[0], each["header"], each["signature"])
            or (None if has_content(team, each["header"]) else "mixed-generation")
            for each in refused
        ],
        "rfc9180": hpke_open(*(bytes.fromhex(each) for each in ode), aead=1).hex(),
    }


if __name__ == "__main__":
    json.dump(found_in(json.load(sys.stdin)), sys.stdout)
