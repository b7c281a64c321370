/// <reference lib="deno.worker" />
import type { Codec } from "../../codec/codec.ts";
import { openCodec, schemeNamed } from "../../codec/open.ts";
import { SemcomError } from "../../errors.ts";
import type { BleuSettings } from "../../fidelity/bleu.ts";
import { Fidelity } from "../../fidelity/fidelity.ts";
import { Link, type Message, type Outcome } from "../../link/link.ts";
import type { PointSettings } from "../plan/sweep.ts";
import { writeRefusalLine, writeResultLine } from "../results/result_line.ts";

/** A unit of an evaluation, as a worker is given it. */
export interface Task {
  readonly settings: PointSettings;
  /** The hash of the codec, which has been admitted. */
  readonly codec: string;
  readonly point: number;
  /** From 1. */
  readonly repeat: number;
  readonly messages: readonly Message[];
  /** The names of the metrics besides the usual ones. */
  readonly metrics: readonly string[];
  readonly bleu: BleuSettings;
  /** Modules that register what the settings and metrics name. */
  readonly modules: readonly string[];
}

/** A worker's answer: a line of results a message and the milliseconds that sending took, or an error. */
export type Answer =
  | { readonly status: "done"; readonly lines: readonly string[]; readonly ms: number }
  | { readonly status: "failed"; readonly error: string; readonly exitCode: number | null };

/** Repeats of a message draw their noise from streams this far apart; the first is that of `semcom send`. */
const REPEAT_STRIDE = 2 ** 32;

/** The codec that was used last, opened once for all of its points. */
let open: { readonly name: string; readonly scheme: string | undefined; readonly codec: Codec } | undefined;
/** The link of the point that was measured last. */
let current: { readonly key: string; readonly link: Link } | undefined;
let fidelity: Promise<Fidelity> | undefined;

self.onmessage = async ({ data }: MessageEvent<Task>) => self.postMessage(await answer(data));

async function answer(task: Task): Promise<Answer> {
  try {
    return await measure(task);
  } catch (error) {
    if (error instanceof SemcomError) return { status: "failed", error: error.message, exitCode: error.exitCode };
    return { status: "failed", error: (error as Error).stack ?? String(error), exitCode: null };
  }
}

async function measure({ settings, codec, point, repeat, messages, metrics, bleu, modules }: Task): Promise<Answer> {
  for (const module of modules) await import(module);
  const link = await openLink(settings, codec);
  const scale = await (fidelity ??= Fidelity.open(metrics, bleu));
  const offset = (repeat - 1) * REPEAT_STRIDE;
  const start = performance.now();
  const outcomes = await link.send(messages.map(({ index, text }) => ({ index: index + offset, text })));
  const ms = performance.now() - start;
  const lines = await writeLines(link, scale, outcomes, messages.map(({ index }) => ({ point, repeat, index })));
  return { status: "done", lines, ms };
}

async function openLink(settings: PointSettings, vouched: string): Promise<Link> {
  const key = JSON.stringify(settings);
  if (current?.key === key) return current.link;
  const { codec: name, scheme } = settings;
  if (open?.name !== name || open.scheme !== scheme) {
    const last = open?.codec;
    open = current = undefined;
    await last?.[Symbol.asyncDispose]();
    const options = { threads: 1, vouched, ...scheme !== undefined && { scheme: schemeNamed(scheme) } };
    const codec = await openCodec(name, options);
    open = { name, scheme, codec };
  }
  current = { key, link: new Link(open.codec, settings) };
  return current.link;
}

async function writeLines(
  link: Link,
  fidelity: Fidelity,
  outcomes: readonly Outcome[],
  places: readonly { readonly point: number; readonly repeat: number; readonly index: number }[],
): Promise<string[]> {
  const received = outcomes.filter((outcome) => outcome.status === "received");
  const counts = await fidelity.count(received);
  let next = 0;
  return outcomes.map((outcome, i) => {
    if (outcome.status === "refused") return writeRefusalLine(places[i]!, outcome);
    const own = counts[next++]!;
    return writeResultLine(link, places[i]!, outcome, fidelity.figuresOf(own), own);
  });
}
