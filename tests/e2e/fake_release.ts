/** The path of install.sh. */
export const INSTALL = new URL("../../install.sh", import.meta.url).pathname;
const TARGET = `${Deno.build.arch}-unknown-linux-gnu`;
/** The archive for this machine. */
export const ARCHIVE = `opaws-${TARGET}.tar.gz`;
const TOOLS = "sh uname mktemp mkdir rm mv chmod cut awk tar gzip cat curl sha256sum sysctl".split(
  " ",
);

/** A releases page on loopback with a small program, and a home to install it into. */
export class Release implements AsyncDisposable {
  /** The home. */
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-install-" }));
  /** The files of the release by name. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>> = new Map<string, Uint8Array<ArrayBuffer>>();
  /** The paths that were requested. */
  readonly asked: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Starts the page. */
  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname } = new URL(request.url);
      this.asked.push(pathname);
      const file = this.files.get(pathname.split("/").pop()!);
      return file ? new Response(file) : new Response("no", { status: 404 });
    });
  }

  /** The address of the page. */
  get base(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The folder it installs to. */
  get installed(): string {
    return `${this.folder}/.local/bin`;
  }

  /** Publishes `program`, by default one that prints `version`, with the right checksum. */
  async publish(version = "9.9.9", program?: Uint8Array): Promise<void> {
    const staging = `${this.folder}/staging`;
    Deno.mkdirSync(staging, { recursive: true });
    const bytes = program ?? new TextEncoder().encode(`#!/bin/sh\necho ${version}\n`);
    Deno.writeFileSync(`${staging}/opaws`, bytes, { mode: 0o755 });
    Deno.writeTextFileSync(`${staging}/other`, "other");
    await new Deno.Command("tar", {
      args: ["-czf", `${staging}/a`, "-C", staging, "opaws", "other"],
    })
      .output();
    this.files.set(ARCHIVE, Deno.readFileSync(`${staging}/a`));
    await this.sum();
  }

  /** Writes the checksum list, with the checksum of `bytes`. */
  async sum(bytes = this.files.get(ARCHIVE)!): Promise<void> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    const list = `${"0".repeat(64)}  opaws-other.tar.gz\n${hash}  ${ARCHIVE}\n`;
    this.files.set("SHA256SUMS", new TextEncoder().encode(list));
  }

  /** Runs install.sh as `curl | sh` would. */
  async install(
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = new Deno.Command("/bin/sh", {
      args: ["-s", "--", ...args],
      env: {
        HOME: this.folder,
        PATH: this.pathWithout(),
        OPAWS_BASE_URL: this.base,
        ...env,
      },
      clearEnv: true,
      cwd: this.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(Deno.readFileSync(INSTALL));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  /**
   * Makes a folder for PATH with the programs that install.sh uses, except `missing`. It has neither gh nor cosign, which
   * a machine may have.
   */
  pathWithout(...missing: string[]): string {
    const folder = Deno.makeTempDirSync({ dir: this.folder, prefix: "path-" });
    for (const tool of TOOLS.filter((tool) => !missing.includes(tool))) {
      const real = ["/usr/bin", "/bin"].map((at) => `${at}/${tool}`).find((path) => {
        try {
          return Deno.statSync(path).isFile;
        } catch {
          return false;
        }
      });
      if (real) Deno.symlinkSync(real, `${folder}/${tool}`);
    }
    return folder;
  }

  /** Returns the names in the folder it installs to, including hidden leftovers. Null if there is no folder. */
  left(): string[] | null {
    try {
      return [...Deno.readDirSync(this.installed)].map(({ name }) => name).sort();
    } catch {
      return null;
    }
  }

  /** Stops the page and removes the home. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    Deno.removeSync(this.folder, { recursive: true });
  }
}
