import { isStepUsed } from "../aws/mfa/fresh_code.ts";
import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../cli/declare.ts";
import { printAnswer, report } from "../cli/output.ts";
import { openTokenItem } from "../credentials/token/open_token.ts";
import { tokenVariable } from "../credentials/facts.ts";
import { UserError } from "../errors.ts";
import { fieldText } from "../vault/item.ts";
import { currentItem } from "./item/current_item.ts";

/** `opaws otp`. */
export const command: Command = declare(
  {
    description:
      "Without ITEM, uses the item that aws uses in this directory. Standard output has the code alone. Standard error says how long it is valid.",
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
        reason: "to generate a one-time code",
        passwordStdin: options.passwordStdin,
      })
      : await openTokenItem(context.host, context.paths, options);
    const field = fieldText(item, "one-time password");
    if (field === undefined) {
      throw new UserError({
        exit: "notFound",
        code: "no-otp",
        cannot: `generate a one-time code for item ${JSON.stringify(item.title)}`,
        because: 'it has no field "one-time password"',
        try: `opaws item edit ${item.id}`,
      });
    }
    const secret = await parseOtpSecret(field, item.title);
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
      `valid for ${secondsLeft} s${
        used ? ", but opaws has already used it, and AWS accepts a code only once" : ""
      }`,
    );
  },
);
