import { readOtpSecret } from "../../aws/one_time_code.ts";
import { isStepUsed } from "../../aws/used_steps.ts";
import { Fault } from "../../fault.ts";
import { fieldValue } from "../../vault/item.ts";
import {
  type Command,
  declare,
  json,
  object,
  optionalWord,
  passwordStdin,
  vault,
} from "../declare.ts";
import { itemHere } from "../item/item_here.ts";
import { openTokenItem } from "../token/open_token.ts";
import { answer, tell } from "../output/output.ts";
import { tokenVariable } from "../token/token_variable.ts";

/** `opaws otp`. */
export const otp: Command = declare(
  "otp",
  {
    brief: "Prints the one-time code of an item.",
    description:
      "Without ITEM the one that aws uses here. On standard output stands the code alone; how long it is good is told on standard error.",
    examples: ["opaws otp", 'opaws otp "AWS prod" --json'],
  },
  object({
    json,
    vault,
    passwordStdin,
    item: optionalWord("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, work) => {
    const { item } = tokenVariable(work.host) === null
      ? await itemHere(work, options.item, options.vault, {
        reason: "to make a one-time code",
        passwordStdin: options.passwordStdin,
      })
      : await openTokenItem(work.host, work.places, options);
    const value = fieldValue(item, "one-time password");
    if (value === undefined) {
      throw new Fault({
        exit: "notFound",
        code: "no-otp",
        cannot: `make a one-time code of item ${JSON.stringify(item.title)}`,
        because: 'it has no field "one-time password"',
        try: `opaws item edit ${item.id}`,
      });
    }
    const text = typeof value === "string" ? value : value.reveal();
    const secret = await readOtpSecret(text, item.title);
    const now = work.host.now();
    const step = Math.floor(now / secret.period);
    const ends = (step + 1) * secret.period;
    const secondsLeft = Math.ceil((ends - now) / 1000);
    const used = isStepUsed(work.places, secret, step);
    const code = secret.codeOf(step).reveal();
    const validUntil = new Date(ends).toISOString();
    answer(options.json, { item: item.title, code, secondsLeft, validUntil, used }, () => [code]);
    if (options.json) return;
    tell(
      `good for ${secondsLeft} s${used ? "; opaws has used it already, AWS takes it once" : ""}`,
    );
  },
);
