const FAKETIME = "/usr/bin/faketime";

/** A clock that programs with its environment read, and that a test can move while they run. */
export class MovableClock implements Disposable {
  /** The file that names how far it is ahead, such as `+50m`. */
  readonly file: string = Deno.makeTempFileSync();
  /** The variables that make a program read it. */
  readonly env: Readonly<Record<string, string>>;

  /** Makes a clock that shows the right time. */
  constructor() {
    Deno.writeTextFileSync(this.file, "+0");
    const faked = new Deno.Command(FAKETIME, { args: ["-f", "+0", "printenv", "LD_PRELOAD"] });
    this.env = {
      LD_PRELOAD: new TextDecoder().decode(faked.outputSync().stdout).trim(),
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }

  /** Removes the file. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.file);
  }
}
