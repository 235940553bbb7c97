import type { FileVariable } from "../aws/config/copied_files.ts";
import { readConfigText } from "../aws/config/read_text.ts";
import { withoutProviders } from "../aws/config/without_providers.ts";
import { ensurePrivateFolder } from "../fs/private_folder.ts";
import { systemError } from "../fs/system_error.ts";
import { joinPath } from "../fs/path.ts";

/** The paths of copies, by the variable that names the file. */
type Copies = { readonly [Name in FileVariable]?: string };

/**
 * Writes copies of the AWS files without the credentials of the profiles `names` into `folder` (mode 0600 in 0700), and
 * returns their paths. A file that gives them none is not copied. SDKs ask the profile before they ask a server.
 *
 * @throws UserError as {@linkcode withoutProviders} and {@linkcode ensurePrivateFolder} do.
 */
export function copyFiles(
  files: { readonly configPath: string; readonly credentialsPath: string },
  names: readonly string[],
  folder: string,
): Copies {
  const sources: readonly (readonly [FileVariable, string])[] = [
    ["AWS_CONFIG_FILE", files.configPath],
    ["AWS_SHARED_CREDENTIALS_FILE", files.credentialsPath],
  ];
  const texts = sources.flatMap(([variable, path]) => {
    const text = readConfigText(path);
    const isConfig = variable === "AWS_CONFIG_FILE";
    const rest = text === null ? null : withoutProviders({ path, text, isConfig }, names);
    return rest === null ? [] : [{ variable, rest }];
  });
  if (texts.length > 0) ensurePrivateFolder(folder);
  return Object.fromEntries(texts.map(({ variable, rest }) => {
    const path = joinPath(folder, variable === "AWS_CONFIG_FILE" ? "config" : "credentials");
    try {
      Deno.writeTextFileSync(path, rest, { createNew: true, mode: 0o600 });
    } catch (error) {
      throw systemError("write-failed", `write ${path}`, error);
    }
    return [variable, path];
  }));
}
