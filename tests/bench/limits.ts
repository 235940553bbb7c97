import { type BenchHome, makeHome, makeJob, opaws } from "./homes.ts";
import type { Measured } from "./measure.ts";
import { nearRole } from "./roles.ts";
import { emptyProgram, GROWING, RUN } from "./sections.ts";
import { shellStart } from "./shell_start.ts";

/** A command with its limit. */
export interface Limit extends Measured {
  /** The name of the command that it is compared with; "" for the first one itself. */
  readonly to: string;
  /**
   * How many times as long the processor may work for it, by the runs with the least work of both: about a third more than
   * was measured when the limit was set, so that a busy machine passes and a step backwards does not. Three times that is the
   * limit of the time it takes.
   */
  readonly limit: number;
}

/** The names of the commands that others are compared with. */
const EMPTY = "an empty Deno program";
const BARE_ZSH = "zsh without the hook";
const bound = (items: string): string => `opaws run -- true, ${items} items`;

/** Everything that the gate measures. */
export interface Limits extends AsyncDisposable {
  readonly limits: readonly Limit[];
  /** The command whose peak memory has a limit; MiB. */
  readonly memory: { readonly command: Measured; readonly limit: number };
}

/** Makes the homes and starts the services in the folder `base`. */
export async function setUpLimits(base: string): Promise<Limits> {
  const home = await makeHome(`${base}/home`, { items: 10, scope: "directory" });
  const team = await makeHome(`${base}/team`, { items: 10, scope: "directory", shared: true });
  const thousand = await makeHome(`${base}/thousand`, { items: 1_000, scope: "directory" });
  const many = await makeHome(`${base}/many`, { items: 10_000, scope: "directory" });
  const job = await makeJob(`${base}/job`, home);
  const role = await nearRole(await makeHome(`${base}/role`, { items: 10, scope: "global" }));
  // The rows of `role` forget the sessions of its home.
  const server = await nearRole(await makeHome(`${base}/server`, { items: 10, scope: "global" }));
  const tty = await makeHome(`${base}/tty`, { items: 10, scope: "session" });
  const shell = await shellStart(await makeHome(`${base}/shell`, { items: 10, scope: "global" }));
  const run = opaws(bound("10"), home, RUN);
  const growing = (name: string, in_: BenchHome, items: string): Measured =>
    opaws(`${name}, ${items} items`, in_, GROWING[name]!);
  return {
    limits: [
      { ...await emptyProgram(base, home), to: "", limit: 1 },
      { ...run, to: EMPTY, limit: 2.2 },
      { ...opaws("opaws run -- true, a shared vault", team, RUN), to: bound("10"), limit: 1.35 },
      { ...opaws(bound("1,000"), thousand, RUN), to: bound("10"), limit: 1.4 },
      { ...opaws(bound("10,000"), many, RUN), to: bound("10"), limit: 1.5 },
      { ...opaws("opaws run -- true, bound by terminal", tty, RUN), to: bound("10"), limit: 1.35 },
      { ...role.cached, to: bound("10"), limit: 1.4 },
      { ...role.requested, to: EMPTY, limit: 4.2 },
      { ...role.first, to: EMPTY, limit: 5.6 },
      { ...server.served, to: bound("10"), limit: 2.5 },
      { ...opaws("opaws run -- true in CI, a token", job, RUN), to: EMPTY, limit: 3.8 },
      { ...growing("opaws run --item TITLE", many, "10,000"), to: bound("10,000"), limit: 1.35 },
      { ...growing("opaws credential-process", home, "10"), to: bound("10"), limit: 1.35 },
      {
        ...growing("opaws credential-process --item TITLE", many, "10,000"),
        to: bound("10,000"),
        limit: 1.35,
      },
      { ...growing("opaws export --format process", home, "10"), to: bound("10"), limit: 1.35 },
      { ...growing("opaws item list", home, "10"), to: EMPTY, limit: 2.3 },
      { ...growing("opaws item list", thousand, "1,000"), to: EMPTY, limit: 3.2 },
      { ...growing("opaws item list", many, "10,000"), to: EMPTY, limit: 9 },
      { ...opaws("opaws hook zsh", home, ["hook", "zsh"]), to: EMPTY, limit: 3.2 },
      { ...opaws("opaws which aws", home, ["which", "aws"]), to: EMPTY, limit: 2.1 },
      { ...opaws("opaws --help", home, ["--help"]), to: EMPTY, limit: 1.7 },
      ...shell === null ? [] : [
        { ...shell[0], to: "", limit: 1 },
        { ...shell[1], to: BARE_ZSH, limit: 2.2 },
      ],
    ],
    memory: { command: run, limit: 42 },
    async [Symbol.asyncDispose]() {
      await role[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
