import type { Facts, ToolFacts } from "./facts.ts";
import { type CheckResult, well, wrong } from "./finding.ts";

/** Which opaws this is, and whether PATH finds one. */
export function binary({ version, executable, onPath }: Facts): CheckResult[] {
  return [
    well(`version ${version}, run by ${executable}`),
    onPath === null
      ? wrong(
        "opaws is not on your PATH, so hooks and shims hold its path and go stale with an upgrade",
        'export PATH="$HOME/.local/bin:$PATH"',
      )
      : well(`on your PATH as ${onPath}`),
  ];
}

/** The real program behind each tool. */
export function tools({ tools }: Facts): CheckResult[] {
  return tools.map(({ name, program, version }) =>
    program === null
      ? wrong(`${name} is not on your PATH`, `command -v ${name}`)
      : well(`${name} is ${program}${version === null ? "" : `, ${version}`}`)
  );
}

/** Whether plain tools go through opaws here: by the shell's function, or by a shim that comes first. */
export function hook({ tools, startup, shims }: Facts): CheckResult[] {
  return tools.filter(({ program }) => program !== null).map((tool) => {
    if (tool.hook === "in place") return well(`${tool.name} goes through opaws in this shell`);
    if (shimFirst(tool, shims.folder)) return well(`${tool.name} goes through opaws by its shim`);
    return wrong(
      `plain ${tool.name} does not go through opaws: ${tool.hook}`,
      startup?.hasHook ? `exec ${startup.shell}` : "opaws hook --install",
    );
  });
}

/** Whether the shell's startup file has the hook's line. */
export function startup({ startup, tools, shims }: Facts): CheckResult[] {
  if (startup === null) return [];
  if (startup.hasHook) return [well(`the hook is in ${startup.path}`)];
  if (tools.some((tool) => shimFirst(tool, shims.folder))) return [];
  return [
    wrong(`the hook is not in ${startup.path}`, "opaws hook --install", startup.install),
  ];
}

/** Entries of PATH by which the working directory would choose programs. */
export function path({ path }: Facts): CheckResult[] {
  const open = path.filter((entry) => !entry.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(entry));
  if (open.length === 0) return [well("PATH has absolute folders only")];
  return open.map((entry) =>
    wrong(
      entry === ""
        ? "PATH has an empty entry, which is the working directory"
        : `PATH has a relative entry, ${JSON.stringify(entry)}`,
      'echo "$PATH" | tr : "\\n"',
    )
  );
}

/** Whether the shims that there are come before the tools they stand for. */
export function shims({ shims, tools, path }: Facts): CheckResult[] {
  if (shims.tools.length === 0) return [];
  if (!path.some((entry) => entry.replace(/(.)\/+$/, "$1") === shims.folder)) {
    return [wrong(`the shims' folder ${shims.folder} is not on your PATH`, "opaws shim install")];
  }
  const behind = tools.filter((tool) =>
    shims.tools.includes(tool.name) && tool.first !== null && !shimFirst(tool, shims.folder)
  );
  return behind.length === 0
    ? [well(`shims: ${shims.tools.join(", ")}`)]
    : behind.map((tool) =>
      wrong(`the shim of ${tool.name} comes behind ${tool.first}`, "opaws shim install")
    );
}

function shimFirst({ first, name }: ToolFacts, folder: string): boolean {
  return first === `${folder}/${name}`;
}
