/**
 * Tries parsers with inputs that are nearly good, for an hour or as long as is said, and keeps what they fail at as seeds:
 *
 *     deno task fuzz                          every parser in turn, an hour in all
 *     deno task fuzz --minutes 5 gguf graph   those two, 5 minutes in all
 *
 * Each parser is tried in a process of its own, so that one that crashes or hangs is a finding like another. Seeds are tests:
 * mend the parser, look at the seed, give it a name that says what it is, and commit it.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { hashHex } from "../../runtime/sha256.ts";
import { feed, keepSeed } from "./target.ts";
import { TARGETS } from "./targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: `${Date.now() % 2 ** 31}` },
    last: { type: "string" }, // of the process of one parser: the file that has the input which it is trying
  },
});

/** A process that is so late, in seconds, hangs. */
const GRACE = 120;

/** No input may make a process have more bytes of memory. */
const MAX_MEMORY = 2 ** 31;

if (values.last === undefined) await tryAll();
else await tryOne(positionals[0]!, Number(values.minutes), Number(values.seed), values.last);

async function tryAll(): Promise<void> {
  const names = positionals.length > 0 ? positionals : TARGETS.map(({ name }) => name);
  const minutes = Number(values.minutes) / names.length;
  let findings = 0;
  for (const name of names) {
    const last = await Deno.makeTempFile();
    const args = [
      "run",
      "-A",
      "--no-check",
      import.meta.url,
      "--minutes",
      `${minutes}`,
      "--seed",
      values.seed,
      "--last",
      last,
    ];
    await using child = new Deno.Command(Deno.execPath(), { args: [...args, name] }).spawn();
    const late = setTimeout(() => child.kill("SIGKILL"), 1000 * (60 * minutes + GRACE));
    const { success, signal } = await child.status;
    clearTimeout(late);
    if (signal !== null) console.log(`${name}: ended by ${signal}: ${await keep(name, Deno.readFileSync(last))}`);
    if (!success) findings++;
    await Deno.remove(last);
  }
  Deno.exit(findings);
}

/** Tries one parser until the time is over or something is found. */
async function tryOne(name: string, minutes: number, seed: number, last: string): Promise<void> {
  const target = TARGETS.find((target) => target.name === name);
  if (target === undefined) {
    throw new Error(`There is no target ${name}: ${TARGETS.map(({ name }) => name).join(", ")}`);
  }
  const property = fc.asyncProperty(target.inputs, async (input) => {
    Deno.writeFileSync(last, input);
    await feed(target, input, true);
    const { rss } = Deno.memoryUsage();
    assert.ok(rss < MAX_MEMORY, `the process has ${Math.round(rss / 2 ** 20)} MiB of memory`);
  });
  const limits = { numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: 60_000 * minutes, markInterruptAsFailure: false };
  const { failed, counterexample, errorInstance, numRuns } = await fc.check(property, { ...limits, seed });
  if (!failed) return console.log(`${name}: ${numRuns} inputs, none of which is a finding (seed ${seed})`);
  console.log(
    `${name}: ${errorInstance}\nafter ${numRuns} inputs, seed ${seed}: ${await keep(name, counterexample![0])}`,
  );
  Deno.exit(1);
}

async function keep(name: string, input: Uint8Array<ArrayBuffer>): Promise<string> {
  return keepSeed(name, `found-${(await hashHex(input)).slice(0, 12)}`, input);
}
