import assert from "node:assert/strict";
import type { Anatomy, Piece } from "../../cli/explain/anatomy.ts";
import { drawAnatomy } from "../../cli/explain/terminal.ts";
import { semcom } from "./semcom.ts";

const SPINAL = ["send", "--codec", "gpt2-mini", "--scheme", "spinal", "--threads", "1", "-q"];
const TEXT = "We should vote on this report today.";

Deno.test("send --explain shows a spinal message token by token, with all of its uses", async () => {
  const args = [...SPINAL, "--snr", "8", TEXT];
  const [{ stdout, stderr, code }, json] = [await semcom([...args, "--explain"]), await semcom([...args, "--json"])];
  assert.deepEqual([code, stderr], [0, ""]);
  const record = JSON.parse(json.stdout);
  assert.match(stdout, /^message 1: exact, and the receiver knows it\n/);
  assert.ok(
    stdout.includes(`${record.channel_uses} channel uses, ${record.information_bits.toFixed(1)} bits of information`),
  );
  const rows = [...stdout.matchAll(/^ {2}(\S+) +(?:(\d+\.\d) +)?(\d+) +█*/gm)];
  assert.equal(rows.reduce((sum, [, , , uses]) => sum + Number(uses), 0), record.channel_uses);
  const bits = rows.reduce((sum, [, , bits = "0"]) => sum + Number(bits), 0);
  assert.ok(Math.abs(bits - record.information_bits) < 0.05 * rows.length, `${bits}`);
  assert.deepEqual(rows.slice(-2).map(([, name]) => name), ["(end)", "(check)"]);
  const tokens = rows.slice(0, -2).map(([, token]) => token).join("").replaceAll("·", " ");
  assert.equal(tokens, TEXT);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout, /\x1b/);
});

Deno.test("send --explain marks errors, shows energies and what came next in the search", async () => {
  const { stdout } = await semcom([...SPINAL, "--memory", "0", "--snr", "-5", "--explain", TEXT]);
  assert.match(stdout, /^! /m);
  assert.match(stdout, /^ {2}token +bits +uses +energy +uses +received$/m);
  assert.match(stdout, /^runner-up {2}\S/m);
});

Deno.test("send --explain has the uses of all rounds of hybrid ARQ", async () => {
  const args = [...SPINAL, "--rate", "2", "--harq", "6", "--snr", "3", TEXT];
  const [{ stdout }, json] = [await semcom([...args, "--explain"]), await semcom([...args, "--json"])];
  const { rounds, channel_uses: uses, delivered } = JSON.parse(json.stdout);
  assert.ok(rounds > 1 && delivered, `${rounds} rounds`);
  assert.match(stdout, new RegExp(`, ${rounds} rounds\n`));
  const rows = [...stdout.matchAll(/^ {2}\S+ +(?:\d+\.\d +)?(\d+) +█*/gm)];
  assert.equal(rows.reduce((sum, [, uses]) => sum + Number(uses), 0), uses);
});

Deno.test("send --explain of the other schemes has what they have: tokens or words, and errors", async () => {
  const learned = await semcom(["send", "-q", "--snr", "-2", "--explain", TEXT]);
  assert.match(learned.stdout, /^message 1: not exact\n\d+ channel uses, 6 a token\n/);
  assert.match(learned.stdout, /^ {2}token +received$/m);
  assert.match(learned.stdout, /^! ·/m);
  const lost = await semcom([
    "send",
    "-q",
    "--codec",
    "huffman",
    "--channel-code",
    "none",
    "--snr",
    "0",
    "--explain",
    TEXT,
  ]);
  assert.match(lost.stdout, /^message 1: lost, and the receiver knows it\n.* of \d+ bits wrong\n/);
  assert.match(lost.stdout, /^received {3}\(nothing\)$/m);
  assert.match(lost.stdout, /^! report +\(nothing\)$/m);
});

Deno.test("send --explain-to writes a page that loads nothing, with what was sent escaped", async () => {
  const page = await Deno.makeTempFile({ suffix: ".html" });
  try {
    const { code, stdout } = await semcom([...SPINAL, "--snr", "9", "--explain-to", page, "Say <b>no</b>."]);
    assert.deepEqual([code, stdout], [0, "Say <b>no</b>.\n"]);
    const html = await Deno.readTextFile(page);
    assert.match(html, /default-src 'none'/);
    assert.match(html, /<th scope="col" class="number">surprisal, bits<\/th>/);
    assert.match(html, /<blockquote dir="auto">Say &lt;b&gt;no&lt;\/b&gt;\.<\/blockquote>/);
    assert.doesNotMatch(html, /<b>no|<script|https?:(?!\/\/www\.w3\.org)/);
  } finally {
    await Deno.remove(page);
  }
});

Deno.test("send refuses to explain as JSON, and to a file that is no page", async () => {
  for (
    const [args, says] of [
      [["--explain", "--json"], /leave --explain or --json out/],
      [["--explain-to", "page.txt"], /name it as in page\.html/],
    ] as const
  ) {
    const { code, stdout, stderr } = await semcom(["send", "No.", ...args]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, says);
  }
});

Deno.test("a message is drawn within the width, whatever is in it, and colour adds nothing", () => {
  const piece = (sent: string | null, received: string | null): Piece => ({
    sent,
    received,
    isRight: sent === received,
    surprisal: 12.34,
    units: 40,
    energy: 1.25,
  });
  const anatomy: Anatomy = {
    index: 7,
    sent: "word ".repeat(30).trim(),
    received: "a\x1b[31mb\u202e",
    verdict: "not exact",
    cost: "90 channel uses, 48.2 bits of information, 12 of 90 bits wrong, 3 rounds, and so on",
    runnerUp: "another",
    noun: "token",
    unit: "uses",
    pieces: [piece(" antidisestablishmentarianism", "\x1b[2J\n"), piece("a", "a"), piece(null, "b"), piece("c", null)],
  };
  for (const width of [40, 60, 80]) {
    const plain = drawAnatomy(anatomy, { width, colour: false });
    for (const line of plain.split("\n")) assert.ok([...line].length <= width, `${width}: ${line}`);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(plain, /[\x00-\x09\x0b-\x1f\u202e]/);
    assert.equal(plain.match(/^! /gm)!.length, 3);
    // deno-lint-ignore no-control-regex
    assert.equal(drawAnatomy(anatomy, { width, colour: true }).replaceAll(/\x1b\[\d+m/g, ""), plain);
  }
});
