/** What the bytes at the beginning of a file say that it is, where that is anything but plain UTF-8 text. */
export type FileKind =
  /** A byte-order mark before UTF-8 text. */
  | { readonly type: "mark"; readonly length: number }
  | { readonly type: "gzip" }
  | OtherKind;

/** What is no UTF-8 text, and the command that makes text of it. */
export interface OtherKind {
  readonly type: "other";
  readonly words: string;
  /** The encoding that its byte-order mark says, where it is text in one. */
  readonly encoding?: string;
  readonly convert: (file: string) => string;
}

/** Bytes that a file begins with; null is any byte. */
type Signature = readonly (number | null)[];

const UTF16LE: OtherKind = utf16("utf-16le");
const UTF16BE: OtherKind = utf16("utf-16be");
const UTF32: OtherKind = { type: "other", words: "UTF-32 text", convert: iconvFrom("UTF-32") };
const ZIP: OtherKind = {
  type: "other",
  words: "a ZIP archive or an office document",
  convert: (file) => `unzip ${file}, or libreoffice --headless --convert-to txt:Text ${file}`,
};
const PDF: OtherKind = { type: "other", words: "a PDF", convert: (file) => `pdftotext ${file} text.txt` };

/** The first that fits counts: UTF-32's mark begins as UTF-16's does. */
const KINDS: readonly (readonly [Signature, FileKind])[] = [
  [[0xef, 0xbb, 0xbf], { type: "mark", length: 3 }],
  [[0x1f, 0x8b, 8], { type: "gzip" }],
  [[0xff, 0xfe, 0, 0], UTF32],
  [[0, 0, 0xfe, 0xff], UTF32],
  [[0xff, 0xfe], UTF16LE],
  [[0xfe, 0xff], UTF16BE],
  [[0x28, 0xb5, 0x2f, 0xfd], unpackedBy("zstd")],
  [[0xfd, ...ascii("7zXZ"), 0], unpackedBy("xz")],
  [[...ascii("BZh"), null, ...ascii("1AY&SY")], unpackedBy("bzip2")],
  [[...ascii("PK"), 3, 4], ZIP],
  [[...ascii("PK"), 5, 6], ZIP],
  [ascii("%PDF-1."), PDF],
  [ascii("%PDF-2."), PDF],
  [[0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a], image("PNG")],
  [[0xff, 0xd8, 0xff], image("JPEG")],
  // A text may begin with these letters; the shape of pixels, which is 0 in all GIFs of today, it has not.
  [[...ascii("GIF87a"), null, null, null, null, null, null, 0], image("GIF")],
  [[...ascii("GIF89a"), null, null, null, null, null, null, 0], image("GIF")],
];

/** Recognises a file by its first bytes: null is plain text. `needsMore` says that further bytes can change the answer. */
export function recognise(head: Uint8Array): { readonly kind: FileKind | null; readonly needsMore: boolean } {
  const candidates = KINDS.filter(([signature]) =>
    signature.every((byte, i) => i >= head.length || byte === null || byte === head[i])
  );
  return {
    kind: candidates.find(([{ length }]) => length <= head.length)?.[1] ?? null,
    needsMore: candidates.some(([{ length }]) => length > head.length),
  };
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function utf16(encoding: string): OtherKind {
  return { type: "other", words: "UTF-16 text", encoding, convert: iconvFrom("UTF-16") };
}

function iconvFrom(encoding: string) {
  return (file: string) => `iconv -f ${encoding} -t UTF-8 ${file} > text.txt`;
}

function unpackedBy(program: string): OtherKind {
  return { type: "other", words: `${program} data`, convert: (file) => `${program} -dc ${file} > text.txt` };
}

function image(format: string): OtherKind {
  return { type: "other", words: `a ${format} image`, convert: (file) => `tesseract ${file} text` };
}
