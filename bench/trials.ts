import type { Purpose } from "../codec/folder/read.ts";
import { findCodecFolder } from "../codec/folder/read.ts";
import { limitsOf, startTrial } from "../codec/trial/trial.ts";

/**
 * Time and memory that the first run of a codec takes in a process of its own, beside what it may take:
 *
 *     deno run -A bench/trials.ts CODEC…
 */
const PURPOSES: readonly (readonly Purpose[])[] = [["learned"], ["language model"], [
  "learned",
  "language model",
  "fine-tuning",
]];

const MIB = 2 ** 20;

for (const codec of Deno.args) {
  const limits = limitsOf(await findCodecFolder(codec));
  for (const purposes of PURPOSES) {
    const start = performance.now();
    let most = 0;
    await using child = startTrial({ codec, purposes, limits });
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      most = Math.max(most, ...text.split("\n").map(Number).filter(Number.isFinite));
    }
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `${codec} ${purposes.join("+")}: ${seconds.toFixed(2)} s of ${limits.seconds}, ${
        (most / MIB).toFixed(0)
      } MiB of ${(limits.memory / MIB).toFixed(0)}`,
    );
  }
}
