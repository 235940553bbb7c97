/**
 * Splits a command line as Microsoft's C runtime does since 2008 (Microsoft Learn, "Parsing C command-line arguments"),
 * without the program's name. Programs in Go and CommandLineToArgvW end the quotes at a doubled quote inside them.
 */
export function splitCommandLine(line: string): string[] {
  const rest = line.replace(/^"[^"]*"/, "");
  const args: string[] = [];
  let at = 0;
  for (;;) {
    while (rest[at] === " " || rest[at] === "\t") at += 1;
    if (at >= rest.length) return args;
    let arg = "";
    for (let quoted = false; at < rest.length && (quoted || !/[ \t]/.test(rest[at]!));) {
      const slashes = /^\\*/.exec(rest.slice(at))![0].length;
      at += slashes;
      if (rest[at] !== '"') arg += "\\".repeat(slashes);
      else {
        arg += "\\".repeat(slashes >> 1);
        if (slashes % 2 === 1) arg += '"';
        else if (quoted && rest[at + 1] === '"') {
          arg += '"';
          at += 1;
        } else quoted = !quoted;
        at += 1;
        continue;
      }
      if (at < rest.length && (quoted || !/[ \t]/.test(rest[at]!))) arg += rest[at++];
    }
    args.push(arg);
  }
}
