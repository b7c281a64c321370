import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import { type CodecComplexity, complexityOf } from "../codec/complexity.ts";
import { bundledCodecs, type CodecFolder, readCodecFolder } from "../codec/folder.ts";
import { STRUCTURES } from "../codec/manifest.ts";
import { Tokenizer } from "../codec/text/tokenizer.ts";
import { EXIT, RefusedError, SemcomError } from "../errors.ts";
import { examples } from "./help.ts";
import { measure, type Measurement } from "./measure.ts";
import { asJson, asLine, note, print } from "./terminal.ts";

const json = option("--json", { description: message`Print JSON.` });
const codec = string({ metavar: "NAME|FOLDER" });

/** `semcom codecs`: its subcommands and their flags. */
export const codecsCommand = command(
  "codecs",
  or(
    command("list", object({ command: constant("codecs list"), json }), { brief: message`List the bundled codecs.` }),
    command(
      "show",
      object({
        command: constant("codecs show"),
        codec: argument(codec),
        measure: option("--measure", {
          description: message`Send a few sentences, and show how long one takes and how many decoder passes it needs.`,
        }),
        snr: withDefault(
          option("--snr", float({ metavar: "DB" }), {
            description: message`Mean Es/N0 per complex channel use at which to measure, in dB.`,
          }),
          9,
        ),
        json,
      }),
      { brief: message`Show what a codec is, what it costs, how it was trained and what it scored.` },
    ),
    command("verify", object({ command: constant("codecs verify"), codec: optional(argument(codec)) }), {
      brief: message`Check every file of a codec folder, or of all bundled ones.`,
    }),
  ),
  {
    brief: message`List, show and verify codecs.`,
    footer: examples("semcom codecs list", "semcom codecs show bart-mini --measure", "semcom codecs verify ./my-codec"),
  },
);

/** Runs `semcom codecs list`. */
export async function listCodecs(options: { readonly json: boolean }): Promise<number> {
  const folders = await Promise.all((await bundledCodecs()).map((name) => readCodecFolder(name)));
  if (options.json) {
    print(asJson(folders.map(summary)));
    return EXIT.done;
  }
  for (const folder of folders) {
    const { name, kind, parameters } = folder.manifest;
    print(`${name}  ${kind}  ${millions(parameters.total)} M parameters  ${mebibytes(folder)} MiB\n`);
  }
  return EXIT.done;
}

/** What `semcom codecs show` parses to. */
export interface ShowOptions {
  readonly codec: string;
  readonly measure: boolean;
  readonly snr: number;
  readonly json: boolean;
}

/** Runs `semcom codecs show`. */
export async function showCodec(options: ShowOptions): Promise<number> {
  const folder = await readCodecFolder(options.codec);
  const complexity = tryComplexity(folder);
  const measured = options.measure ? await measure(options.codec, options.snr) : undefined;
  if (options.json) {
    const macs = complexity instanceof RefusedError ? null : complexity.macs;
    print(asJson({ ...summary(folder), ...folder.manifest, macs, ...measured && { measured } }));
    return EXIT.done;
  }
  const { manifest } = folder;
  const { total, embedding } = manifest.parameters;
  const lines: [string, unknown][] = [
    ["name", `${manifest.name} ${manifest.version}`],
    ["kind", `${manifest.kind} (${STRUCTURES[manifest.kind]})`],
    ["parameters", `${millions(total)} M, of which ${millions(embedding)} M embedding`],
    ...computation(complexity),
    ...measured === undefined ? [] : [["measured", inWords(measured)] as [string, string]],
    ["tokens", `${manifest.vocabulary} in the vocabulary, up to ${manifest.max_tokens} a segment`],
    ["uses", `1 to ${manifest.max_uses} a token`],
    ["size", `${mebibytes(folder)} MiB`],
    ["sha256", `${folder.sha256} (codec.json)`],
    ["licence", manifest.licence],
    ...nested("training", manifest.training),
    ...nested("figures", manifest.figures ?? {}),
  ];
  const width = Math.max(...lines.map(([label]) => label.length)) + 2;
  for (const [label, value] of lines) print(`${asLine(label, true).padEnd(width)}${asLine(String(value), true)}\n`);
  return EXIT.done;
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

function computation(complexity: CodecComplexity | RefusedError): [string, string][] {
  if (complexity instanceof RefusedError) return [["computation", `not known: ${complexity.message}`]];
  const { tokens, transmit, receive, pass } = complexity.macs;
  return [
    ["transmitting", `${millions(transmit)} M multiply-accumulates a token, in segments of ${tokens}`],
    ["receiving", `${millions(receive)} M a token, and ${millions(pass)} M more each pass`],
  ];
}

function inWords({ sentences, snr_db, ms, passes, threads }: Measurement): string {
  return `${ms.toFixed(0)} ms and ${
    passes.toFixed(1)
  } passes a sentence at ${snr_db} dB (${sentences} sentences, ${threads} threads)`;
}

/** Runs `semcom codecs verify`: a line a codec, and the exit code of the last that is refused. */
export async function verifyCodecs(options: { readonly codec: string | undefined }): Promise<number> {
  let exitCode: number = EXIT.done;
  for (const codec of options.codec === undefined ? await bundledCodecs() : [options.codec]) {
    try {
      const folder = await readCodecFolder(codec, { fineTuning: true, distrust: true });
      const tokenizer = new TextDecoder().decode(folder.files.get("tokenizer.json"));
      new Tokenizer(tokenizer, folder.manifest.vocabulary)[Symbol.dispose]();
      print(
        `${asLine(codec, true)}  ok  ${folder.files.size + 1} files  ${
          mebibytes(folder)
        } MiB  sha256 ${folder.sha256}\n`,
      );
    } catch (error) {
      if (!(error instanceof SemcomError)) throw error;
      note(`semcom: error: ${asLine(error.message, true)}\n`);
      exitCode = error.exitCode;
    }
  }
  return exitCode;
}

function summary(folder: CodecFolder) {
  const { name, kind, version, parameters } = folder.manifest;
  return { schema: 1, name, kind, version, parameters, bytes: bytesOf(folder), sha256: folder.sha256 };
}

/** The leaves of a nested object as lines: "training.tokens", 16000000. */
function nested(label: string, value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[label, Array.isArray(value) ? value.join("; ") : value]];
  }
  return Object.entries(value).flatMap(([key, inner]) => nested(`${label}.${key}`, inner));
}

function bytesOf(folder: CodecFolder): number {
  return Object.values(folder.manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
}

const mebibytes = (folder: CodecFolder) => (bytesOf(folder) / 2 ** 20).toFixed(1);
const millions = (count: number) => (count / 1e6).toFixed(2);
