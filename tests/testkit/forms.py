"""The notation and the JSON of docs/vault-format.md, sections 2 and 3, for the readers of the kit."""

import base64
import datetime
import json
import re
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Refused(Exception):
    """Why a vault is refused. Its text is the class."""


def damaged_unless(holds):
    if not holds:
        raise Refused("damaged")


# Section 3


def pairs(members):
    names = [name for name, _ in members]
    damaged_unless(len(set(names)) == len(names) and "__proto__" not in names)
    return dict(members)


def refuse(_):
    raise Refused("damaged")


def check_texts(value, depth=1):
    if isinstance(value, str):
        damaged_unless(not re.search("[\ud800-\udfff]", value))
    elif isinstance(value, float):
        damaged_unless(value not in (float("inf"), float("-inf")))
    elif isinstance(value, (dict, list)):
        damaged_unless(depth <= 64)
        for each in value:
            check_texts(each, depth + 1)
            if isinstance(value, dict):
                check_texts(value[each], depth + 1)


def strict_json(raw):
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise Refused("damaged") from None
    check_texts(value)
    return value


# Section 2


def from_base64url(text, least, most=None):
    damaged_unless(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text, re.ASCII) and len(text) % 4 != 1)
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    damaged_unless(to_base64url(raw) == text)
    damaged_unless(least <= len(raw) <= (most or least))
    return raw


def to_base64url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def uuid(text):
    pattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    damaged_unless(isinstance(text, str) and re.fullmatch(pattern, text))
    return text


def instant(text):
    pattern = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?Z"
    match = isinstance(text, str) and re.fullmatch(pattern, text)
    damaged_unless(match)
    try:  # Python counts from the year 1; 2000 has the days of the year 0
        datetime.datetime.strptime(re.sub("^0000", "2000", match[1]), "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise Refused("damaged") from None
    damaged_unless(int(match[1][-2:]) < 60)


def whole(value, least=0):
    damaged_unless(isinstance(value, (int, float)) and not isinstance(value, bool))
    damaged_unless(value == int(value) and least <= value <= 2**53 - 1)
    return int(value)


def text_of(value):
    damaged_unless(isinstance(value, str))


def members(value, *names):
    damaged_unless(isinstance(value, dict) and set(value) == set(names))


def jcs(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(name)}:{jcs(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    if isinstance(value, float):
        value = int(value)
    return json.dumps(value, ensure_ascii=False)


def ad(*parts):
    encoded = [part.encode() for part in ("opaws/v1", *parts)]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)


def hkdf(secret, salt, info):
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def unseal(key, sealed, associated):
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], associated)
    except InvalidTag:
        return None
