/**
 * The speed of the channel's parts on one core: `deno task bench:channel`, or `deno run -A bench/phy_bench.ts`. Figures are per
 * second of this process's own CPU time, so that a busy machine changes them less; it still shares caches and memory.
 * With CODE K N EB_N0_DB it is that code alone, as in `polar:list=32 860 1024 4.5`.
 * `deno bench` has no other figure than the time on the wall, which is why nothing here is a `Deno.bench`.
 */
import process from "node:process";
import { codeFamily } from "../channel/coding/registry.ts";
import { modulations } from "../channel/modulation/registry.ts";
import { Random } from "../channel/random.ts";
import { receive } from "../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../channel/receiver/receiver.ts";
import { channelFrom } from "../channel/registry.ts";
import { modulate } from "../link/modulated.ts";

const SECONDS = 0.25;

const load = Deno.loadavg()[0]!;
console.log(
  `deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, load ${load.toFixed(1)} before the start`,
);
if (load > 0.5) {
  console.log("The machine is busy: figures are per second of CPU time, and still lower than on a quiet one");
}

const [spec, ...numbers] = Deno.args;
if (spec === undefined) {
  measureNoise();
  measureDemapping();
  const names = ["repetition", "convolutional", "turbo", "polar", "ldpc"];
  for (const [k, n, ebN0Db] of [[64, 128, 3.5], [500, 1000, 2.5]] as const) {
    for (const name of names) measureCoding(name, k, n, ebN0Db);
  }
} else {
  const [k, n, ebN0Db] = numbers.map(Number) as [number, number, number];
  measureCoding(spec, k, n, ebN0Db);
}

/** Complex normal numbers, drawn into an array as a channel does it, and a whole channel. */
function measureNoise(): void {
  const random = new Random(1);
  const x = new Float32Array(8192);
  report("complex normal", "M/s", x.length / 2, () => {
    for (let i = 0; i < x.length; i++) x[i] = random.normal();
  });
  const awgn = channelFrom("awgn");
  report("awgn channel", "M uses/s", x.length / 2, () => receive(awgn, ORDINARY_RECEIVER, x, 2, random));
}

/** LLRs of uses at an SNR where the modulation has about one bit error in a hundred. */
function measureDemapping(): void {
  const snrDb = [4, 7, 14, 20, 25];
  const uses = 4096;
  modulations().forEach((modulation, i) => {
    const snr = 10 ** (snrDb[i]! / 10);
    const bits = new Uint8Array(uses * modulation.bitsPerSymbol);
    const symbols = new Float32Array(2 * uses);
    const random = new Random(2);
    for (let bit = 0; bit < bits.length; bit++) bits[bit] = random.uint32() >>> 31;
    modulation.modulate(bits, symbols);
    for (let j = 0; j < symbols.length; j++) symbols[j]! += random.normal() / Math.sqrt(2 * snr);
    const snrOfUse = new Float32Array(uses).fill(snr);
    const llr = new Float32Array(bits.length);
    report(`demap ${modulation.name}`, "Mb/s", bits.length, () => modulation.demap(symbols, snrOfUse, llr));
  });
}

/** Information bits through a code, with LLRs as QPSK over AWGN gives them. */
function measureCoding(name: string, k: number, n: number, ebN0Db: number): void {
  const code = codeFamily(name).create(k, n);
  const snr = 10 ** (ebN0Db / 10) * 2 * k / n;
  const channel = modulate(modulations()[1]!, { channel: channelFrom("awgn"), receiver: ORDINARY_RECEIVER }, snr);
  const blocks = Array.from({ length: 64 }, (_, block) => {
    const random = new Random(3, block);
    const information = Uint8Array.from({ length: k }, () => random.uint32() >>> 31);
    const coded = new Uint8Array(n);
    code.encode(information, coded);
    return { information, llr: channel.transmit(coded, random) };
  });
  const coded = new Uint8Array(n);
  const soft = new Float32Array(k);
  report(`encode ${name} ${k}/${n}`, "Mb/s", 64 * k, () => {
    for (const { information } of blocks) code.encode(information, coded);
  });
  report(`decode ${name} ${k}/${n} at ${ebN0Db} dB Eb/N0`, "Mb/s", 64 * k, () => {
    for (const { llr } of blocks) code.decode(llr, soft);
  });
}

/** Runs `work` for a while, once to warm up and once to measure, and prints millions of items per second. */
function report(what: string, unit: string, items: number, work: () => void): void {
  rate(items, work);
  console.log(`${what.padEnd(44)}${rate(items, work).toPrecision(3).padStart(8)} ${unit}`);
}

function rate(items: number, work: () => void): number {
  const start = process.cpuUsage();
  for (let done = items;; done += items) {
    work();
    const { user, system } = process.cpuUsage(start);
    if (user + system > SECONDS * 1e6) return done / (user + system);
  }
}
