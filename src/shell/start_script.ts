/** Where bash is installed on systems that have one. */
const BASH = "/bin/bash";

/**
 * The first line of a bash script that starts opaws. `-p` keeps bash from running functions and files of the
 * environment. `env` hides a PWD that is wrong in a deleted directory, and a locale that is not installed: bash would
 * complain about both on standard error. Linux reads 127 bytes of this line before version 5.1.
 */
const BASH_LINE = [
  "#!/usr/bin/env -S OPAWS_START_PWD=${PWD} OPAWS_START_LC=${LC_ALL} LC_ALL=C",
  ...Deno.build.os === "linux" ? ["PWD=/proc/self/cwd"] : [],
  `${BASH} -p`,
].join(" ");

/**
 * Returns the text of a script that prepares a process to become opaws and then runs `lines`. The tool must get what it
 * gets without opaws:
 * - variables whose names are not identifiers, and exported functions, which most kinds of sh drop. bash passes both on.
 * - a working directory that was deleted. Deno cannot start there. The script leaves it open as descriptor 9, which
 *   `OPAWS_START_CWD` names, and goes elsewhere.
 * - a TMPDIR that is no absolute path. A compiled Deno program does not start with it, so `OPAWS_START_TMPDIR` has it.
 * - a closed standard output. Deno opens `/dev/null` in its place, so `OPAWS_START_STDOUT` says that it was closed.
 *
 * Without bash (`hasBash`) the script is an sh script and cares for standard output only.
 */
export function startScript(
  comment: string,
  lines: readonly string[],
  hasBash: boolean = hasSystemBash(),
): string {
  const preparation = hasBash
    ? [
      "export -n SHELLOPTS BASHOPTS",
      "if ! pwd -P >/dev/null 2>&1 && [ -r . ]; then",
      "  OPAWS_START_OLD=${OLDPWD-}",
      "  exec 9<. && cd / 2>/dev/null && export OPAWS_START_CWD=9",
      "  OLDPWD=$OPAWS_START_OLD",
      "fi",
      "PWD=$OPAWS_START_PWD",
      "{ LC_ALL=$OPAWS_START_LC; } 2>/dev/null",
      '[ -n "$PWD" ] || unset PWD',
      '[ -n "$OLDPWD" ] || unset OLDPWD',
      '[ -n "$LC_ALL" ] || unset LC_ALL',
      "unset OPAWS_START_PWD OPAWS_START_LC OPAWS_START_OLD",
    ]
    : [];
  return [
    hasBash ? BASH_LINE : "#!/bin/sh",
    comment,
    ...preparation,
    // With either of these, the compiled program runs another file or does not start.
    "unset DENO_INTERNAL_CHILD_ENTRYPOINT",
    "case ${TMPDIR-/} in /*) ;; *) export OPAWS_START_TMPDIR=$TMPDIR TMPDIR=/tmp ;; esac",
    "if { true 3>&1; } 2>/dev/null; then unset OPAWS_START_STDOUT; else export OPAWS_START_STDOUT=closed; fi",
    ...lines,
    "",
  ].join("\n");
}

function hasSystemBash(): boolean {
  try {
    return Deno.statSync(BASH).isFile;
  } catch {
    return false;
  }
}
