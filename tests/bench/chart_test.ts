import assert from "node:assert/strict";
import { barChart, lineChart } from "./chart.ts";

Deno.test("barChart() draws a bar for each command, with its name as text and its ratio", () => {
  const picture = barChart("a < b", [
    { name: "one", ratio: 1, kind: 0 },
    { name: 'eval "$(x)"', ratio: 2.5, kind: 1 },
  ]);
  assert.match(picture, /<title>a &#60; b<\/title>/);
  assert.match(picture, /eval &#34;\$\(x\)&#34;/);
  assert.match(picture, />2\.50<\/text>/);
  const widths = [...picture.matchAll(/<rect x[^>]* width="([\d.]+)"/g)].map(([, at]) =>
    Number(at)
  );
  assert.ok(Math.abs(widths[1]! / widths[0]! - 2.5) < 0.01, String(widths));
});

Deno.test("lineChart() keeps the names of lines that end in the same place apart", () => {
  const lines = ["a", "b", "c", "d"].map((name) => ({ name, ratios: [1.5, 1.6, 2] }));
  const picture = lineChart("growth", [10, 1_000, 10_000], lines);
  const labels = [...picture.matchAll(/y="([\d.]+)" text-anchor="start">[a-d]: 2\.00</g)]
    .map(([, at]) => Number(at)).sort((a, b) => a - b);
  assert.equal(labels.length, 4);
  for (let at = 1; at < labels.length; at++) assert.ok(labels[at]! - labels[at - 1]! >= 17.9);
  assert.match(picture, />10,000 items</);
});
