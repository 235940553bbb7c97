import { quoteIfNeeded } from "../../shell/quote.ts";
import type { Facts } from "./facts.ts";
import { type Judged, well, wrong } from "./finding.ts";

/** Whether botocore takes the AWS config files; one wrong line makes it refuse a whole file. */
export function awsFiles({ profiles, profilesFault }: Facts): Judged[] {
  if (profilesFault !== null) {
    const [, path, line] = /(\/.*?)(?:,? line |:)(\d+)/.exec(profilesFault.message) ?? [];
    return [wrong(profilesFault.message, editAt(path ?? "~/.aws/config", Number(line ?? 1)))];
  }
  return [well(`aws takes its config files, ${profiles?.all.size ?? 0} profiles`)];
}

/** Comments behind a value, which aws takes for a part of it. */
export function inlineComments({ profiles }: Facts): Judged[] {
  const found: Judged[] = [];
  for (const { name, values, origins } of profiles?.all.values() ?? []) {
    for (const [key, value] of values) {
      const origin = origins.get(key);
      if (typeof value !== "string" || origin === undefined || !/\s[#;]/.test(value)) continue;
      found.push(
        wrong(
          `${origin.path} line ${origin.line}: aws takes the comment behind ${key} of profile ${name} for a part of its value`,
          editAt(origin.path, origin.line),
        ),
      );
    }
  }
  return found;
}

/** Access keys that lie in plaintext. */
export function plaintextKeys({ profiles, keyInEnvironment }: Facts): Judged[] {
  const found: Judged[] = [];
  for (const { name, origins } of profiles?.all.values() ?? []) {
    const origin = origins.get("aws_secret_access_key");
    if (origin === undefined) continue;
    found.push(
      wrong(
        `${origin.path} line ${origin.line}: the secret access key of profile ${name} is in plaintext`,
        "opaws item import --all && opaws scrub",
      ),
    );
  }
  if (keyInEnvironment) {
    found.push(
      wrong(
        "the environment of this shell holds a secret access key",
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
      ),
    );
  }
  return found.length > 0 ? found : [well("no access key in plaintext in the AWS files")];
}

function editAt(path: string, line: number): string {
  return `"\${EDITOR:-vi}" +${line} ${quoteIfNeeded("bash", path)}`;
}
