/**
 * Waits for `milliseconds`. On Linux a thread sleeps, because the first timer of a process loads 10 ms of code. At exit
 * nothing waits for it.
 */
export async function pause(milliseconds: number): Promise<void> {
  if (Deno.build.os !== "linux") {
    await new Promise((done) => setTimeout(done, milliseconds));
    return;
  }
  const library = Deno.dlopen("libc.so.6", {
    usleep: { parameters: ["u32"], result: "i32", nonblocking: true },
  });
  await library.symbols.usleep(milliseconds * 1000);
  library.close();
}
