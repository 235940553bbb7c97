/** The parts of `deno.lock`, version 5, that this file reads. */
export interface Lock {
  /** The version that each specifier resolves to. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** Each package as `name@version`, with its hash and its dependencies. */
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

/**
 * Returns the software bill of materials of a release in CycloneDX 1.6: opaws and every package that the specifiers
 * `wanted` (the `imports` of deno.json) bring in, with its hash from the lock file. Two runs give the same text. Throws
 * if a package is not in the lock file. Source: the CycloneDX 1.6 JSON reference, and purl for the addresses.
 */
export function billOfMaterials(
  version: string,
  lock: Lock,
  wanted: readonly string[],
): Record<string, unknown> {
  const own = `pkg:generic/opaws@${version}`;
  const direct = wanted.filter((text) => text.startsWith("npm:")).map((specifier) => {
    const found = lock.specifiers[specifier];
    if (found === undefined) throw new Error(`${specifier} is not in the lock file`);
    return keyOf(lock, `${specifier.slice("npm:".length).replace(/(?!^)@[^@]*$/, "")}@${found}`);
  });
  const all = new Set<string>();
  const queue = [...direct];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (all.has(key)) continue;
    all.add(key);
    queue.push(...needs(lock, key));
  }
  const keys = [...all].sort();
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", "bom-ref": own, name: "opaws", version } },
    components: keys.map((key) => ({
      type: "library",
      "bom-ref": purl(key),
      name: nameOf(key),
      version: versionOf(key),
      purl: purl(key),
      hashes: [hashOf(lock.npm[key]!.integrity)],
    })),
    dependencies: [
      { ref: own, dependsOn: [...new Set(direct)].sort().map(purl) },
      ...keys.map((key) => ({ ref: purl(key), dependsOn: needs(lock, key).sort().map(purl) })),
    ],
  };
}

function needs(lock: Lock, key: string): string[] {
  return (lock.npm[key]!.dependencies ?? []).map((name) => keyOf(lock, name));
}

/** Returns the key of a package: the lock file omits the version if a name has only one. */
function keyOf(lock: Lock, name: string): string {
  if (Object.hasOwn(lock.npm, name)) return name;
  const found = Object.keys(lock.npm).find((key) => nameOf(key) === name);
  if (found === undefined) throw new Error(`${name} is not in the lock file`);
  return found;
}

function nameOf(key: string): string {
  return key.slice(0, key.lastIndexOf("@"));
}

function versionOf(key: string): string {
  return key.slice(key.lastIndexOf("@") + 1);
}

function purl(key: string): string {
  return `pkg:npm/${nameOf(key).replace("@", "%40")}@${versionOf(key)}`;
}

function hashOf(integrity: string): { readonly alg: string; readonly content: string } {
  const [, base64] = /^sha512-(.+)$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`${integrity} is not SHA-512`);
  return { alg: "SHA-512", content: Uint8Array.fromBase64(base64).toHex() };
}
