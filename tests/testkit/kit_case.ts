import type { Expect } from "./kit_file.ts";
import { type Bytes, layOut, type Loose, VaultMaker } from "./vault_maker.ts";
import { FLOOR, PASSWORD, plaintext } from "./vault_maker.ts";

/** A vault with one defect, before it is written as a file of the kit. */
export interface KitCase {
  /** The file's name, without its ending. */
  readonly name: string;
  /** How a reader must end. */
  readonly expect: Expect;
  /** What is wrong. */
  readonly comment: string;
  /** The vault file. */
  readonly vault: Bytes;
  /** Another password than {@linkcode PASSWORD}. */
  readonly password?: string;
  /** The text that replaces the mark, `count` times. */
  readonly repeat?: { readonly count: number; readonly text: string };
  /** The private keys of the member who opens it, instead of the password. */
  readonly memberKeys?: Bytes;
  /** The items a reader finds, if not the usual two. */
  readonly items?: readonly string[];
}

/** A case with only the usual parts. */
export type Row = readonly [name: string, expect: Expect, comment: string, vault: Bytes];

/** Returns the case of a row. */
export function caseOf([name, expect, comment, vault]: Row): KitCase {
  return { name, expect, comment, vault };
}

/** The vault that the cases break, and the vaults they take parts from. */
export class Bench {
  /** The maker of the vault. */
  readonly maker: VaultMaker;
  /** The good vault: one password slot, two items, generation 7. */
  readonly good: Loose;
  /** Its item "AWS dev". */
  readonly first: string;
  /** Its item "AWS prod". */
  readonly second: string;
  /** The same vault one generation earlier, in which "AWS dev" has other notes. */
  readonly older: Loose;
  /** Another vault with the same name and password. */
  readonly other: Loose;
  /** The text of `good`. */
  readonly text: string;

  private constructor(
    parts: Pick<Bench, "maker" | "good" | "first" | "second" | "older" | "other">,
  ) {
    this.maker = parts.maker;
    this.good = parts.good;
    this.first = parts.first;
    this.second = parts.second;
    this.older = parts.older;
    this.other = parts.other;
    this.text = new TextDecoder().decode(layOut(this.good));
  }

  /** Returns the bench, always the same. */
  static async make(): Promise<Bench> {
    const maker = await VaultMaker.of("vault");
    const otherMaker = await VaultMaker.of("other vault");
    const [first, second] = [maker.uuid(), maker.uuid()];
    const slots = [await maker.passwordSlot(PASSWORD, FLOOR)];
    const prod = await maker.item(second, plaintext("AWS prod"));
    const items = { [first]: await maker.item(first, plaintext("AWS dev")), [second]: prod };
    const before = await maker.item(first, plaintext("AWS dev", { notes: "as it was" }));
    return new Bench({
      maker,
      first,
      second,
      good: await maker.file({ slots, items }),
      older: await maker.file({ slots, items: { ...items, [first]: before }, generation: 6 }),
      other: await otherMaker.file({
        slots: [await otherMaker.passwordSlot()],
        items: { [first]: await otherMaker.item(first, plaintext("AWS dev")) },
      }),
    });
  }

  /** Returns the good file's text with the first `from` replaced by `to`. Throws if there is nothing to replace. */
  edit(from: string | RegExp, to: string): Bytes {
    const text = this.text.replace(from, () => to);
    if (text === this.text) throw new Error(`nothing to replace: ${from}`);
    return new TextEncoder().encode(text);
  }

  /** Returns the good file after `change`, with the old MAC. */
  edited(change: (file: Loose) => void): Bytes {
    const file = structuredClone(this.good);
    change(file);
    return layOut(file);
  }

  /** Returns the good file after `change`, with a new MAC, as a faulty writer with the key would write it. */
  async resigned(change: (file: Loose) => unknown): Promise<Bytes> {
    const file = structuredClone(this.good);
    await change(file);
    return layOut(await this.maker.signed(file));
  }
}
