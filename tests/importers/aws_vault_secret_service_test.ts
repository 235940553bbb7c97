import assert from "node:assert/strict";
import { secretServiceCandidates } from "../../src/importers/aws_vault_secret_service.ts";
import { findCandidates } from "../../src/importers/find_candidates.ts";
import { throwaway } from "../throwaway.ts";
import { plain } from "./plain.ts";
import { ignoreWithout } from "../ignore.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PROGRAMS = ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"];
const COLLECTION = "/org/freedesktop/secrets/collection/awsvault";
// A collection without a password, in the format of GNOME Keyring.
const KEYRING =
  "[keyring]\ndisplay-name=awsvault\nctime=0\nmtime=0\nlock-on-idle=false\nlock-after=false\n";

// Unlocks and fills the keyring, prints the address of the bus, and waits until its input ends.
const DESKTOP = `
printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
keyring=$!
for try in 1 2 3 4 5 6 7 8 9 10; do
  printf %s "$PROD" | secret-tool store --collection=${COLLECTION} --label=prod profile prod 2>/dev/null && break
  sleep 0.3
done
printf %s "$OTHER" | secret-tool store --collection=${COLLECTION} --label=other profile other
printf %s "no json" | secret-tool store --collection=${COLLECTION} --label=dev profile dev
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
kill $keyring
`;

function item(key: string, id: string): string {
  const value = { AccessKeyID: id, SecretAccessKey: SECRET, SessionToken: "", ProviderName: "" };
  return JSON.stringify({ Key: key, Data: btoa(JSON.stringify(value)), Label: key });
}

Deno.test({
  name: "secretServiceCandidates() finds the keys of aws-vault in a real keyring",
  ignore: ignoreWithout(...PROGRAMS),
  fn: async () => {
    using place = throwaway();
    Deno.mkdirSync(`${place.folder}/share/keyrings`, { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(`${place.folder}/share/keyrings/awsvault.keyring`, KEYRING);
    const desktop = new Deno.Command("dbus-run-session", {
      args: ["--", "sh", "-c", DESKTOP],
      env: {
        HOME: place.folder,
        XDG_DATA_HOME: `${place.folder}/share`,
        XDG_RUNTIME_DIR: `${place.folder}/run`,
        PROD: item("prod", ID),
        OTHER: item("other", ID),
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    try {
      const reader = desktop.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let address = "";
      while (!address.endsWith("\n")) address += (await reader.read()).value ?? "\n";
      await reader.cancel();
      Deno.mkdirSync(`${place.folder}/.aws`);
      Deno.writeTextFileSync(
        `${place.folder}/.aws/config`,
        "[default]\n[profile dev]\n[profile prod]\nregion=p\nmfa_serial=m\n[profile -x]\n",
      );
      const variables: Readonly<Record<string, string>> = {
        DBUS_SESSION_BUS_ADDRESS: address.trim(),
      };
      const host = { env: (name: string) => variables[name] };
      const wanted = [{
        source: "aws-vault prod",
        kind: "aws-vault",
        suggestedTitle: "AWS prod",
        accessKeyId: ID,
        secret: SECRET,
        region: "p",
        mfaSerial: "m",
        profile: "prod",
        temporary: false,
      }];
      assert.deepEqual(plain(await secretServiceCandidates(host, place.folder, true)), wanted);
      assert.deepEqual(plain(await secretServiceCandidates(host, place.folder, false)), wanted);
      assert.deepEqual(plain(await findCandidates(host, place.folder)), wanted);
      const other = { env: (name: string) => /COLLECTION/.test(name) ? "other" : host.env(name) };
      assert.deepEqual(await secretServiceCandidates(other, place.folder, true), []);
    } finally {
      await desktop.stdin.close();
      await desktop.status;
    }
  },
});

Deno.test("secretServiceCandidates() finds nothing without a bus, or if nobody answers on it", async () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, "[profile prod]\n");
  for (const address of [undefined, "", `unix:path=${place.folder}/none`]) {
    const env = (name: string) => name === "DBUS_SESSION_BUS_ADDRESS" ? address : undefined;
    assert.deepEqual(await secretServiceCandidates({ env }, place.folder, true), []);
  }
});
