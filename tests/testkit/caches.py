"""A reader of opaws's caches made from docs/cache-formats.md alone.

Reads the vector caches.json from standard input and prints as JSON what it finds in its files. Needs `cryptography`.
"""

import base64
import hmac
import json
import struct
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def ad(*parts):
    encoded = [part.encode() for part in ("opaws/v1", *parts)]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)


def hkdf(secret, salt, info):
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def unseal(key, sealed, associated):
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], associated)


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def session(vector):
    secret, vault = bytes.fromhex(vector["secret"]), vector["vault"]
    name = hkdf(secret, bytes(16), ad("beside-name", vault, vector["cacheKey"]))[:16].hex()
    file = bytes.fromhex(vector["file"])
    associated = ad("beside", vault, name)
    key = hkdf(secret, file[:16], associated)
    return {"name": name, "plaintext": unseal(key, file[16:], associated).decode()}


def signIn(vector):
    secret, vault = bytes.fromhex(vector["secret"]), vector["vault"]
    file = json.loads(vector["file"])
    session = file["session"]
    place = ["sso", session["name"], session["startUrl"], session["region"], session["scopes"]]
    cache_key = json.dumps(place, separators=(",", ":"), ensure_ascii=False)
    name = hkdf(secret, bytes(16), ad("beside-name", vault, cache_key))[:16].hex()
    sealed = from_base64url(file.pop("sealed"))
    plain = unseal(hkdf(secret, sealed[:16], ad("beside", vault, name)), sealed[16:], ad("beside", vault, name))
    label = base64.urlsafe_b64encode(vector["label"].encode()).decode().rstrip("=")
    return {"name": f"sso/{label}.json", "file": file, "plaintext": json.loads(plain)}


def unlocked(vector):
    terminal, key = vector["variable"].rsplit(".", 1)
    found = {}
    for line in vector["file"].splitlines():
        vault, sealed = line.split(" ")
        payload = unseal(bytes.fromhex(key), from_base64url(sealed), ad("unlocked", terminal, vault))
        start, end, idle = struct.unpack(">3d", payload[32:56])
        (used,) = struct.unpack(">d", payload[72:80])
        times = {"start": start, "end": end, "idle": idle, "used": used}
        found[vault] = {"key": payload[:32].hex(), "slot": payload[56:72].hex(), **times}
    return {"name": f"terminal-{terminal}.unlocked", "entries": found}


def index(vector):
    secret, file = bytes.fromhex(vector["secret"]), bytes.fromhex(vector["file"])
    name = f"index 2 {vector['generation']} {vector['mac']}"
    associated = ad("beside", vector["vault"], name)
    return json.loads(unseal(hkdf(secret, file[:16], associated), file[16:], associated))


def seen(vector):
    proofs = {}
    for vault, entry in json.loads(vector["file"]).items():
        key = hkdf(bytes.fromhex(vector["secret"]), vault.encode(), ad("seen"))
        proved = {"generation": entry["generation"], "id": vault, "mac": entry["mac"]}
        text = json.dumps(proved, sort_keys=True, separators=(",", ":"))
        proofs[vault] = hmac.digest(key, text.encode(), "sha256") == from_base64url(entry["proof"])
    return proofs


vectors = json.load(sys.stdin)
answer = {name: globals()[name](vectors[name]) for name in ("session", "signIn", "unlocked", "seen", "index")}
json.dump(answer, sys.stdout)
