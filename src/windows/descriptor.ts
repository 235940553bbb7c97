/** An entry of an access list that gives rights. */
interface Grant {
  /** Who has the rights: a security identifier such as `S-1-5-18`. */
  readonly who: string;
  /** The rights, as an access mask. */
  readonly rights: number;
}

/** Who owns a file or folder, and who has which rights to it. */
interface Descriptor {
  /** The owner; null if the descriptor names none. */
  readonly owner: string | null;
  /** The rights that it gives; null without an access list, which gives every right to everyone. */
  readonly grants: readonly Grant[] | null;
}

/** What a file or folder is to opaws, which decides what others may do with it. */
export type Use =
  /** A file that opaws reads or runs, or a folder in which it looks for files: nobody else may change it. */
  | "content"
  /** As `content`, and nobody else may read it. */
  | "private"
  /** A folder above: others may add to it, but not rename or remove what is in it. */
  | "above";

/** How another user has more rights than its {@linkcode Use} allows. */
export interface Untrusted {
  /** Whether it is its owner, may write, or may read. */
  readonly by: "owner" | "writers" | "readers";
  /** The security identifier of that user or group. */
  readonly who: string;
}

// Access rights: Microsoft Learn, "File Access Rights Constants" and "Access Mask Format".
const READ_DATA = 0x1;
const WRITE_DATA = 0x2; // in a folder: to add a file
const APPEND_DATA = 0x4; // in a folder: to add a folder
const DELETE_CHILD = 0x40;
const DELETE = 0x1_0000;
const WRITE_DAC = 0x4_0000;
const WRITE_OWNER = 0x8_0000;
const GENERIC_ALL = 0x1000_0000;
const GENERIC_WRITE = 0x4000_0000;
const GENERIC_READ = 0x8000_0000;

const REPLACE = DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER | GENERIC_ALL;
const WRITE = REPLACE | WRITE_DATA | APPEND_DATA | GENERIC_WRITE;
const READ = READ_DATA | GENERIC_READ | GENERIC_ALL;

/**
 * Those who administer the machine: SYSTEM, Administrators, TrustedInstaller. CREATOR OWNER and OWNER RIGHTS mean the
 * owner, who is checked too. Source: Microsoft Learn, "Well-known SIDs".
 */
const ADMINISTRATORS: readonly string[] = [
  "S-1-5-18",
  "S-1-5-32-544",
  "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
];
const OWNER: readonly string[] = ["S-1-3-0", "S-1-3-4"];

const DACL_PRESENT = 0x4;
const INHERIT_ONLY = 0x8;
/** The types of entries that only take rights away or record their use. The first is denied access. */
const NO_GRANT: readonly number[] = [1, 2, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17, 18, 19];
/** The types of entries with up to two GUIDs before the identifier. */
const WITH_GUIDS: readonly number[] = [5, 11];

/**
 * Returns how someone other than the user `own` and the administrators has more rights than `use` allows; null if nobody
 * has. `descriptor` is self-relative, as `GetNamedSecurityInfoW` returns it. An entry that denies rights does not count, so
 * the answer is never too good.
 *
 * @throws RangeError if the descriptor is damaged.
 */
export function untrustedBy(
  descriptor: Uint8Array<ArrayBuffer>,
  own: string,
  use: Use,
): Untrusted | null {
  const { owner, grants } = parseDescriptor(descriptor);
  if (owner === null || (owner !== own && !ADMINISTRATORS.includes(owner))) {
    return { by: "owner", who: owner ?? EVERYONE };
  }
  if (grants === null) return { by: "writers", who: EVERYONE };
  const others = grants.filter(({ who }) => ![own, ...ADMINISTRATORS, ...OWNER].includes(who));
  const writer = others.find(({ rights }) => (rights & (use === "above" ? REPLACE : WRITE)) !== 0);
  if (writer !== undefined) return { by: "writers", who: writer.who };
  const reader = use === "private" && others.find(({ rights }) => (rights & READ) !== 0);
  return reader ? { by: "readers", who: reader.who } : null;
}

const EVERYONE = "S-1-1-0";

/** Parses a self-relative security descriptor. Source: [MS-DTYP] 2.4.6, 2.4.5, 2.4.4. */
function parseDescriptor(bytes: Uint8Array<ArrayBuffer>): Descriptor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const control = view.getUint16(2, true);
  const owner = view.getUint32(4, true);
  const list = view.getUint32(16, true);
  return {
    owner: owner === 0 ? null : identifierAt(view, owner),
    grants: (control & DACL_PRESENT) === 0 || list === 0 ? null : grantsAt(view, list),
  };
}

function grantsAt(view: DataView, list: number): Grant[] {
  const grants: Grant[] = [];
  let at = list + 8;
  for (let left = view.getUint16(list + 4, true); left > 0; left -= 1) {
    const type = view.getUint8(at);
    const applies = (view.getUint8(at + 1) & INHERIT_ONLY) === 0;
    const size = view.getUint16(at + 2, true);
    if (size < 8) throw new RangeError("an entry of the access list is too short");
    if (applies && !NO_GRANT.includes(type)) {
      const guids = WITH_GUIDS.includes(type) ? guidBytes(view.getUint32(at + 8, true)) : 0;
      grants.push({
        who: identifierAt(view, at + 8 + guids),
        rights: view.getUint32(at + 4, true),
      });
    }
    at += size;
  }
  return grants;
}

/** Returns how many bytes the flags and the GUIDs take that these flags announce. */
function guidBytes(flags: number): number {
  return 4 + 16 * ((flags & 1) + ((flags >> 1) & 1));
}

/** Returns the security identifier at `at` as text. */
function identifierAt(view: DataView, at: number): string {
  const count = view.getUint8(at + 1);
  const authority = view.getUint16(at + 2) * 2 ** 32 + view.getUint32(at + 4);
  const parts = Array.from({ length: count }, (_, part) => view.getUint32(at + 8 + 4 * part, true));
  return ["S", view.getUint8(at), authority, ...parts].join("-");
}

/** Returns the security identifier in `bytes` as text. */
export function identifierText(bytes: Uint8Array<ArrayBuffer>): string {
  return identifierAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}
