import { adaptersOf } from "../../codec/causal/configuration.ts";
import type { CausalManifest } from "../../codec/folder/causal_manifest.ts";
import { type CodecComplexity, complexityOf } from "../../codec/folder/complexity.ts";
import { type LearnedManifest, STRUCTURES } from "../../codec/folder/learned_manifest.ts";
import { isCausal } from "../../codec/folder/manifest.ts";
import { type CodecFolder, readCodecFolder } from "../../codec/folder/read.ts";
import { describeCodec, schemesOf } from "../../codec/open.ts";
import { type Trust, trustIn } from "../../codec/trial/trust.ts";
import { coderNamed } from "../../codec/separate/registry.ts";
import { EXIT, RefusedError, UsageError } from "../../errors.ts";
import { asJson, asLine, print } from "../shared/terminal.ts";
import type { ShowOptions } from "./flags.ts";
import { type Measurement, measureSending } from "./measure.ts";
import { formatMillions, formatSize, summariseCoder, summariseFolder } from "./summary.ts";

/** Where it is measured if nothing is said. */
const USUAL_SNR_DB = 9;

/** Lines of a label and its value. */
type Lines = [label: string, value: unknown][];

/** Runs `semcom codecs show`. */
export async function showCodec(options: ShowOptions): Promise<number> {
  if (options.snr !== undefined && !options.measure) {
    throw new UsageError(`The SNR is ${options.snr} dB, and nothing is measured: add --measure, or leave --snr out`);
  }
  await describeCodec(options.codec); // a name that is none is said as such
  const coder = coderNamed(options.codec);
  const folder = coder === undefined ? await readCodecFolder(options.codec, { purposes: ["learned"] }) : undefined;
  const complexity = folder && tryComplexity(folder);
  const trust = folder && await trustIn(folder);
  const measured = options.measure ? await measureSending(options.codec, options.snr ?? USUAL_SNR_DB) : undefined;
  if (options.json) {
    const macs = complexity instanceof RefusedError ? null : complexity?.macs;
    print(asJson({
      ...folder === undefined
        ? summariseCoder(coder!)
        : { ...summariseFolder(folder), ...folder.manifest, trust, macs },
      ...measured && { measured },
    }));
    return EXIT.done;
  }
  const measurement: Lines = measured === undefined ? [] : [["measured", formatMeasurement(measured)]];
  printLines(
    folder === undefined
      ? [
        ["name", coder!.name],
        ["scheme", "separate"],
        ["what it is", coder!.description],
        ["source", coder!.source],
        ...measurement,
      ]
      : describeFolder(folder, trust!, complexity!, measurement),
  );
  return EXIT.done;
}

function describeFolder(
  folder: CodecFolder,
  trust: Trust,
  complexity: CodecComplexity | RefusedError,
  measurement: Lines,
): Lines {
  const { manifest, sha256 } = folder;
  const { total, embedding } = manifest.parameters;
  return [
    ["name", `${manifest.name} ${manifest.version}`],
    [
      "kind",
      isCausal(manifest)
        ? `causal (${manifest.configuration.architecture})`
        : `${manifest.kind} (${STRUCTURES[manifest.kind]})`,
    ],
    ["schemes", schemesOf(manifest).join(", ")],
    ["parameters", `${formatMillions(total)}, of which ${formatMillions(embedding)} embedding`],
    ...formatComplexity(complexity),
    ...measurement,
    ...isCausal(manifest) ? describeCausal(manifest) : describeLearned(manifest),
    ["size", formatSize(manifest)],
    ["sha256", `${sha256} (codec.json)`],
    ["trust", trust === "not trusted" ? "not trusted: it runs in a process of its own first" : trust],
    ["licence", manifest.licence],
    ["more", `${isCausal(manifest) ? "provenance" : "training"} and measured figures: semcom codecs show --json`],
  ];
}

function describeLearned({ vocabulary, max_tokens, max_uses }: LearnedManifest): Lines {
  return [
    ["tokens", `${vocabulary} in the vocabulary, up to ${max_tokens} a segment`],
    ["uses", `1 to ${max_uses} a token`],
  ];
}

function describeCausal({ configuration, prompt, typical_bits, base }: CausalManifest): Lines {
  const { layers, width, vocabulary, context, types } = configuration;
  const adapters = adaptersOf(configuration);
  return [
    ["structure", `${layers} layers of ${width}, weights in ${[...new Set(Object.values(types).flat())].join(", ")}`],
    [
      "tokens",
      `${vocabulary} in the vocabulary, ${prompt.length} read before a message, up to ${context} looked back at`,
    ],
    ["ordinary text", `${typical_bits} bits a token, the end and what checks a message included`],
    ...adapters.length === 0
      ? []
      : [["adapters", adapters.map(({ rank, type }) => `rank ${rank} in ${type}`).join(", ")] as [string, string]],
    ...base === undefined ? [] : [["base", `${base.name}, sha256 ${base.sha256}`] as [string, string]],
  ];
}

/** A codec whose graphs cannot be counted may still be shown. */
function tryComplexity(folder: CodecFolder): CodecComplexity | RefusedError {
  try {
    return complexityOf(folder);
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

function formatComplexity(complexity: CodecComplexity | RefusedError): Lines {
  if (complexity instanceof RefusedError) return [["computation", `not known: ${complexity.message}`]];
  const { tokens, transmit, receive, pass } = complexity.macs;
  return [
    ["transmitting", `${formatMillions(transmit)} multiply-accumulates a token, in segments of ${tokens}`],
    [
      "receiving",
      receive === 0
        ? `${formatMillions(pass)} a token and hypothesis`
        : `${formatMillions(receive)} a token, and ${formatMillions(pass)} more each pass`,
    ],
  ];
}

function formatMeasurement({ sentences, snr_db, ms, passes, threads }: Measurement): string {
  return `${ms.toFixed(0)} ms and ${
    passes.toFixed(1)
  } passes a sentence at ${snr_db} dB (${sentences} sentences, ${threads} threads)`;
}

/** The leaves of a nested object as lines: "training.tokens", 16000000. */
function flatten(label: string, value: unknown): Lines {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return [[label, value.join("; ")]];
  if (typeof value !== "object" || value === null) return [[label, value]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(`${label}.${key}`, inner));
}

function printLines(lines: Lines): void {
  const width = Math.max(...lines.map(([label]) => label.length)) + 2;
  for (const [label, value] of lines) print(`${asLine(label, true).padEnd(width)}${asLine(String(value), true)}\n`);
}
