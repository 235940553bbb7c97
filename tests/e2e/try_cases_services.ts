import { BIND, type TryCase } from "./try_case.ts";
import { PASSWORD } from "./user_home.ts";

/** The port of the fake STS, where nothing else can listen. */
const BUSY = '"$(echo "$AWS_ENDPOINT_URL" | sed "s/.*://")"';
const ARN = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** Errors about the console and servers, with a fake STS, sign-in endpoint and browser. */
export const TRY_CASES_SERVICES: Readonly<Record<string, TryCase>> = {
  "a duration that the console does not have": {
    aws: true,
    setup: BIND,
    command: "opaws console --duration 13h",
    fix: "opaws console --duration 12h",
    prints: /opened the console as/,
    check: null,
  },
  "a service of the console that cannot be one": {
    aws: true,
    setup: BIND,
    command: "opaws console --service S3",
    fix: "opaws console --service s3",
    prints: /opened the console as/,
    check: null,
  },
  "a policy that is not one": {
    aws: true,
    setup: `${BIND}; echo '[]' >policy.json`,
    command: "opaws console --policy policy.json",
    fix: `opaws console --policy ${ARN}`,
    prints: /opened the console as/,
    check: null,
  },
  "a policy for a role": {
    aws: true,
    setup: BIND,
    command: `opaws console --role arn:aws:iam::123456789012:role/x --policy ${ARN}`,
    fix: "opaws console",
    prints: /opened the console as/,
    check: null,
  },
  "a browser that does not start": {
    aws: true,
    setup: BIND,
    command: "BROWSER=false opaws console",
    fix: "opaws console --print",
    prints: /^https?:\S+SigninToken=/m,
    check: null,
  },
  "a port where another program listens": {
    aws: true,
    setup: BIND,
    command: `opaws serve --port ${BUSY}`,
    fix: "opaws serve",
    answers: [[/Password of vault/, PASSWORD], [/Ctrl-C stops/, "\x03"]],
    prints: /AWS_CONTAINER_AUTHORIZATION_TOKEN/,
    status: 130, // of the shell, which Ctrl-C ends too
    check: null,
  },
  "a port that is not one": {
    aws: true,
    setup: BIND,
    command: "opaws serve --port http",
    fix: "opaws serve --port 9911",
    answers: [[/Password of vault/, PASSWORD], [/Ctrl-C stops/, "\x03"]],
    prints: /AWS_CONTAINER_AUTHORIZATION_TOKEN/,
    status: 130, // of the shell, which Ctrl-C ends too
    check: null,
  },
};
