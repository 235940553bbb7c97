import assert from "node:assert/strict";
import { throwaway } from "../../throwaway.ts";
import { byBotocore, byOpaws, type FilePair } from "../botocore.ts";
import {
  conformanceJson,
  conformanceNames,
  conformanceText,
  ignoreWithoutData,
} from "../../conformance.ts";
import { ignoreWithoutBotocore } from "../python.ts";

const ignore = ignoreWithoutBotocore();

async function agrees(pairs: readonly FilePair[]): Promise<void> {
  using place = throwaway();
  const wanted = await byBotocore(pairs);
  for (const [index, pair] of pairs.entries()) {
    assert.deepEqual(byOpaws(pair, place.folder), wanted[index], JSON.stringify(pair));
  }
}

Deno.test({
  name: "loadProfiles() reads botocore's own files as botocore does",
  ignore: ignore || ignoreWithoutData("botocore"),
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
  ignore: ignore || ignoreWithoutData("aws-vault") || ignoreWithoutData("aws-config"),
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
  name: "loadProfiles() reads unusual hand-written files as botocore does",
  ignore,
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
