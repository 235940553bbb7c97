import { type BenchHome, OPAWS, runOnce } from "./homes.ts";
import type { Measured } from "./measure.ts";
import { quote } from "../../src/quote.ts";
import { isFile } from "../ignore.ts";

const ZSH = "/usr/bin/zsh";
/** zsh without the hook, with the saved hook, and with the line that evaluates the hook. */
export type ShellStart = readonly [Measured, Measured, Measured];

/** Saves the hook in `home`. Returns null if zsh is not installed. */
export async function shellStart(home: BenchHome): Promise<ShellStart | null> {
  if (!isFile(ZSH)) return null;
  const folder = home.env.HOME!;
  const bin = `${folder}/bin`;
  await Deno.mkdir(bin, { recursive: true });
  const command = OPAWS.map((word) => quote("bash", word)).join(" ");
  await Deno.writeTextFile(`${bin}/opaws`, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  const env = { ...home.env, SHELL: ZSH, PATH: `${bin}:${home.env.PATH}` };
  await runOnce({ ...home, env: { ...env, ZDOTDIR: await dotFolder("file", "") } }, [
    "hook",
    "--install",
  ]);
  const start = async (name: string, dots: string, text?: string): Promise<Measured> => ({
    name,
    command: [ZSH, "-d", "-i", "-c", "exit"],
    cwd: home.project,
    env: {
      ...env,
      ZDOTDIR: text === undefined ? `${folder}/${dots}` : await dotFolder(dots, text),
    },
  });
  return [
    await start("zsh without the hook", "none", ""),
    await start("zsh with the saved hook", "file"),
    await start('zsh with eval "$(opaws hook zsh)"', "eval", 'eval "$(opaws hook zsh)"\n'),
  ];

  async function dotFolder(name: string, text: string): Promise<string> {
    await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/${name}/.zshrc`, text);
    return `${folder}/${name}`;
  }
}
