import { identifierText, type Untrusted, untrustedBy, type Use } from "./descriptor.ts";
import { bytesAt, pointerIn, textOfWide, wideString } from "./wide.ts";

const FILE_OBJECT = 1; // SE_FILE_OBJECT
const OWNER_AND_DACL = 0x1 | 0x4; // OWNER_SECURITY_INFORMATION, DACL_SECURITY_INFORMATION
const TOKEN_QUERY = 0x8;
const TOKEN_USER = 1;
const PERSISTENT_ACLS = 0x8; // FILE_PERSISTENT_ACLS
const GENERIC_WRITE = 0x4000_0000;
const SHARE_ALL = 0x7;
const CREATE_NEW = 1;
const ALREADY_EXISTS: readonly number[] = [80, 183]; // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
const NOT_FOUND: readonly number[] = [2, 3]; // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND

let opened: ReturnType<typeof open> | undefined;

function open() {
  const security = Deno.dlopen("advapi32.dll", {
    GetNamedSecurityInfoW: {
      parameters: ["buffer", "i32", "u32", "usize", "usize", "usize", "usize", "buffer"],
      result: "u32",
    },
    GetSecurityDescriptorLength: { parameters: ["pointer"], result: "u32" },
    ConvertStringSecurityDescriptorToSecurityDescriptorW: {
      parameters: ["buffer", "u32", "buffer", "usize"],
      result: "i32",
    },
    ConvertStringSidToSidW: { parameters: ["buffer", "buffer"], result: "i32" },
    LookupAccountSidW: {
      parameters: ["usize", "pointer", "buffer", "buffer", "buffer", "buffer", "buffer"],
      result: "i32",
    },
    OpenProcessToken: { parameters: ["pointer", "u32", "buffer"], result: "i32" },
    GetTokenInformation: {
      parameters: ["pointer", "i32", "buffer", "u32", "buffer"],
      result: "i32",
    },
  });
  const kernel = Deno.dlopen("kernel32.dll", {
    GetCurrentProcess: { parameters: [], result: "pointer" },
    CloseHandle: { parameters: ["pointer"], result: "i32" },
    LocalFree: { parameters: ["pointer"], result: "pointer" },
    GetLastError: { parameters: [], result: "u32" },
    GetVolumePathNameW: { parameters: ["buffer", "buffer", "u32"], result: "i32" },
    GetVolumeInformationW: {
      parameters: ["buffer", "usize", "u32", "usize", "usize", "buffer", "usize", "u32"],
      result: "i32",
    },
    CreateDirectoryW: { parameters: ["buffer", "buffer"], result: "i32" },
    CreateFileW: {
      parameters: ["buffer", "u32", "u32", "buffer", "u32", "u32", "usize"],
      result: "pointer",
    },
  });
  return { security: security.symbols, kernel: kernel.symbols };
}

function system(): ReturnType<typeof open> {
  return opened ??= open();
}

/**
 * Returns how someone else may do more with the file or folder at `path` than `use` allows; null if nobody may, and where
 * the file system has no access lists. Follows links. Throws NotFound if nothing is there, or another error if the system
 * does not show the rights.
 */
export function untrustedAccess(path: string, use: Use): Untrusted | null {
  const descriptor = descriptorOf(path);
  return hasAccessLists(path) ? untrustedBy(descriptor, ownIdentifier(), use) : null;
}

function descriptorOf(path: string): Uint8Array<ArrayBuffer> {
  const { security, kernel } = system();
  const slot = new BigUint64Array(1);
  const name = wideString(path);
  const status = security.GetNamedSecurityInfoW(
    name,
    FILE_OBJECT,
    OWNER_AND_DACL,
    0n,
    0n,
    0n,
    0n,
    slot,
  );
  const pointer = pointerIn(slot);
  if (status !== 0 || pointer === null) throw systemFailure(status, "read its access list");
  try {
    return bytesAt(pointer, security.GetSecurityDescriptorLength(pointer));
  } finally {
    kernel.LocalFree(pointer);
  }
}

const volumes = new Map<string, boolean>();

/** Reports whether the file system of `path` has access lists. FAT has none. True if the system does not say. */
export function hasAccessLists(path: string): boolean {
  const { kernel } = system();
  const volume = new Uint16Array(Math.max(path.length + 2, 260));
  if (kernel.GetVolumePathNameW(wideString(path), volume, volume.length) === 0) return true;
  const name = textOfWide(volume);
  const known = volumes.get(name);
  if (known !== undefined) return known;
  const flags = new Uint32Array(1);
  const shown = kernel.GetVolumeInformationW(volume, 0n, 0, 0n, 0n, flags, 0n, 0);
  const found = shown === 0 || (flags[0]! & PERSISTENT_ACLS) !== 0;
  volumes.set(name, found);
  return found;
}

let own: string | undefined;

/** Returns the security identifier of this user. */
function ownIdentifier(): string {
  if (own !== undefined) return own;
  const { security, kernel } = system();
  const slot = new BigUint64Array(1);
  if (security.OpenProcessToken(kernel.GetCurrentProcess(), TOKEN_QUERY, slot) === 0) {
    throw systemFailure(kernel.GetLastError(), "read the user of this process");
  }
  const token = pointerIn(slot);
  // TOKEN_USER is a pointer to the identifier and its attributes; the identifier follows.
  const user = new Uint8Array(256);
  const found = security.GetTokenInformation(
    token,
    TOKEN_USER,
    user,
    user.length,
    new Uint32Array(1),
  );
  kernel.CloseHandle(token);
  if (found === 0) throw systemFailure(kernel.GetLastError(), "read the user of this process");
  return own = identifierText(user.subarray(16));
}

/** Returns the name of this user, as {@linkcode accountName} does. */
export function ownAccountName(): string {
  return accountName(ownIdentifier());
}

/** Returns the name of the user or group `who` as people know it (`DOMAIN\name`); `who` itself if it has none. */
export function accountName(who: string): string {
  const { security, kernel } = system();
  const slot = new BigUint64Array(1);
  if (security.ConvertStringSidToSidW(wideString(who), slot) === 0) return who;
  const identifier = pointerIn(slot);
  const [name, domain] = [new Uint16Array(256), new Uint16Array(256)];
  const [length, domainLength] = [new Uint32Array([256]), new Uint32Array([256])];
  const kind = new Uint32Array(1);
  const found = security.LookupAccountSidW(
    0n,
    identifier,
    name,
    length,
    domain,
    domainLength,
    kind,
  );
  kernel.LocalFree(identifier);
  if (found === 0) return who;
  return [textOfWide(domain), textOfWide(name)].filter((part) => part !== "").join("\\");
}

/**
 * Creates the folder at `path` with an access list of its own that inherits nothing: for this user,
 * SYSTEM and Administrators. What is created in it inherits that. Throws if that fails.
 */
export function createPrivateFolder(path: string): void {
  withPrivateAttributes("OICI", (attributes) => {
    const { kernel } = system();
    if (kernel.CreateDirectoryW(wideString(path), attributes) !== 0) return;
    const status = kernel.GetLastError();
    if (!ALREADY_EXISTS.includes(status)) throw systemFailure(status, "create it");
  });
}

/** Creates the empty file at `path` with such an access list. Throws AlreadyExists if something is there. */
export function createPrivateFile(path: string): void {
  withPrivateAttributes("", (attributes) => {
    const { kernel } = system();
    const handle = kernel.CreateFileW(
      wideString(path),
      GENERIC_WRITE,
      SHARE_ALL,
      attributes,
      CREATE_NEW,
      0,
      0n,
    );
    const isInvalid = handle === null || Deno.UnsafePointer.value(handle) === 2n ** 64n - 1n;
    if (isInvalid) throw systemFailure(kernel.GetLastError(), "create it");
    kernel.CloseHandle(handle);
  });
}

/** Calls `create` with SECURITY_ATTRIBUTES for this user, SYSTEM and Administrators. `flags` say what inherits the rights. */
function withPrivateAttributes(
  flags: string,
  create: (attributes: BigUint64Array<ArrayBuffer>) => void,
): void {
  const { security, kernel } = system();
  const rights = ["SY", "BA", ownIdentifier()].map((who) => `(A;${flags};FA;;;${who})`).join("");
  const slot = new BigUint64Array(1);
  const text = wideString(`D:P${rights}`);
  if (
    security.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, slot, 0n) === 0
  ) {
    throw systemFailure(kernel.GetLastError(), "make an access list");
  }
  try {
    create(new BigUint64Array([24n, slot[0]!, 0n]));
  } finally {
    kernel.LocalFree(pointerIn(slot));
  }
}

function systemFailure(status: number, action: string): Error {
  if (NOT_FOUND.includes(status)) return new Deno.errors.NotFound("it does not exist");
  if (ALREADY_EXISTS.includes(status)) return new Deno.errors.AlreadyExists("it already exists");
  if (status === 5) return new Deno.errors.PermissionDenied("access is denied");
  return new Error(`Windows does not ${action} (error ${status})`);
}
