import {
  argument,
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { askText } from "../../cli/prompts.ts";
import { remoteConfigFor } from "../../credentials/remote/check_remote.ts";
import { openRemote, remoteAddress } from "../../credentials/remote/open_remote.ts";
import { UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { joinCommand, rejoinCommand, withRemote } from "../../scope/remotes.ts";
import { memberIdentity, openOwnKeys } from "../../unlock/member_identity.ts";
import { fingerprintProblem, fingerprintWords } from "../../vault/format/fingerprint_words.ts";
import { checkJoinable } from "../../vault/sync/check_joinable.ts";
import {
  joinVault,
  membersByFingerprint,
  readOffer,
  type VaultOffer,
} from "../../vault/sync/join_vault.ts";
import { credentialsContext } from "../credentials_context.ts";
import { remoteOptions } from "../remote/remote_options.ts";

const NOBODY =
  "none of the members has a key with these words: they were misheard, or this is not the vault that you were added to";
const OWN = "these are the words of your own key; those of the member who added you are needed";

/** `opaws vault join`. */
export const command: Command = declare(
  {
    description:
      "A member who writes to the vault has to add you first, with the line that opaws member id prints. opaws then asks for the 12 words of that member's own key (opaws member id --fingerprint), which you get from the member by voice. Without them, the store's owner could offer you a vault that they can read.",
    examples: [
      "opaws vault join s3://acme-vaults/team --profile prod",
      "opaws vault join ~/Shared/vault --name team",
    ],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    ...remoteOptions,
    name: option("--name", "NAME", "The name of the vault on this machine."),
    fingerprint: option(
      "--fingerprint",
      "WORDS",
      "The 12 words of the member who added you, instead of a question.",
      null,
    ),
    url: argument("URL", "The address of the vault's remote.", "directory"),
  }),
  async (options, context) => {
    const { host, paths } = context;
    await restartWithoutTlsVariables(host);
    const purpose = {
      reason: "to join a shared vault",
      passwordStdin: options.passwordStdin,
    };
    const { id } = await memberIdentity(context, {}, purpose);
    const credentials = credentialsContext(host, paths, context.config());
    const config = await remoteConfigFor(credentials, options, null, "opaws vault join");
    const remote = await openRemote(credentials, config);
    const offer = await readOffer(remote, config.url, id);
    const name = options.name ?? offer.name;
    const rejoin = (name: string) => rejoinCommand(name, config);
    const joinAs = (name: string) => joinCommand(config, name);
    checkJoinable(paths, { vault: offer.vault, name, id, rejoin, joinAs });
    const known = await membersByFingerprint(offer.members);
    const inviter = options.fingerprint === undefined
      ? await askInviter(offer, known, id)
      : inviterWith(options.fingerprint, known, id);
    const { keys } = await openOwnKeys(context, {}, purpose);
    const key = await joinVault({
      host,
      paths,
      remote,
      address: remoteAddress(config),
      keys,
      inviter,
      name,
      rejoin,
      joinAs,
    }, offer);
    await changeConfig(host, paths, (before) => withRemote(before, name, config));
    await context.cacheKey(offer.vault, key, id);
    const { role } = offer.members[id]!;
    printAnswer(options.json, { vault: name, id: offer.vault, role, ...config }, () => [
      `Joined vault "${name}" as a ${role}. It opens with your own vault.`,
      "See its items: opaws item list",
    ]);
  },
);

/** Asks for the words until they are those of another member. Throws Cancelled (77), UserError (79) without a terminal. */
async function askInviter(
  { members }: VaultOffer,
  known: ReadonlyMap<string, string>,
  id: string,
): Promise<string> {
  const names = Object.entries(members)
    .flatMap(([each, { name, role }]) => each !== id && role === "writer" ? [name] : []);
  report(
    `opaws: the vault says that these may have added you: ${names.join(", ")}.`,
    "  Ask the one who did to read out the words of opaws member id --fingerprint.",
  );
  const error = { cannot: "join the vault", try: "opaws vault join URL --fingerprint WORDS" };
  const words = await askText("The 12 words", error, {
    check(text) {
      const problem = fingerprintProblem(text);
      if (problem !== undefined) return problem;
      const found = known.get(fingerprintWords(text));
      return found === undefined ? NOBODY : found === id ? OWN : undefined;
    },
  });
  return known.get(fingerprintWords(words))!;
}

/** Returns the member whose fingerprint is `text`. Throws UserError (64) or (65). */
function inviterWith(text: string, known: ReadonlyMap<string, string>, id: string): string {
  const problem = fingerprintProblem(text);
  const found = problem === undefined ? known.get(fingerprintWords(text)) : undefined;
  if (found !== undefined && found !== id) return found;
  throw new UserError({
    exit: problem !== undefined || found === id ? "usage" : "damaged",
    code: "bad-fingerprint",
    cannot: "join the vault",
    because: problem ?? (found === id ? OWN : NOBODY),
    try: "opaws vault join --help",
  });
}
