import type { Facts, ToolFacts } from "./facts.ts";
import { type CheckResult, ok, problem } from "./finding.ts";
import { isAbsolute, isSamePath, nameOf, nativePath, parentOf } from "../../fs/path.ts";
import {
  findCommand,
  newShellCommand,
  putOnPathCommand,
  showPathCommand,
} from "../../fix_commands.ts";

/** Reports which opaws this is, and checks that it is on PATH. */
export function opaws({ version, executable, onPath }: Facts): CheckResult[] {
  return [
    ok(`version ${version}, run by ${executable}`),
    onPath === null
      ? problem(
        "opaws is not on your PATH, so hooks and shims contain its path, which an upgrade may change",
        putOnPathCommand(),
      )
      : ok(`on your PATH as ${onPath}`),
  ];
}

/** Checks that each tool is installed. */
export function tools({ tools }: Facts): CheckResult[] {
  return tools.map(({ name, program, version, problem: error }) =>
    error !== null
      ? problem(`opaws ${error.message}`, error.try ?? findCommand(name))
      : program === null
      ? problem(`${name} is not on your PATH`, findCommand(name))
      : ok(`${name} is ${program}${version === null ? "" : `, ${version}`}`)
  );
}

/** Checks that each tool goes through opaws in this shell: by a shell function, or by a shim that comes first. */
export function hook({ tools, startup, shims }: Facts): CheckResult[] {
  return tools.filter(({ program }) => program !== null).map((tool) => {
    if (tool.hook === "in place") return ok(`${tool.name} goes through opaws in this shell`);
    if (isShimFirst(tool, shims.folder)) return ok(`${tool.name} goes through opaws by its shim`);
    return problem(
      `plain ${tool.name} does not go through opaws: ${tool.hook}`,
      startup && startup.hook !== "none" ? newShellCommand(startup.shell) : "opaws hook --install",
    );
  });
}

/** Checks that the shell's startup file has the hook's line, and that the file it reads is up to date. */
export function startup({ startup, tools, shims }: Facts): CheckResult[] {
  if (startup === null) return [];
  const { shell, path, hook, isSavedHookCurrent } = startup;
  const fix = { kind: "install hook", shell, path } as const;
  if (hook === "file" && isSavedHookCurrent === false) {
    return [
      problem(`the hook that ${path} reads is out of date`, `opaws hook --install ${shell}`, fix),
    ];
  }
  if (hook === "evaluated") {
    return [{
      state: "note",
      message:
        `the hook's line in ${path} starts opaws in each new shell; reading a file is faster`,
      try: `opaws hook --install ${shell}`,
    }];
  }
  if (hook !== "none") return [ok(`the hook is in ${path}`)];
  if (tools.some((tool) => isShimFirst(tool, shims.folder))) return [];
  return [problem(`the hook is not in ${path}`, "opaws hook --install", fix)];
}

/** Finds entries of PATH that let the working directory or another user choose programs. */
export function path({ path, platform }: Facts): CheckResult[] {
  const open = path.map(({ entry }) => entry)
    .filter((entry) => !isAbsolute(entry, platform));
  const results = [
    ...open.map(openEntry),
    ...path.flatMap(({ entry, untrusted, administrators }) =>
      untrusted !== null
        ? [problem(
          `opaws runs no program from ${entry} on your PATH: ${untrusted.because}`,
          untrusted.try ?? showPathCommand(),
        )]
        : administrators
        ? [{ state: "note" as const, message: `administrators can put programs into ${entry}` }]
        : []
    ),
  ];
  return results.length === 0
    ? [
      ok(
        `PATH has only absolute folders that are yours or ${
          platform === "windows" ? "the administrators'" : "root's"
        }`,
      ),
    ]
    : results;
}

function openEntry(entry: string): CheckResult {
  return problem(
    entry === ""
      ? "PATH has an empty entry, which means the working directory"
      : `PATH has a relative entry, ${JSON.stringify(entry)}`,
    showPathCommand(),
  );
}

/** Checks that each shim comes before its tool on PATH. */
export function shims({ shims, tools, path }: Facts): CheckResult[] {
  if (shims.tools.length === 0) return [];
  if (!path.some(({ entry }) => isSamePath(nativePath(entry), shims.folder))) {
    return [
      problem(
        `the folder of the shims, ${shims.folder}, is not on your PATH`,
        "opaws shim install",
      ),
    ];
  }
  const hidden = tools.filter((tool) =>
    shims.tools.includes(tool.name) && tool.first !== null && !isShimFirst(tool, shims.folder)
  );
  return hidden.length === 0
    ? [ok(`shims: ${shims.tools.join(", ")}`)]
    : hidden.map((tool) =>
      problem(`the shim of ${tool.name} comes after ${tool.first}`, "opaws shim install")
    );
}

function isShimFirst({ first, name }: ToolFacts, folder: string): boolean {
  return first !== null && isSamePath(parentOf(first), folder) &&
    nameOf(first).replace(/\.cmd$/i, "") === name;
}
