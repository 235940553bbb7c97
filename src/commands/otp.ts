import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import { isStepUsed } from "../aws/mfa/fresh_code.ts";
import { UserError } from "../errors.ts";
import { fieldValue } from "../vault/item.ts";
import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../cli/declare.ts";
import { currentItem } from "./item/current_item.ts";
import { openTokenItem } from "../credentials/token/open_token.ts";
import { printAnswer, report } from "../cli/output.ts";
import { tokenVariable } from "../credentials/token/token_variable.ts";

/** `opaws otp`. */
export const otp: Command = declare(
  "otp",
  {
    brief: "Prints the one-time code of an item.",
    description:
      "Without ITEM the one that aws uses here. On standard output stands the code alone; how long it is good is told on standard error.",
    examples: ["opaws otp", 'opaws otp "AWS prod" --json'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: optionalArgument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    const { item } = tokenVariable(context.host) === null
      ? await currentItem(context, options.item, options.vault, {
        reason: "to make a one-time code",
        passwordStdin: options.passwordStdin,
      })
      : await openTokenItem(context.host, context.paths, options);
    const value = fieldValue(item, "one-time password");
    if (value === undefined) {
      throw new UserError({
        exit: "notFound",
        code: "no-otp",
        cannot: `make a one-time code of item ${JSON.stringify(item.title)}`,
        because: 'it has no field "one-time password"',
        try: `opaws item edit ${item.id}`,
      });
    }
    const text = typeof value === "string" ? value : value.reveal();
    const secret = await parseOtpSecret(text, item.title);
    const now = context.host.now();
    const step = Math.floor(now / secret.period);
    const ends = (step + 1) * secret.period;
    const secondsLeft = Math.ceil((ends - now) / 1000);
    const used = isStepUsed(context.paths, secret, step);
    const code = secret.codeAt(step).reveal();
    const validUntil = new Date(ends).toISOString();
    printAnswer(
      options.json,
      { item: item.title, code, secondsLeft, validUntil, used },
      () => [code],
    );
    if (options.json) return;
    report(
      `good for ${secondsLeft} s${used ? "; opaws has used it already, AWS takes it once" : ""}`,
    );
  },
);
