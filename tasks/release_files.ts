/**
 * Writes the files of a release that are not archives: `SHA256SUMS`, the software bill of materials, the Homebrew formula,
 * the Scoop manifest, and the installers with the address of this repository.
 * `deno run -A tasks/release_files.ts FOLDER VERSION OWNER/REPOSITORY`
 */
import { billOfMaterials, type Lock } from "./bill_of_materials.ts";
import { homebrewFormula, scoopManifest } from "./package_files.ts";
import { archiveOf, TARGETS } from "./targets.ts";

const root = new URL("..", import.meta.url);
/** The repository in the installers, which a release replaces by its own. */
const DEFAULT_REPOSITORY = "github.com/opaws/opaws";

/** Returns the SHA-256 of each file as `sha256sum` prints it: sorted by name, one per line. */
export function checksumList(sums: Readonly<Record<string, string>>): string {
  return Object.keys(sums).sort().map((name) => `${sums[name]}  ${name}\n`).join("");
}

/** Writes the files into `folder`, where the archives are. Throws if an archive is missing or an argument is invalid. */
export async function writeReleaseFiles(
  folder: string,
  version: string,
  repository: string,
): Promise<void> {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version)) {
    throw new Error(`${version} is not a version`);
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error(`${repository} is not a repository`);
  const page = `https://github.com/${repository}`;
  const text = (name: string): string => Deno.readTextFileSync(new URL(name, root));
  const write = (name: string, content: string): void =>
    Deno.writeTextFileSync(`${folder}/${name}`, content);

  for (const name of ["install.sh", "install.ps1"]) {
    write(name, text(name).replaceAll(DEFAULT_REPOSITORY, `github.com/${repository}`));
  }
  const lock: Lock = JSON.parse(text("deno.lock"));
  const { imports } = JSON.parse(text("deno.json"));
  write(
    "opaws.cdx.json",
    JSON.stringify(billOfMaterials(version, lock, Object.values(imports)), null, 2) + "\n",
  );
  const archives: Record<string, string> = {};
  for (const { name } of TARGETS) {
    archives[archiveOf(name)] = await sha256(`${folder}/${archiveOf(name)}`);
  }
  write("opaws.rb", homebrewFormula(version, page, archives));
  write("opaws.json", scoopManifest(version, page, archives));
  const sums: Record<string, string> = { ...archives };
  for (const name of ["install.sh", "install.ps1", "opaws.cdx.json", "opaws.rb", "opaws.json"]) {
    sums[name] = await sha256(`${folder}/${name}`);
  }
  write("SHA256SUMS", checksumList(sums));
}

async function sha256(path: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
}

if (import.meta.main) {
  const [folder, version, repository] = Deno.args;
  await writeReleaseFiles(folder ?? "", (version ?? "").replace(/^v/, ""), repository ?? "");
}
