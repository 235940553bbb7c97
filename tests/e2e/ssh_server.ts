/** An SSH server on loopback that lets this user in with a key of its own. */
export interface SshServer extends AsyncDisposable {
  /** `user@127.0.0.1:port`. */
  readonly authority: string;
  /** The command that connects there, for `GIT_SSH_COMMAND`. */
  readonly command: string;
}

/** The SSH server of the system's package. */
export const SSHD = "/usr/sbin/sshd";

/**
 * Starts sshd on a free port of 127.0.0.1, with keys that are made for it, and waits until it responds. The user's key opens
 * with `passphrase`, if that is not empty.
 */
export async function startSshServer(passphrase = ""): Promise<SshServer> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-sshd-" }));
  for (const [name, secret] of [["host", ""], ["user", passphrase]] as const) {
    const args = ["-q", "-t", "ed25519", "-N", secret, "-C", "", "-f", `${folder}/${name}`];
    await new Deno.Command("ssh-keygen", { args }).output();
  }
  // The folder into which sshd locks its unprivileged process.
  if (Deno.uid() === 0) Deno.mkdirSync("/run/sshd", { recursive: true });
  const port = freePort();
  const settings = [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/user.pub`,
    "PidFile none",
    "StrictModes no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    "Subsystem sftp internal-sftp",
  ];
  Deno.writeTextFileSync(`${folder}/sshd_config`, `${settings.join("\n")}\n`);
  const host = Deno.readTextFileSync(`${folder}/host.pub`);
  Deno.writeTextFileSync(`${folder}/known_hosts`, `[127.0.0.1]:${port} ${host}`);
  const config = [
    "Host *",
    `IdentityFile ${folder}/user`,
    "IdentitiesOnly yes",
    "IdentityAgent none",
    `UserKnownHostsFile ${folder}/known_hosts`,
    "StrictHostKeyChecking yes",
  ];
  Deno.writeTextFileSync(`${folder}/ssh_config`, `${config.join("\n")}\n`);
  const child = new Deno.Command(SSHD, {
    args: ["-D", "-e", "-f", `${folder}/sshd_config`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let tries = 0;; tries++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    connection?.close();
    if (connection !== null) break;
    if (tries > 200) throw new Error("sshd does not start");
    await new Promise((done) => setTimeout(done, 50));
  }
  const { stdout } = await new Deno.Command("id", { args: ["-un"] }).output();
  return {
    authority: `${new TextDecoder().decode(stdout).trim()}@127.0.0.1:${port}`,
    command: `ssh -F ${folder}/ssh_config`,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.status;
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
