import { RefusedError } from "../errors.ts";
import { transcode, UTF8 } from "./encoding.ts";
import { type OtherKind, recognise } from "./file_kinds.ts";

/**
 * The text of a file or, without a path, of standard input, as a stream of bytes in UTF-8: gzip is opened, and a byte-order
 * mark, which belongs to the file and not to its first line, is left out. Nothing is read before the stream is, and no
 * more is held back than what tells kinds of files apart, so that a line typed by hand comes through at once.
 * The stream's error is a {@linkcode RefusedError} where the file is of a kind that is no text.
 * @param encoding Of the file, by its name ({@linkcode encodingNamed}).
 * @param advice What to do about text in another encoding; by default to name it.
 */
export function openText(
  stream: ReadableStream<Uint8Array>,
  path?: string,
  encoding: string = UTF8,
  advice?: string,
): ReadableStream<Uint8Array> {
  const text = textOf(stream, path, encoding, advice, false);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await text.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await text.return(undefined);
      await stream.cancel(); // a generator that was never asked for anything has not touched it
    },
  }, { highWaterMark: 0 });
}

async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  path: string | undefined,
  encoding: string,
  advice: string | undefined,
  isUnpacked: boolean,
): AsyncGenerator<Uint8Array> {
  const { kind, rest, close } = await readKind(bytes);
  const marked = kind === null
    ? undefined
    : kind.type === "mark"
    ? UTF8
    : kind.type === "other"
    ? kind.encoding
    : undefined;
  if (kind === null && encoding === UTF8) {
    yield* rest;
  } else if (kind === null) {
    yield* transcode(rest, encoding);
  } else if (kind.type === "gzip" && !isUnpacked) {
    yield* textOf(gunzip(rest, path), path, encoding, advice, true);
  } else if (marked !== undefined && encoding !== UTF8 && familyOf(marked) !== familyOf(encoding)) {
    await close();
    throw new RefusedError(
      `Cannot read ${
        nameOf(path)
      }: its byte-order mark says ${marked}, and the encoding that was given is ${encoding}: leave the encoding out`,
    );
  } else if (kind.type === "mark") {
    yield* without(rest, kind.length);
  } else if (marked !== undefined && familyOf(marked) === familyOf(encoding)) {
    yield* transcode(rest, marked); // the mark knows better which byte comes first
  } else {
    await close();
    throw createKindError(kind.type === "gzip" ? GZIP_IN_GZIP : kind, path, advice, isUnpacked);
  }
}

/** The encoding without its order of bytes. */
function familyOf(encoding: string): string {
  return encoding.replace(/[lb]e$/, "");
}

/** Packed twice is packed once too often to be meant. */
const GZIP_IN_GZIP: OtherKind = {
  type: "other",
  words: "gzip data again",
  convert: (file) => `gunzip -c ${file} > text.txt`,
};

/** Reads until the kind is known, and gives all bytes back as `rest`, which whoever does not read it closes. */
async function readKind(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let next = await iterator.next();
  for (; !next.done; next = await iterator.next()) {
    head = joined(head, next.value);
    if (!recognise(head).needsMore) break;
  }
  const close = async () => void await iterator.return?.();
  const rest = (async function* () {
    try {
      if (head.length > 0) yield head;
      for (let chunk = next; !chunk.done;) {
        chunk = await iterator.next();
        if (!chunk.done) yield chunk.value;
      }
    } finally {
      await close(); // whoever stops early closes the file
    }
  })();
  return { kind: recognise(head).kind, rest, close };
}

/** A stream's bytes but for the first ones. */
async function* without(bytes: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of bytes) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (chunk.length > skipped) yield chunk.subarray(skipped);
  }
}

/** Node's gunzip, because the platform's DecompressionStream takes one member only: `cat a.gz b.gz` and bgzip have more. */
async function* gunzip(bytes: AsyncGenerator<Uint8Array>, path: string | undefined): AsyncGenerator<Uint8Array> {
  const [{ createGunzip }, { pipeline, Readable }] = await Promise.all([
    import("node:zlib"),
    import("node:stream"),
  ]);
  const unpacked = pipeline(Readable.from(bytes), createGunzip(), () => {}); // an error comes out of the loop below
  try {
    for await (const chunk of unpacked) yield chunk;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code?.startsWith("Z_")) throw error;
    throw new RefusedError(
      `Cannot read ${nameOf(path)}: its gzip data is cut off or damaged (${message}): gunzip -t ${
        fileOf(path)
      } checks it`,
    );
  } finally {
    await bytes.return(undefined); // Node lets go of it some time later
  }
}

function createKindError(
  { words, convert, encoding }: OtherKind,
  path: string | undefined,
  advice: string | undefined,
  isUnpacked: boolean,
): RefusedError {
  const command = isUnpacked ? `gunzip it, then ${convert("FILE")}` : `convert it with ${convert(fileOf(path))}`;
  const help = encoding === undefined ? command : `${advice ?? `read it with --encoding ${encoding}`}, or ${command}`;
  return new RefusedError(
    `Cannot read ${nameOf(path)}: ${isUnpacked ? "unpacked " : ""}it is ${words}, and UTF-8 text is needed: ${help}`,
  );
}

function nameOf(path: string | undefined): string {
  return path ?? "standard input";
}

/** A path as a shell takes it. */
function fileOf(path = "FILE"): string {
  return /^[\w./@%+=:,~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
