/**
 * What the width of vectors is worth to a decoder of LDPC: the inner loop in C (row.c) with vectors of several widths and numbers,
 * beside our own in WebAssembly, which has four numbers of 32 bits. Needs gcc and a processor with AVX2.
 *
 *     deno run -A bench/width/width.ts
 */
import { decodeRow, WORDS } from "../../channel/coding/ldpc_row.ts";

const [CHECKS, EDGES, ROWS, PASSES, TRIES] = [128, 8, 46, 400, 9];

const folder = Deno.makeTempDirSync();
try {
  console.log(`ours, WebAssembly, 4 x 32 bits   ${ours().toFixed(2)} G edges/s`);
  for (const bits of [32, 16, 8]) {
    for (const [bytes, flag] of [[16, "-msse4.1"], [32, "-mavx2"]] as const) {
      const program = `${folder}/row`;
      const source = new URL("row.c", import.meta.url).pathname;
      run("gcc", "-O3", flag, `-DT=int${bits}_t`, `-DW=${bytes}`, source, "-o", program);
      console.log(`C, ${8 * bytes / bits} x ${bits} bits`.padEnd(33) + run(program).replace(/ \(.*/s, ""));
    }
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** Thousand millions of edges a second of the best try. */
function ours(): number {
  const bytes = 4 * CHECKS;
  const [ends, posterior] = [64, 4096];
  const messages = posterior + EDGES * ROWS * 2 * bytes;
  const values = messages + ROWS * EDGES * bytes;
  let best = Infinity;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const start = performance.now();
    for (let pass = 0; pass < PASSES; pass++) {
      for (let row = 0; row < ROWS; row++) {
        for (let edge = 0; edge < EDGES; edge++) {
          WORDS[ends / 4 + edge] = posterior + (row * 7 + edge * 13) % (EDGES * ROWS) * 2 * bytes;
        }
        decodeRow(ends, EDGES, messages + row * EDGES * bytes, values, bytes, bytes);
      }
    }
    best = Math.min(best, performance.now() - start);
  }
  return PASSES * ROWS * EDGES * CHECKS / best / 1e6;
}

function run(program: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
