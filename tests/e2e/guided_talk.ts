import type { Pty } from "./pty.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

/** The rest of a list on the terminal, up to its last line. */
export const LIST = "[^]*Enter: confirm";

/** Questions, each with the keys that answer it. */
export type Answers = readonly (readonly [question: RegExp, answer: string])[];
/** The question for the password of the vault, and the answer. */
export const UNLOCK = [/◆ +Password of vault "personal"/, `${PASSWORD}\r`] as const;

/** Sends `line` to a new shell of `home`, and answers each question in turn. */
export async function talk(home: UserHome, line: string, answers: Answers): Promise<Pty> {
  const terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send(`${line}; echo "status $?"\r`);
  for (const [question, answer] of answers) {
    await terminal.expect(question, 20_000);
    await terminal.send(answer);
  }
  return terminal;
}

/** Returns a home whose shell has the prompt that {@linkcode talk} waits for. */
export function newHome(): UserHome {
  return new UserHome({ PS1: "ready> ", SHELL: "/bin/bash" });
}
