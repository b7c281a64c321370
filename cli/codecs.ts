import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import { bundledCodecs, type CodecFolder, readCodecFolder } from "../codec/folder.ts";
import { EXIT, SemcomError } from "../errors.ts";
import { examples } from "./help.ts";
import { asLine, note, print } from "./terminal.ts";

const json = option("--json", { description: message`Print JSON.` });
const codec = string({ metavar: "NAME|FOLDER" });

/** `semcom codecs`: its subcommands and their flags. */
export const codecsCommand = command(
  "codecs",
  or(
    command("list", object({ command: constant("codecs list"), json }), { brief: message`List the bundled codecs.` }),
    command("show", object({ command: constant("codecs show"), codec: argument(codec), json }), {
      brief: message`Show what a codec is, how it was trained and what it scored.`,
    }),
    command("verify", object({ command: constant("codecs verify"), codec: optional(argument(codec)) }), {
      brief: message`Check every file of a codec folder, or of all bundled ones.`,
    }),
  ),
  {
    brief: message`List, show and verify codecs.`,
    footer: examples("semcom codecs list", "semcom codecs show bart-mini", "semcom codecs verify ./my-codec"),
  },
);

/** Runs `semcom codecs list`. */
export async function listCodecs(options: { readonly json: boolean }): Promise<number> {
  const folders = await Promise.all((await bundledCodecs()).map(readCodecFolder));
  if (options.json) {
    print(`${JSON.stringify(folders.map(summary))}\n`);
    return EXIT.done;
  }
  for (const folder of folders) {
    const { name, kind, parameters } = folder.manifest;
    print(`${name}  ${kind}  ${millions(parameters.total)} M parameters  ${mebibytes(folder)} MiB\n`);
  }
  return EXIT.done;
}

/** Runs `semcom codecs show`. */
export async function showCodec(options: { readonly codec: string; readonly json: boolean }): Promise<number> {
  const folder = await readCodecFolder(options.codec);
  if (options.json) {
    print(`${JSON.stringify({ ...summary(folder), ...folder.manifest })}\n`);
    return EXIT.done;
  }
  const { manifest } = folder;
  const { total, embedding } = manifest.parameters;
  const lines: [string, unknown][] = [
    ["name", `${manifest.name} ${manifest.version}`],
    ["kind", manifest.kind === "bart" ? "bart (encoder-decoder)" : "gpt2 (decoder-only)"],
    ["parameters", `${millions(total)} M, of which ${millions(embedding)} M embedding`],
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

/** Runs `semcom codecs verify`: a line a codec, and the exit code of the last that is refused. */
export async function verifyCodecs(options: { readonly codec: string | undefined }): Promise<number> {
  let exitCode: number = EXIT.done;
  for (const codec of options.codec === undefined ? await bundledCodecs() : [options.codec]) {
    try {
      const folder = await readCodecFolder(codec);
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
  return [...folder.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}

const mebibytes = (folder: CodecFolder) => (bytesOf(folder) / 2 ** 20).toFixed(1);
const millions = (count: number) => (count / 1e6).toFixed(2);
