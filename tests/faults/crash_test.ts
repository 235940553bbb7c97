import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import type { MemberSlot, VaultFile } from "../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../src/vault/slots/member.ts";
import { fixedOwner } from "./fixed_owner.ts";
import { listBackups, readBackup } from "../../src/vault/store/backups.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { openUnparsed } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { report } from "../report.ts";
import {
  pathsIn,
  sampleItem,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../vault/temp_vault.ts";
import { type Call, filesIn, TracedWriter, type Writing } from "./traced_writer.ts";
import { ignoreWithout } from "../ignore.ts";

const ERRORS = ["ENOSPC", "EIO", "EDQUOT"];

const ignore = ignoreWithout("strace");

Deno.test({
  name:
    "a writer killed at any system call leaves the old or the new vault complete, and the next write cleans up",
  ignore,
  async fn() {
    await withTemplate(async (template) => {
      const write = await template.trace("item");
      const after = { old: 0, new: 0 };
      let leftovers = 0;
      for (const call of [...write.calls, ...write.others]) {
        const about = `killed at ${call.line}`;
        const paths = await killed(template, write, call);
        if (paths === null && write.others.includes(call)) continue;
        assert.ok(paths !== null, `${about}: not reached`);
        leftovers += temporaryFiles(paths).length;
        after[await checkComplete(paths, template, about)] += 1;
        Deno.removeSync(paths.home, { recursive: true });
      }
      report(
        `killed at ${
          after.old + after.new
        } system calls of a write: ${after.old} times the old vault, ` +
          `${after.new} times the new one, ${leftovers} leftovers, removed at the next write`,
      );
      assert.ok(after.old > 50 && after.new > 20 && leftovers > 5);
    });
  },
});

Deno.test({
  name:
    "a system call that fails during a write (ENOSPC, EIO, EDQUOT) leaves the old or the new vault complete",
  ignore,
  async fn() {
    await withTemplate(async (template) => {
      const { calls, files } = await template.trace("item");
      await using writer = await TracedWriter.start(template.key);
      let hit = 0;
      const results = new Map<string, number>();
      for (const error of ERRORS) {
        for (const { name, nth, line } of calls.filter(changesDisk)) {
          const about = `${error} at ${line}`;
          const paths = template.copy();
          const { result, failed } = await writer.write(
            paths,
            `${name}:error=${error}:when=${nth}`,
            files(paths),
          );
          assert.ok(failed !== null, about);
          hit += 1;
          assert.match(result ?? "", /^(written|74 write-failed|73 no-lock)$/, about);
          assert.deepEqual(temporaryFiles(paths), [], about);
          const vault = await checkComplete(paths, template, about);
          if (result === "written") assert.equal(vault, "new", about);
          results.set(`${result}, ${vault}`, (results.get(`${result}, ${vault}`) ?? 0) + 1);
          Deno.removeSync(paths.home, { recursive: true });
        }
      }
      report(`${hit} failed calls of a write: ${JSON.stringify([...results])}`);
      assert.ok(hit >= ERRORS.length * 17, `${hit}`);
    });
  },
});

/** Returns a home in which a writer was killed at `call`. Null if the writer did not reach the call. */
async function killed(template: Template, write: Write, call: Call): Promise<Paths | null> {
  const paths = template.copy();
  await using writer = await TracedWriter.start(template.key, write.what);
  const { result } = await writer.write(
    paths,
    `${call.name}:signal=KILL:when=${call.nth}`,
    write.calls.includes(call) ? write.files(paths) : [],
  );
  if (result === null) return paths;
  Deno.removeSync(paths.home, { recursive: true });
  return null;
}

Deno.test({
  name:
    "after a password change is killed anywhere and the next write, the old password opens no backup",
  ignore,
  async fn() {
    await withTemplate(async (template) => {
      const write = await template.trace("password");
      const after = { old: 0, new: 0, finished: 0 };
      for (const call of write.calls.filter(changesDisk)) {
        const about = `killed at ${call.line}`;
        const paths = await killed(template, write, call);
        assert.ok(paths !== null, `${about}: not reached`);
        const slotIds = () => [
          readVault(paths, "personal").file.slots[0]!.id,
          ...listBackups(paths, "personal").map((backup) =>
            readBackup("personal", backup).file.slots[0]!.id
          ),
        ];
        const [now, ...inBackups] = slotIds();
        const isNew = now !== template.slot;
        after[isNew ? "new" : "old"] += 1;
        if (isNew && inBackups.includes(template.slot)) after.finished += 1;
        await changeVault(denoHost, paths, "personal", template.key, () => {});
        assert.deepEqual(new Set(slotIds()), new Set([now]), about);
        assert.deepEqual(temporaryFiles(paths), [], about);
        Deno.removeSync(paths.home, { recursive: true });
      }
      report(`password changes killed: ${JSON.stringify(after)}`);
      assert.ok(after.old > 5 && after.new > 5 && after.finished > 3, JSON.stringify(after));
    });
  },
});

Deno.test({
  name:
    "sharing that is killed anywhere leaves the old vault or the shared one, and the next write finishes",
  ignore,
  async fn() {
    await withTemplate(async (template) => {
      const write = await template.trace("share");
      const after = { old: 0, new: 0, finished: 0 };
      for (const call of write.calls.filter(changesDisk)) {
        const about = `killed at ${call.line}`;
        const paths = await killed(template, write, call);
        assert.ok(paths !== null, `${about}: not reached`);
        const { file } = readVault(paths, "personal");
        const isNew = file.shared !== undefined;
        after[isNew ? "new" : "old"] += 1;
        const key = isNew ? await ownersKey(file) : template.key;
        if (isNew && listBackups(paths, "personal").length > 0) after.finished += 1;
        const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
        assert.deepEqual(await titles(vault), ["a", "b"], about);
        await changeVault(denoHost, paths, "personal", key, () => {});
        const backups = listBackups(paths, "personal");
        assert.equal(backups.length, isNew ? 1 : 3, about);
        for (const backup of backups) {
          assert.equal(readBackup("personal", backup).file.version, isNew ? 2 : 1, about);
        }
        assert.deepEqual(temporaryFiles(paths), [], about);
        Deno.removeSync(paths.home, { recursive: true });
      }
      report(`sharing killed: ${JSON.stringify(after)}`);
      assert.ok(after.old > 5 && after.new > 3 && after.finished > 1, JSON.stringify(after));
    });
  },
});

/** Returns the key of a shared vault whose owner is {@linkcode fixedOwner}, who signs. */
async function ownersKey({ id, slots }: VaultFile): Promise<VaultKey> {
  const owner = await fixedOwner();
  const key = (await unwrapWithMemberKey(slots[0] as MemberSlot, id, owner))!;
  key.signer = () => Promise.resolve(owner);
  return key;
}

interface Template {
  readonly key: VaultKey;
  /** Copies a home that has a vault with the items "a" and "b" and two backups. */
  copy(): Paths;
  /** Traces a writer that does `what` in a copy. */
  trace(what: Writing): Promise<Write>;
  /** The id of the password slot. */
  readonly slot: string;
}

/** A traced write. */
interface Write {
  readonly what: Writing;
  /** The calls on files of the home, the same each time, numbered among the calls of the same name. */
  readonly calls: readonly Call[];
  /** The runtime's own calls, numbered among all calls. They differ from run to run. */
  readonly others: readonly Call[];
  /** Returns the files in another copy of the home. */
  files(paths: Paths): readonly string[];
}

async function withTemplate(action: (template: Template) => Promise<void>): Promise<void> {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    let count = 100_000; // a fixed number of digits, because the writer reads the path byte by byte
    const template: Template = {
      key,
      slot: readVault(paths, "personal").file.slots[0]!.id,
      copy() {
        const home = `${paths.home}/copies/${count++}`;
        for (const folder of ["config/vaults/.backup", "state"]) {
          Deno.mkdirSync(`${home}/${folder}`, { recursive: true, mode: 0o700 });
        }
        for (const folder of ["config/vaults", "config/vaults/.backup", "state"]) {
          for (const { name, isFile } of Deno.readDirSync(`${paths.home}/${folder}`)) {
            if (!isFile) continue;
            Deno.copyFileSync(`${paths.home}/${folder}/${name}`, `${home}/${folder}/${name}`);
          }
        }
        return pathsIn(home);
      },
      async trace(what) {
        const callsIn = async (paths: Paths, files: readonly string[]) => {
          await using writer = await TracedWriter.start(key, what);
          const { result, calls } = await writer.write(paths, undefined, files);
          assert.equal(result, "written");
          return calls;
        };
        const { home } = template.copy();
        const all = await callsIn(pathsIn(home), []);
        const found = filesIn(all, home);
        const files = (paths: Paths) => found.map((file) => paths.home + file.slice(home.length));
        const paths = template.copy();
        const calls = await callsIn(paths, files(paths));
        assert.ok(calls.length > 50, `${calls.length} calls`);
        return { what, calls, others: all.filter(({ line }) => !line.includes(home)), files };
      },
    };
    await action(template);
  });
}

/** Opens the vault and its backups and writes again. Returns which vault it was. */
async function checkComplete(
  paths: Paths,
  { key }: Pick<Template, "key">,
  about: string,
): Promise<"old" | "new"> {
  const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
  const found = await titles(vault);
  const isNew = found.includes("new");
  assert.deepEqual(found, isNew ? ["a", "b", "new"] : ["a", "b"], about);
  assert.equal(vault.file.generation, isNew ? 4 : 3, about);
  for (const backup of listBackups(paths, "personal")) {
    assert.equal(readBackup("personal", backup).file.generation, backup.generation, about);
  }
  const next = await changeVault(denoHost, paths, "personal", key, (draft) => {
    return draft.putItem(sampleItem("next"));
  });
  assert.deepEqual(await titles(next), [...found, "next"].sort(), about);
  assert.deepEqual(temporaryFiles(paths), [], about);
  assert.equal(Deno.statSync(vaultFile(paths, "personal")).mode! & 0o777, 0o600, about);
  return isNew ? "new" : "old";
}

function temporaryFiles(paths: Paths): string[] {
  return [paths.vaults, paths.backups, paths.state].flatMap((folder) =>
    [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".tmp"))
  );
}

/** Reports whether `call` changes the disk and so fails if the disk is full, broken or over quota. */
function changesDisk({ name, line }: Call): boolean {
  return name === "openat" ? line.includes("O_CREAT") : /^(write|fsync|rename|flock)/.test(name);
}
