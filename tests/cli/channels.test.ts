import assert from "node:assert/strict";
import { channelFamilies } from "../../channel/registry.ts";
import { semcom } from "./semcom.ts";

Deno.test("channels list: a line a channel, with the links that take it", async () => {
  const { code, stdout, stderr } = await semcom(["channels", "list"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /^awgn {6}analog, digital {2}additive white Gaussian noise/);
  assert.match(stdout, /^bsc {7}digital {10}binary symmetric channel/m);
  const listed = JSON.parse((await semcom(["channels", "list", "--json"])).stdout);
  assert.deepEqual(
    listed.map(({ name }: { name: string }) => name),
    channelFamilies().map(({ name }) => name),
  );
  assert.equal(stdout.trimEnd().split("\n").length, listed.length);
});

Deno.test("channels show: parameters with defaults and legal values, and the source", async () => {
  const { code, stdout } = await semcom(["channels", "show", "rician"]);
  assert.equal(code, 0);
  assert.match(stdout, /^name {5}rician$/m);
  assert.match(stdout, /^links {4}analog, digital$/m);
  assert.match(stdout, /^csi {6}perfect, pilots, none$/m);
  assert.match(stdout, /^source {3}S\. O\. Rice/m);
  assert.match(stdout, /^k {8}.*in dB \(a number from -40 to 40; default: 6\)$/m);
  assert.match(stdout, /^doppler {2}.*default: not given\)$/m);
  const shown = JSON.parse((await semcom(["channels", "show", "TDL-C", "--json"])).stdout);
  assert.equal(shown.schema, 1);
  assert.equal(shown.source, "3GPP TR 38.901, Table 7.7.2-3");
  assert.equal(shown.parameters[0].default, 64);
  for (const [name, csi] of [["burst", ["perfect", "none"]], ["bsc", []]] as const) {
    assert.deepEqual(JSON.parse((await semcom(["channels", "show", name, "--json"])).stdout).csi, csi);
  }
});

Deno.test("channels show: an unknown channel is a usage error", async () => {
  const { code, stdout, stderr } = await semcom(["channels", "show", "ricain"]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^semcom: error: Unknown channel "ricain": did you mean rician\?[^\n]*\n$/);
});

Deno.test("the help of --channel names every channel, and says which are for bits", async () => {
  const help = (await semcom(["help", "channel"])).stdout.replaceAll(/\s+/g, " ");
  const [uses, bits] = help.split("for bits");
  for (const { name, carries } of channelFamilies()) {
    const where = carries === "uses" ? uses! : bits!;
    assert.ok(where.includes(name) || name.startsWith("tdl-") && where.includes("tdl-a to tdl-e"), name);
  }
});

Deno.test("send: what is wrong with a channel is said in one line", async () => {
  const cases: [string[], RegExp][] = [
    [["--channel", "rician:k=99"], /The k of rician is "99", and must be a number from -40 to 40/],
    [
      ["--channel", "rician:dopler=0"],
      /Unknown parameter of rician "dopler": did you mean doppler\? \(known: k, fading/,
    ],
    [["--channel", "bsc", "--link", "analog"], /The channel bsc:p=0\.05 carries bits, and the link is analog: make/],
    [["--channel", "bec:p=0.2", "--modulation", "qpsk"], /The modulation is qpsk.*bec:p=0\.2 carries bits/],
  ];
  for (const [args, says] of cases) {
    const run = await semcom(["send", ...args, "text"]);
    assert.equal(run.code, 2, args.join(" "));
    assert.match(run.stderr, /^semcom: error: [^\n]*\n$/);
    assert.match(run.stderr, says);
  }
});
