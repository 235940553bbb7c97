import { globalOption } from "./global_options.ts";

/** Commands that deal with settings and sign-in, not with signed requests. */
const WITHOUT_KEYS = new Set(["configure", "sso", "login", "logout", "help"]);

/**
 * Reports whether these arguments of `aws` need credentials. Decided by parsing as the AWS CLI does: global options
 * anywhere before `--` are set aside (`argparse.parse_known_args`), then come the command words. `help` counts as the
 * service, as the operation, or as all that follows the command words (`ArgTableArgParser`); elsewhere it is an argument.
 */
export function awsNeedsAuth(args: readonly string[]): boolean {
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const option = globalOption(args[at]!);
    if (option === null) rest.push(args[at]!);
    else if (option.name === "--version" || option.name === "--no-sign-request") return false;
    else if (option.takesNext) at++;
  }
  const [service, operation] = rest;
  if (service === undefined) return false;
  if (service === "configure" && operation === "export-credentials") {
    return rest[2] !== "help";
  }
  if (WITHOUT_KEYS.has(service) || operation === "help") return false;
  if (asksForHelp(rest)) return false;
  return !printsSkeleton(rest);
}

/** `aws s3 cp help`, `aws ec2 wait instance-running help`: nothing but command words, then `help`. */
function asksForHelp(words: readonly string[]): boolean {
  if (words.at(-1) !== "help") return false;
  return words.length === 3 || (words.length === 4 && words[1] === "wait");
}

/** `--generate-cli-skeleton`, which prints an empty request. argparse never takes it for the value of an option. */
function printsSkeleton(words: readonly string[]): boolean {
  return words.some((word) =>
    word === "--generate-cli-skeleton" || word.startsWith("--generate-cli-skeleton=")
  );
}
