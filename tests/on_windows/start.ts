// Runs the tests of this folder in a console of its own, because a terminal session needs one and a job of CI may have
// none. Writes what they print to the file of the first argument; the second names one test file.

const kernel = Deno.dlopen("kernel32.dll", {
  FreeConsole: { parameters: [], result: "i32" },
  AllocConsole: { parameters: [], result: "i32" },
}).symbols;
kernel.FreeConsole();
kernel.AllocConsole();

const [log, name = "."] = Deno.args as [string, string?];
using file = Deno.openSync(log, { write: true, create: true, truncate: true });
const tests = decodeURIComponent(new URL(name, import.meta.url).pathname.replace(/^\//, ""));
const child = new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--quiet", "--no-check", "--no-config", "--no-lock", tests],
  stdin: "null",
  stdout: "piped",
  stderr: "piped",
}).spawn();
const copy = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
  for await (const bytes of stream) file.writeSync(bytes);
};
await Promise.all([copy(child.stdout), copy(child.stderr)]);
Deno.exit((await child.status).code);
