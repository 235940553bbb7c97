import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import type { MemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { MemberSlot } from "../../../src/vault/format/vault_file.ts";
import type { Item } from "../../../src/vault/item.ts";
import type { Remote } from "../../../src/vault/remotes/remote.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { changeVault, type Draft } from "../../../src/vault/store/change.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { joinVault, readOffer } from "../../../src/vault/sync/join_vault.ts";
import type { SyncContext, SyncOptions } from "../../../src/vault/sync/sync_context.ts";
import type { SyncReport } from "../../../src/vault/sync/sync_report.ts";
import { syncVault } from "../../../src/vault/sync/sync_vault.ts";
import { sharedVaultWith, someone } from "../shared_fixture.ts";
import { pathsIn, sampleItem } from "../temp_vault.ts";
import { MemoryRemote, MemoryStore } from "./memory_remote.ts";

/** A member's machine with the vault "team". */
export class Machine {
  /** The vault key, as a command that was just started would get it from the member slot. */
  key: VaultKey = new VaultKey(new Uint8Array(32));
  /** How often the vault key was cached after a change. */
  rekeyed = 0;
  host: SyncContext["host"] = denoHost;

  constructor(
    readonly paths: Paths,
    readonly keys: MemberKeys,
    public remote: Remote,
  ) {}

  /** Unlocks the vault from its member slot, as after a restart. */
  async unlock(): Promise<void> {
    const { file } = readVault(this.paths, "team");
    const slot = file.slots.find(({ id }) => id === this.keys.id) as MemberSlot;
    this.key = (await unwrapWithMemberKey(slot, file.id, this.keys))!;
    this.key.signer = () => Promise.resolve(this.keys);
  }

  async sync(options: Partial<SyncOptions> = {}): Promise<SyncReport> {
    const report = await syncVault({
      host: this.host,
      paths: this.paths,
      name: "team",
      key: this.key,
      remote: this.remote,
      address: "memory",
      memberId: this.keys.id,
      memberKeys: () => Promise.resolve(this.keys),
      rekeyed: () => {
        this.rekeyed++;
        return Promise.resolve();
      },
      sleep: () => Promise.resolve(),
    }, { push: true, acceptRollback: false, ...options });
    return report;
  }

  async change(change: (draft: Draft) => void | Promise<void>): Promise<void> {
    await changeVault(this.host, this.paths, "team", this.key, change);
  }

  async put(title: string, more: Partial<Item> = {}): Promise<Item> {
    const item = sampleItem(title, more);
    await this.change((draft) => draft.putItem(item));
    return item;
  }

  async titles(): Promise<string[]> {
    const opened = await openVault(denoHost, this.paths, readVault(this.paths, "team"), this.key);
    return (await opened.items()).map(({ title }) => title);
  }
}

/** Two members with one store. */
export interface Team {
  readonly store: MemoryStore;
  readonly ann: Machine;
  readonly bob: Machine;
}

/** Makes a vault of Ann's with the items `titles`, publishes it, and lets Bob join. Both are writers. */
export async function withTeam(
  act: (team: Team) => Promise<void>,
  { titles = ["a"], sequential = true, role = "writer" as const }: {
    readonly titles?: readonly string[];
    readonly sequential?: boolean;
    readonly role?: "writer" | "reader";
  } = {},
): Promise<void> {
  const home = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    const store = new MemoryStore();
    const paths = pathsIn(`${home}/ann`);
    const { open, ann: annKeys } = await sharedVaultWith(paths, ...titles);
    const bobKeys = await someone();
    const ann = new Machine(paths, annKeys, new MemoryRemote(store, sequential));
    ann.key = open.key;
    ann.key.signer = () => Promise.resolve(annKeys);
    await addMember(denoHost, paths, "team", ann.key, { keys: bobKeys, name: "Bob", role });
    await ann.sync();
    const bob = new Machine(pathsIn(`${home}/bob`), bobKeys, new MemoryRemote(store, sequential));
    const offer = await readOffer(bob.remote, "memory", bobKeys.id);
    bob.key = await joinVault({
      host: denoHost,
      paths: bob.paths,
      remote: bob.remote,
      address: "memory",
      keys: bobKeys,
      inviter: annKeys.id,
      name: "team",
      rejoin: (name) => `rejoin ${name}`,
      joinAs: (name) => `join as ${name}`,
    }, offer);
    bob.key.signer = () => Promise.resolve(bobKeys);
    store.requests = [];
    await act({ store, ann, bob });
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}
