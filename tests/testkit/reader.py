"""A reader of vaults made from docs/vault-format.md alone, which tries every file of the kit.

Reads the path of the kit's folder as JSON from standard input. Prints as JSON, for each file, the class in which it ends and
the SHA-256 of the items it opens. Needs the package `cryptography` 44 or later, for Argon2id.
"""

import hashlib
import hmac
import json
import pathlib
import re
import sys
import unicodedata

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms import Refused, ad, damaged_unless, from_base64url, hkdf, instant, jcs, members, strict_json, text_of
from forms import unseal, uuid, whole
from members import check_member_slot, check_person, check_shared, has_content, is_signed_by_author, unwrap_as_member

MAX_BYTES = 64 * 1024 * 1024
LIMITS = {"memoryKiB": (19456, 1048576), "passes": (2, 16), "lanes": (1, 16)}
MAX_SLOTS, MAX_WORK = 8, 1048576 * 16


# Sections 4 to 6


def check_name(name):
    text_of(name)
    damaged_unless(1 <= len(name.encode()) <= 100)
    damaged_unless(not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name))
    damaged_unless(not re.search(r'[/\\:*?"<>|]', name) and name == name.strip())
    damaged_unless(not name.startswith(".") and not name.endswith("."))
    damaged_unless(not re.search(r"\.(json|lock)$", name, re.I))
    device = r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)"
    damaged_unless(not re.match(device, name, re.I))


def check_slot(slot, shared):
    damaged_unless(isinstance(slot, dict))
    kind = slot.get("kind")
    damaged_unless(kind in ("recovery", "token", *(["member"] if shared else ["password", "system"])))
    own = ["id", "kind", "label", "created", "kdf", "wrapped"]
    if kind == "token":
        own += ["expires"] + (["items"] if "items" in slot else [])
        instant(slot.get("expires"))
        damaged_unless(isinstance(slot.get("items", {}), dict))
        for item, salt in slot.get("items", {}).items():
            uuid(item)
            from_base64url(salt, 16)
    members(slot, *own)
    uuid(slot["id"])
    text_of(slot["label"])
    instant(slot["created"])
    if kind == "member":
        return check_member_slot(slot)
    if kind == "token":
        from_base64url(slot["wrapped"], 30, MAX_BYTES)
    else:
        from_base64url(slot["wrapped"], 60)
    kdf = slot["kdf"]
    if kind == "password":
        members(kdf, "name", "memoryKiB", "passes", "lanes", "salt")
        damaged_unless(kdf["name"] == "argon2id")
        costs = {name: whole(kdf[name]) for name in LIMITS}
    else:
        members(kdf, "name", "salt")
        damaged_unless(kdf["name"] == "hkdf-sha256")
        costs = {}
    from_base64url(kdf["salt"], 16)
    for name, cost in costs.items():
        if not LIMITS[name][0] <= cost <= LIMITS[name][1]:
            raise Refused("limits")


def parse(raw):
    if len(raw) > MAX_BYTES:
        raise Refused("limits")
    file = strict_json(raw)
    damaged_unless(isinstance(file, dict) and file.get("format") == "opaws-vault")
    version = whole(file.get("version"), 1)
    if version > 2:
        raise Refused("unsupported")
    shared = version == 2 and "shared" in file
    own = [] if version == 1 else ["shared", "signature"] if shared else ["person"]
    members(file, "format", "version", "id", "name", "generation", "slots", "items", "mac", *own)
    uuid(file["id"])
    check_name(file["name"])
    whole(file["generation"], 1)
    damaged_unless(isinstance(file["slots"], list) and 1 <= len(file["slots"]) <= 64)
    for slot in file["slots"]:
        check_slot(slot, shared)
    costs = [slot["kdf"] for slot in file["slots"] if slot["kind"] == "password"]
    if len(costs) > MAX_SLOTS or sum(kdf["memoryKiB"] * kdf["passes"] for kdf in costs) > MAX_WORK:
        raise Refused("limits")
    ids = [slot["id"] for slot in file["slots"]]
    damaged_unless(len(set(ids)) == len(ids) and isinstance(file["items"], dict))
    for item, entry in file["items"].items():
        uuid(item)
        members(entry, "salt", "sealed", "updated")
        from_base64url(entry["salt"], 16)
        from_base64url(entry["sealed"], 30, MAX_BYTES)
        instant(entry["updated"])
    from_base64url(file["mac"], 32)
    if shared:
        check_shared(file)
    elif version == 2:
        check_person(file["person"])
    return file


def check_plaintext(plain):
    item = strict_json(plain)
    changed = ["keyChanged"] if "keyChanged" in item else []
    members(item, "title", "category", "fields", "notes", "tags", "created", *changed)
    text_of(item["title"])
    text_of(item["notes"])
    damaged_unless(item["category"] == "aws-access-key")
    damaged_unless(isinstance(item["fields"], list) and isinstance(item["tags"], list))
    for tag in item["tags"]:
        text_of(tag)
    for name in ["created", *changed]:
        instant(item[name])
    for field in item["fields"]:
        members(field, "name", "value", "secret")
        text_of(field["name"])
        text_of(field["value"])
        damaged_unless(isinstance(field["secret"], bool))
    names = [field["name"].lower() for field in item["fields"]]
    damaged_unless(len(set(names)) == len(names))
    return jcs(item).encode()


# Section 9


def unwrap(file, password):
    try:
        secret = unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        raise Refused("wrong-password") from None
    for slot in file["slots"]:
        if slot["kind"] != "password":
            continue
        kdf = slot["kdf"]
        costs = {"iterations": int(kdf["passes"]), "lanes": int(kdf["lanes"]), "memory_cost": int(kdf["memoryKiB"])}
        key = Argon2id(salt=from_base64url(kdf["salt"], 16), length=32, **costs).derive(secret)
        rest = {name: value for name, value in slot.items() if name != "wrapped"}
        found = unseal(key, from_base64url(slot["wrapped"], 60), ad("slot", file["id"], jcs(rest)))
        if found is not None:
            return found
    raise Refused("wrong-password")


def open_vault(raw, password, member):
    file = parse(raw)
    damaged_unless(file["name"] == "personal")
    key = unwrap(file, password) if member is None else unwrap_as_member(file, bytes.fromhex(member))
    mac_key = hkdf(key, file["id"].encode(), ad("mac"))
    rest = {name: value for name, value in file.items() if name != "mac"}
    mac = hmac.digest(mac_key, jcs(rest).encode(), "sha256")
    if not hmac.compare_digest(mac, from_base64url(file["mac"], 32)):
        raise Refused("tampered")
    if "shared" in file and not (is_signed_by_author(file) and has_content(file, file["shared"])):
        raise Refused("tampered")
    found = {}
    for item, entry in file["items"].items():
        item_key = hkdf(key, from_base64url(entry["salt"], 16), ad("item", file["id"], item))
        sealed = from_base64url(entry["sealed"], 30, MAX_BYTES)
        plain = unseal(item_key, sealed, ad("item", file["id"], item, entry["updated"]))
        if plain is None:  # the first build did not bind the time
            plain = unseal(item_key, sealed, ad("item", file["id"], item))
        damaged_unless(plain is not None)
        found[item] = hashlib.sha256(check_plaintext(plain)).hexdigest()
    return found


def tried(raw):
    head, vault = raw.split(b"\n\n", 1)
    header = dict(line.split(": ", 1) for line in head.decode().split("\n"))
    if "repeat" in header:
        count, text = header["repeat"].split(" ", 1)
        vault = vault.replace(b"@REPEAT@", json.loads(text).encode() * int(count), 1)
    try:
        return {"class": "ok", "items": open_vault(vault, json.loads(header["password"]), header.get("member keys"))}
    except Refused as refused:
        return {"class": str(refused), "items": {}}


folder = pathlib.Path(json.load(sys.stdin))
json.dump({kit.name: tried(kit.read_bytes()) for kit in folder.glob("*.vault")}, sys.stdout)
