import { helperProgram, startHelper } from "../../exec/start_helper.ts";
import { isRelativePath, joinPath, urlOfPath } from "../../fs/path.ts";
import type { Host } from "../../host.ts";
import { shlexSplit, windowsSplit } from "../config/shlex.ts";
import { isLoopback } from "../proxy.ts";

/** A program that opens a page, and its arguments. */
interface Browser {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Reports whether a browser on this machine can come back to a program on it: not over ssh, and on Linux only with a
 * display, with `BROWSER`, or in WSL.
 */
export function hasBrowser(host: Pick<Host, "env" | "platform">): boolean {
  if (["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].some((name) => host.env(name))) return false;
  if (host.platform !== "linux") return true;
  const signs = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"];
  return signs.some((name) => host.env(name));
}

/**
 * Opens `url` in the person's browser: `BROWSER`, or else the system's. Returns why it cannot; null if the browser was
 * started. `onFailure` is called if it fails later. Opens only pages on https or on this machine: a service must not make
 * opaws start the program of another scheme.
 */
export function openBrowser(
  url: string,
  host: Pick<Host, "env" | "platform">,
  onFailure: (because: string) => void,
): string | null {
  const parsed = URL.parse(url);
  const isPage = parsed?.protocol === "https:" ||
    parsed?.protocol === "http:" && isLoopback(parsed.hostname);
  return isPage ? start(url, host, onFailure) : "its address is not a page on https";
}

/** Opens the page in the file at `path`, which opaws itself wrote, as {@linkcode openBrowser} does. */
export function openFile(
  path: string,
  host: Pick<Host, "env" | "platform">,
  onFailure: (because: string) => void,
): string | null {
  return start(urlOfPath(path), host, onFailure);
}

function start(
  url: string,
  host: Pick<Host, "env" | "platform">,
  onFailure: (because: string) => void,
): string | null {
  const browser = fromVariable(url, host) ?? ofSystem(url, host.platform);
  if (browser === null) return "no program that opens one is found";
  try {
    const child = startHelper(browser.program, {
      args: [...browser.args],
      environment: { inherit: {} },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true, // Ctrl-C in the terminal must not end the browser
    });
    child.unref();
    child.status.then(({ success, code }) => {
      if (!success) onFailure(`${browser.program} exited with status ${code}`);
    });
    return null;
  } catch (error) {
    return `${browser.program} does not start: ${error instanceof Error ? error.message : error}`;
  }
}

/** Returns the first program of `BROWSER` that exists: commands with `:` between them, `%s` for the address. */
function fromVariable(
  url: string,
  { env, platform }: Pick<Host, "env" | "platform">,
): Browser | null {
  const windows = platform === "windows";
  for (const command of (env("BROWSER") ?? "").split(windows ? ";" : ":")) {
    const [name, ...args] = (windows ? windowsSplit(command) : shlexSplit(command)) ?? [];
    const program = name === undefined || isRelativePath(name) ? null : helperProgram(name);
    if (program === null) continue;
    const named = args.map((arg) => arg.replaceAll("%s", () => url));
    return { program, args: args.some((arg) => arg.includes("%s")) ? named : [...args, url] };
  }
  return null;
}

function ofSystem(url: string, platform: Host["platform"]): Browser | null {
  switch (platform) {
    case "darwin":
      return { program: "/usr/bin/open", args: [url] };
    case "windows": {
      const root = Deno.env.get("SystemRoot") ?? "C:\\Windows";
      const program = joinPath(root, "System32", "rundll32.exe");
      return { program, args: ["url.dll,FileProtocolHandler", url] };
    }
    case "linux":
      for (const name of ["xdg-open", "wslview"]) {
        const program = helperProgram(name);
        if (program !== null) return { program, args: [url] };
      }
      return null;
  }
}
