/// <reference lib="deno.worker" />
import { SemcomError } from "../../errors.ts";
import { Link, type Message, type Reception, type Undelivered } from "../../link/link.ts";
import { type ExtraMetric, openMetric } from "./extra_metric.ts";
import { resultLine } from "../results/result_line.ts";
import type { PointSettings } from "../plan/sweep.ts";

/** A unit of an evaluation, as a worker is given it. */
export interface Task {
  readonly settings: PointSettings;
  readonly point: number;
  /** From 1. */
  readonly repeat: number;
  readonly messages: readonly Message[];
  /** The names of the metrics besides those of fidelity. */
  readonly metrics: readonly string[];
}

/** What a worker answers: a line of results a message and the milliseconds that sending took, or what went wrong. */
export type Answer =
  | { readonly lines: readonly string[]; readonly ms: number }
  | { readonly error: string; readonly exitCode?: number };

/** Repeats of a message draw their noise from streams this far apart; the first is that of `semcom send`. */
const REPEAT_STRIDE = 2 ** 32;

/** The codec that was used last, opened once for all of its points, and the point's own link, which shares its sessions. */
let open: { readonly codec: Link; readonly key: string; readonly link: Link } | undefined;
const metrics = new Map<string, ExtraMetric>();

self.onmessage = async ({ data }: MessageEvent<Task>) => self.postMessage(await answerTo(data));

async function answerTo(task: Task): Promise<Answer> {
  try {
    return await measure(task);
  } catch (error) {
    if (error instanceof SemcomError) return { error: error.message, exitCode: error.exitCode };
    return { error: (error as Error).stack ?? String(error) };
  }
}

async function measure({ settings, point, repeat, messages, metrics }: Task): Promise<Answer> {
  const link = await linkOf(settings);
  const offset = (repeat - 1) * REPEAT_STRIDE;
  const start = performance.now();
  const outcomes = await link.send(messages.map(({ index, text }) => ({ index: index + offset, text })));
  const ms = performance.now() - start;
  const extra = await extraOf(metrics, outcomes);
  const lines = outcomes.map((outcome, i) =>
    resultLine(link, { point, repeat, index: messages[i]!.index }, outcome, extra.get(outcome) ?? {})
  );
  return { lines, ms };
}

async function linkOf(settings: PointSettings): Promise<Link> {
  const key = JSON.stringify(settings);
  if (open?.key === key) return open.link;
  let codec = open?.codec;
  if (codec?.settings.codec !== settings.codec) {
    await codec?.[Symbol.asyncDispose]();
    open = undefined;
    codec = await Link.open({ ...settings, threads: 1 });
  }
  open = { codec, key, link: codec.at(settings) };
  return open.link;
}

/** The extra metrics of what arrived. */
async function extraOf(names: readonly string[], outcomes: readonly (Reception | Undelivered)[]) {
  const received = outcomes.filter((outcome): outcome is Reception => !("error" in outcome));
  const pairs = received.map(({ text, reconstruction }) => ({ reference: text, hypothesis: reconstruction }));
  const values = new Map<Reception | Undelivered, Record<string, number>>(received.map((one) => [one, {}]));
  for (const name of names) {
    if (!metrics.has(name)) metrics.set(name, await openMetric(name));
    const scores = await metrics.get(name)!.score(pairs);
    received.forEach((one, i) => values.get(one)![name] = scores[i]!);
  }
  return values;
}
