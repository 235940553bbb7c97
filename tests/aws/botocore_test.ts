import assert from "node:assert/strict";
import { throwaway } from "../throwaway.ts";
import { byBotocore, byOpaws, type FilePair } from "./botocore.ts";
import { absent, conformanceJson, conformanceNames, conformanceText } from "./conformance.ts";
import { lacksBotocore } from "./python.ts";

const withoutBotocore = lacksBotocore();
const CASES = Number(Deno.env.get("CASES") ?? 500);

async function agrees(pairs: readonly FilePair[]): Promise<number> {
  using place = throwaway();
  const wanted = await byBotocore(pairs);
  let refused = 0;
  for (const [index, pair] of pairs.entries()) {
    assert.deepEqual(byOpaws(pair, place.folder), wanted[index], JSON.stringify(pair));
    if (wanted[index] === "refused") refused++;
  }
  return refused;
}

Deno.test({
  name: `loadProfiles() reads ${CASES} random pairs of files as botocore does`,
  ignore: withoutBotocore,
  fn: async () => {
    const seed = Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
    // deno-lint-ignore no-console -- the seed must be known when a pair differs
    console.log(`SEED=${seed}`);
    const random = generator(seed);
    const refused = await agrees(
      Array.from({ length: CASES }, () => ({
        config: configText(random, "profile "),
        credentials: configText(random, ""),
      })),
    );
    assert(refused > CASES / 20 && refused < CASES * 0.7, `${refused} of ${CASES} refused`);
  },
});

Deno.test({
  name: "loadProfiles() reads botocore's own files as botocore does",
  ignore: withoutBotocore || absent("botocore"),
  fn: async () => {
    const texts = conformanceNames("botocore").filter((name) => /^(aws|boto)_/.test(name))
      .map((name) => conformanceText(`botocore/${name}`));
    assert(texts.length >= 10);
    await agrees(texts.flatMap((text) => [
      { config: text, credentials: "" },
      { config: "", credentials: text },
      { config: text, credentials: text },
    ]));
  },
});

Deno.test({
  name: "loadProfiles() reads the files of aws-vault's and the SDKs' tests as botocore does",
  ignore: withoutBotocore || absent("aws-vault") || absent("aws-config"),
  fn: async () => {
    const ini = conformanceJson("aws-vault/ini-inputs.json")
      .map((each: { ini: string }) => ({ config: each.ini, credentials: "" }));
    const parser = conformanceJson("aws-config/profile-parser.json").map((
      { input }: { input: { configFile?: string; credentialsFile?: string } },
    ) => ({ config: input.configFile ?? "", credentials: input.credentialsFile ?? "" }));
    assert(ini.length > 10 && parser.length > 30);
    await agrees([...ini, ...parser]);
  },
});

Deno.test({
  name: "loadProfiles() reads by hand what machines seldom write as botocore does",
  ignore: withoutBotocore,
  fn: async () => {
    const texts = [
      "",
      "\n\n",
      "\uFEFF[default]\nregion=a\n",
      "[default]\r\nregion = a\r\n\r\n[profile b]\routput = c\r",
      '[profile \'two words\']\nregion=a\n[profile "q\\"q"]\nregion=b\n',
      "[profile a b]\nregion=a\n[profile]\nregion=b\n[profile 'open]\nregion=c",
      "[profileless x]\nregion=a\n[profiles]\nregion=b\n",
      "[default] ; word\nregion=a\n[default ]\nregion=b",
      "[a]b]\nregion=c\n[[x]]\nregion=y\n",
      "[]\nregion=c",
      "[]]\nregion=c",
      "[x\u2028y]\nregion=a\u2028b\n",
      "[default]\nREGION=a\n\u0130=b\n\u03a3=c\n\u1e9e=d\n",
      "[default]\nregion = a\n\n  b\n  # c\n  d\n",
      "[default]\n  region = a\n  output = b\n    c\n output = d\n",
      "[default]\ns3 =\n  a = b\n  c=d=e\n\n  f =\n[profile x]\n",
      "[default]\ns3 =\n  a = b\n  bad\n",
      "[default]\ns3 =\n\n\n",
      "[default]\ns3 =\n  a = b\x85c = d\n",
      "[DEFAULT]\nregion=a\n[default]\n[profile b]\nregion=c\n[DEFAULT]\noutput=d\n",
      "[DEFAULT]\nregion=a\n[DEFAULT]\nregion=b\n",
      "[default]\n=a\n",
      "[default]\nregion\n",
      "[default]\nregion=%(output)s\noutput=%\n",
      "[default]\n__proto__=a\nconstructor=b\n[profile __proto__]\nregion=c\n[profile toString]\n",
      "[default]\nregion=a\n\x1c\n\x1f\n\u00a0output=b\n\u3000c\n",
      "[default]\nregion \t:\t a : b = c\n",
      "  [default]\n  region = a\n[profile b]\n region = c\n",
      "[default]\nregion = a ; no comment\noutput = # none either\nrem x = y\n",
      "region = a\n",
      "# only\n; comments\n",
    ];
    await agrees(texts.flatMap((text) => [
      { config: text, credentials: "" },
      { config: "[default]\nregion = config\nkept = yes\n", credentials: text },
    ]));
  },
});

type Random = () => number;

/** Numbers from 0 up to 1, always the same for one seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SPACES = ["", " ", "  ", "\t", "\u00a0", "\f", "\x1c", "\u2003"];
const KEYS = ["region", "Region", "output", "s3", "aws_access_key_id", "aws_secret_access_key"];
const OTHER_KEYS = ["role_arn", "\u0130d", "a b", "%k", "[k", "é", "x-y", "k\u2028k", "\ufeffk"];
const VALUES = [
  "",
  "us-east-1",
  "AKIAIOSFODNN7EXAMPLE",
  "a = b",
  "a # b",
  "; c",
  '"q',
  "a:b",
  "é\u2028f",
];
const NAMES = ["default", "a", "b", "dev", "DEFAULT", "'a b'", "a b", '"x', "ü", "a]", "x\\ y"];

function configText(random: Random, prefix: string): string {
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const space = (): string => random() < 0.7 ? one(["", " "]) : one(SPACES);
  const end = random() < 0.7 ? () => "\n" : () => one(["\n", "\r\n", "\r"]);
  let text = random() < 0.02 ? one(["\ufeff", "# head\n", " \n", "key = early\n"]) : "";
  const names = new Set(Array.from({ length: 4 }, () => one(NAMES)));
  for (const name of names) {
    const before = name === "default" || random() < 0.2 ? "" : prefix;
    const after = random() < 0.1 ? one([" # c", "]", " x", " "]) : "";
    text += `${random() < 0.05 ? " " : ""}[${before}${name}]${after}${end()}`;
    const used = new Set<string>();
    for (let left = Math.floor(random() * 6); left > 0; left--) {
      const kind = random();
      const key = random() < 0.8 ? one(KEYS) : one(OTHER_KEYS);
      if (kind < 0.1) text += `${space()}${one(["#", ";"])} comment = x${end()}`;
      else if (kind < 0.2) text += `${space()}${end()}`;
      else if (kind < 0.205) text += `${one(["stray", "[", "= x", ":"])}${end()}`;
      else if (kind < 0.25) text += `${one([" ", "  ", "\t"])}${one(VALUES)}${end()}`;
      else if (!used.has(key.toLowerCase()) || random() < 0.03) {
        used.add(key.toLowerCase());
        const value = kind < 0.45 ? `${end()}  a = 1${end()}  B=${one(VALUES)}` : one(VALUES);
        const indent = random() < 0.9 ? "" : space();
        text += `${indent}${key}${space()}${one(["=", "=", ":"])}${space()}${value}${end()}`;
      }
    }
  }
  return random() < 0.2 ? text.trimEnd() : text;
}
