/**
 * Where the time of messages goes once a codec is open:   deno run -A bench/profile.ts [COUNT]
 *
 * Sends the first COUNT (32) messages of the standard suite one by one at 6 dB by each codec and scheme, and prints the
 * milliseconds of a message that its parts take: the sender's reading and encoding, the receiver's decoding, each in ONNX Runtime
 * and in our own code, and all else (frame, channel, figures). The first message is sent once before.
 */
import suite from "../evaluation/suite/standard.json" with { type: "json" };
import type { Scheme } from "../codec/codec.ts";
import { Link, openCodec } from "../mod.ts";
import { Session } from "../runtime/session.ts";

const CASES: readonly (readonly [codec: string, scheme: Scheme])[] = [
  ["bart-mini", "learned"],
  ["gpt2-mini", "learned"],
  ["gpt2-mini", "spinal"],
  ["gpt2-mini", "arithmetic"],
  ["smollm2-135m", "spinal"],
  ["smollm2-135m", "arithmetic"],
];
const PARTS = ["prepare", "encode", "decode"] as const;

/** Milliseconds so far. */
const spent = { runtime: 0, runs: 0 };
const run = Session.prototype.run;
Session.prototype.run = async function (this: Session, ...args: Parameters<typeof run>) {
  const start = performance.now();
  try {
    return await run.apply(this, args);
  } finally {
    spent.runtime += performance.now() - start;
    spent.runs++;
  }
};

const count = Number(Deno.args[0] ?? 32);
const messages = suite.messages.slice(0, count).map((text, i) => ({ index: i + 1, text }));
console.log(
  `${count} messages at 6 dB, ${navigator.hardwareConcurrency} cores, load ${Deno.loadavg()[0]!.toFixed(1)}\n`,
);
console.log(
  "| codec | scheme | ms a message | " + PARTS.map((part) => `${part}: runtime | own`).join(" | ") + " | else | runs |",
);
console.log("| :-- | :-- |" + " --: |".repeat(2 * PARTS.length + 3));
for (const [name, scheme] of CASES) {
  await using codec = await openCodec(name, { scheme });
  const parts = new Map(PARTS.map((part) => [part as string, { all: 0, runtime: 0 }]));
  for (const part of PARTS) {
    // deno-lint-ignore no-explicit-any
    const methods = codec as any;
    const method = methods[part];
    methods[part] = async (...args: unknown[]) => {
      const [start, before] = [performance.now(), spent.runtime];
      try {
        return await method.apply(codec, args);
      } finally {
        const sum = parts.get(part)!;
        sum.all += performance.now() - start;
        sum.runtime += spent.runtime - before;
      }
    };
  }
  const link = new Link(codec, { snrDb: 6 });
  await link.send(messages.slice(0, 1));
  for (const sum of parts.values()) sum.all = sum.runtime = 0;
  spent.runs = 0;
  const start = performance.now();
  for (const message of messages) await link.send([message]);
  const all = performance.now() - start;
  const inParts = [...parts.values()].reduce((sum, part) => sum + part.all, 0);
  const figures = [
    all,
    ...[...parts.values()].flatMap((part) => [part.runtime, part.all - part.runtime]),
    all - inParts,
  ];
  const cells = [...figures.map((ms) => (ms / count).toFixed(1)), (spent.runs / count).toFixed(1)];
  console.log(`| ${name} | ${scheme} | ${cells.join(" | ")} |`);
}
