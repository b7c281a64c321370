import { createHash } from "node:crypto";
import { concatenated, type Fields, protobuf, varint } from "./protobuf_writer.ts";

/** A codec folder as a stranger might make it, and what is said when it is refused. */
export interface Hostile {
  readonly what: string;
  readonly says: RegExp;
  /** Writes it to an empty folder. */
  readonly write: (folder: string) => void;
}

type Files = Record<string, Uint8Array<ArrayBuffer> | string>;

const WEIGHTS_BYTES = 1024;
export const [FLOAT32, INT64] = [1, 7];
export const ROWS = ["rows", "length"];
const [WIDTH, COORDINATES] = [8, 24];
const FEATURES = [...ROWS, WIDTH];
const tokenizer = JSON.parse(
  Deno.readTextFileSync(new URL("../../../models/bart-mini/tokenizer.json", import.meta.url)),
);
const { pre_tokenizer } = tokenizer;
const TOKENIZER = JSON.stringify({
  pre_tokenizer,
  model: { vocab: tokenizer.model.vocab, merges: tokenizer.model.merges },
});

/** An initializer of 4 x 8 float16 numbers in weights.bin, but for what is given. */
export function external(entries: Record<string, string>, tensor: Fields = {}): Fields {
  const given = { location: "weights.bin", offset: "64", length: "64", ...entries };
  return {
    1: [4, 8],
    2: 10,
    8: "weight",
    13: Object.entries(given).map(([key, value]) => ({ 1: key, 2: value })),
    14: 1,
    ...tensor,
  };
}

/** A graph that casts its one initializer, but for what is given. */
export function graph(fields: Fields = {}): Fields {
  return { 1: [node()], 2: "g", 5: [external({})], 12: [{ 1: "y" }], ...fields };
}

function node(fields: Fields = {}): Fields {
  return { 1: "weight", 2: "y", 4: "Cast", 5: [{ 1: "to", 3: 1, 20: 2 }], ...fields };
}

/** An ONNX file of that graph, but for what is given. */
export function model(fields: Fields = {}): Uint8Array<ArrayBuffer> {
  return protobuf({ 1: 10, 7: graph(), 8: [{ 2: 20 }], ...fields });
}

export const inGraph = (fields: Fields) => model({ 7: graph(fields) });
const inTensor = (fields: Fields) => inGraph({ 5: [external({}, fields)] });
export const inline = (shape: (number | bigint)[], raw: Uint8Array, type = 1): Fields => ({
  1: shape,
  2: type,
  8: "t",
  9: raw,
});

/** A value that a graph takes or gives; an axis of free length has a name. */
export function value(name: string, axes: readonly (number | string)[], type = FLOAT32): Fields {
  return {
    1: name,
    2: { 1: { 1: type, 2: { 1: axes.map((axis) => ({ [typeof axis === "number" ? 1 : 2]: axis })) } } },
  };
}

/** A node of a graph: what it takes, its operator, what it gives. */
export function operation(
  inputs: readonly string[],
  operator: string,
  outputs: readonly string[],
  ...attributes: Fields[]
) {
  return { 1: inputs, 2: outputs, 4: operator, 5: attributes };
}

/** A matrix of zeros. */
export const matrix = (name: string, rows: number, columns: number): Fields => ({
  ...inline([rows, columns], new Uint8Array(4 * rows * columns)),
  8: name,
});

/** Whole numbers, in one axis of the file itself. */
export function numbers(name: string, ...values: (number | bigint)[]): Fields {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { ...inline([values.length], raw, INT64), 8: name };
}

/** An attribute that is a whole number, whole numbers or text. */
export function setting(name: string, value: number | bigint | readonly number[] | string): Fields {
  if (typeof value === "string") return { 1: name, 4: value, 20: 3 };
  return typeof value === "object" ? { 1: name, 8: value, 20: 7 } : { 1: name, 3: value, 20: 2 };
}

const LARGEST = [setting("axis", -1), setting("keepdims", 0), setting("select_last_index", 0)];

/** The nodes of a decoder that takes the place of the largest number of a token's evidence for the token. */
export const DECODING: readonly Fields[] = [
  operation(["evidence", "flat"], "Reshape", ["rows of evidence"], setting("allowzero", 0)),
  operation(["rows of evidence", "positions"], "Gather", ["of tokens"], setting("axis", 0)),
  operation(["of tokens"], "ArgMax", ["token"], ...LARGEST),
  operation(
    ["of tokens", "last of two"],
    "ReduceMax",
    ["probability"],
    setting("keepdims", 0),
    setting("noop_with_empty_axes", 0),
  ),
];

/** What those nodes ask for. */
export const DECODING_NUMBERS: readonly Fields[] = [
  numbers("flat", -1, WIDTH + COORDINATES),
  numbers("last of two", 1),
];
export const DECODING_INPUTS: readonly Fields[] = [
  value("evidence", [...ROWS, WIDTH + COORDINATES]),
  value("positions", ["count"], INT64),
];

/** The encoder, but for what is given. */
export function encoder(fields: Fields = {}): Uint8Array<ArrayBuffer> {
  return inGraph({
    1: [
      operation(["mask", "last"], "Unsqueeze", ["column"]),
      operation(["column", "w"], "MatMul", ["features"]),
    ],
    5: [numbers("last", 2), matrix("w", 1, WIDTH), external({})],
    11: [value("mask", ROWS)],
    12: [value("features", FEATURES)],
    ...fields,
  });
}

/** The decoder, but for what is given. */
export function decoder(fields: Fields = {}): Uint8Array<ArrayBuffer> {
  return inGraph({
    1: DECODING,
    5: DECODING_NUMBERS,
    11: DECODING_INPUTS,
    12: [value("token", ["count"], INT64), value("probability", ["count"])],
    ...fields,
  });
}

/** Files that are a codec folder in every respect but that its graphs compute nothing of use. */
export function harmless(): Files {
  return {
    "tokenizer.json": TOKENIZER,
    "encoder.onnx": encoder(),
    "adapter_tx.onnx": inGraph({
      1: [operation(["features", "w"], "MatMul", ["x"])],
      5: [matrix("w", WIDTH, COORDINATES)],
      11: [value("features", FEATURES)],
      12: [value("x", [...ROWS, COORDINATES])],
    }),
    "adapter_rx.onnx": inGraph({
      1: [
        operation(["y", "w"], "MatMul", ["memory"]),
        operation(["memory", "y"], "Concat", ["evidence"], setting("axis", -1)),
        operation(["y"], "ArgMax", ["guess"], ...LARGEST),
      ],
      5: [matrix("w", COORDINATES, WIDTH)],
      11: [value("y", [...ROWS, COORDINATES])],
      12: [
        value("memory", FEATURES),
        value("evidence", [...ROWS, WIDTH + COORDINATES]),
        value("guess", ROWS, INT64),
      ],
    }),
    "decoder.onnx": decoder(),
    "weights.bin": new Uint8Array(WEIGHTS_BYTES),
  };
}

/** Makes a folder, has it written and used, and removes it with what a hostile one may put beside it. */
export async function withFolder(write: Hostile["write"], work: (path: string) => Promise<unknown>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    write(path);
    await work(path);
  } finally {
    for (const one of [path, `${path}.moved`, `${path}.linked`]) {
      await Deno.remove(one, { recursive: true }).catch(() => {});
    }
  }
}

/** Writes the files and a codec.json that names them all with their true sizes and hashes, changed by `change`. */
export function writeFolder(
  folder: string,
  files: Files,
  change: (manifest: Record<string, unknown> & { files: Record<string, unknown> }) => unknown = () => {},
): void {
  const entries = Object.entries(files).map(([name, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(`${folder}/${name}`, bytes);
    return [name, { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }] as const;
  });
  const manifest = {
    schema: 1,
    name: "stranger",
    version: "1",
    kind: "bart",
    vocabulary: 8192,
    d: WIDTH,
    max_tokens: 96,
    max_uses: 12,
    bos: 0,
    pad: 1,
    parameters: { total: 32, embedding: 32 },
    licence: "MIT",
    training: {},
    files: Object.fromEntries(entries),
  };
  change(manifest);
  Deno.writeTextFileSync(`${folder}/codec.json`, JSON.stringify(manifest));
}

/** A folder that is harmless but for some of its files. */
function withFiles(what: string, says: RegExp, files: () => Files): Hostile {
  return { what, says, write: (folder) => writeFolder(folder, { ...harmless(), ...files() }) };
}

/** A folder whose decoder.onnx is as given. */
export function withGraph(what: string, says: RegExp, decoder: () => Uint8Array<ArrayBuffer>): Hostile {
  return withFiles(what, says, () => ({ "decoder.onnx": decoder() }));
}

/** A folder that is harmless until its files are tampered with. */
function tampered(what: string, says: RegExp, tamper: (folder: string) => void): Hostile {
  const write = (folder: string) => {
    writeFolder(folder, harmless());
    tamper(folder);
  };
  return { what, says, write };
}

/** A folder whose codec.json says something else. */
function withManifest(what: string, says: RegExp, change: Parameters<typeof writeFolder>[2]): Hostile {
  return { what, says, write: (folder) => writeFolder(folder, harmless(), change) };
}

const withTokenizer = (what: string, says: RegExp, json: () => string) =>
  withFiles(what, says, () => ({ "tokenizer.json": json() }));

const FILES: Hostile[] = [
  tampered("a file missing", /: decoder\.onnx is missing$/, (at) => Deno.removeSync(`${at}/decoder.onnx`)),
  tampered("no codec.json", /: codec\.json is missing$/, (at) => Deno.removeSync(`${at}/codec.json`)),
  tampered(
    "a codec.json that is no JSON",
    /Cannot use codec\.json: it is not JSON: /,
    (at) => Deno.writeTextFileSync(`${at}/codec.json`, "{"),
  ),
  tampered("a file more", /does not list: extra\.onnx$/, (at) => Deno.writeTextFileSync(`${at}/extra.onnx`, "")),
  tampered(
    "a file that is longer",
    /damaged: it has 1025 bytes and codec\.json says 1024$/,
    (at) => Deno.writeFileSync(`${at}/weights.bin`, new Uint8Array(1025)),
  ),
  tampered(
    "a file of other content",
    /weights\.bin is damaged: its SHA-256/,
    (at) => Deno.writeFileSync(`${at}/weights.bin`, new Uint8Array(1024).fill(1)),
  ),
  tampered("a folder in place of a file", /encoder\.onnx cannot be read: it is not a plain file$/, (at) => {
    Deno.removeSync(`${at}/encoder.onnx`);
    Deno.mkdirSync(`${at}/encoder.onnx`);
  }),
  tampered("a symbolic link", /encoder\.onnx cannot be read: it is a symbolic link/, (at) => {
    Deno.renameSync(`${at}/encoder.onnx`, `${at}.moved`);
    Deno.symlinkSync(`${at}.moved`, `${at}/encoder.onnx`);
  }),
  tampered("a symbolic link for codec.json", /codec\.json cannot be read: it is a symbolic link/, (at) => {
    Deno.removeSync(`${at}/codec.json`);
    Deno.symlinkSync("/dev/zero", `${at}/codec.json`);
  }),
  tampered("a codec.json with a key twice", /codec\.json: an object in it has a key twice$/, (at) => {
    const json = Deno.readTextFileSync(`${at}/codec.json`);
    Deno.writeTextFileSync(`${at}/codec.json`, json.replace("{", '{"name":"another",'));
  }),
  tampered("a hard link", /weights\.bin is a hard link/, (at) => Deno.linkSync(`${at}/weights.bin`, `${at}.linked`)),
  tampered(
    "a codec.json of 3 MB",
    /codec\.json has 3000000 bytes, and may have 1048576$/,
    (at) => Deno.writeTextFileSync(`${at}/codec.json`, " ".repeat(3_000_000)),
  ),
  tampered(
    "a file name with control characters",
    /does not list: /,
    (at) => Deno.writeTextFileSync(`${at}/\x1b[31mred\nline`, ""),
  ),
];

const MANIFESTS: Hostile[] = [
  ...["../weights.bin", "/etc/passwd", "a/b", "..", ".hidden", "weights.bin\0", "C:\\weights.bin", "\x1b[2J"].map((
    name,
  ) =>
    withManifest(
      `the file name ${JSON.stringify(name)}`,
      /is no plain file name$/,
      ({ files }) => files[name] = files["weights.bin"],
    )
  ),
  withManifest(
    "a file name that no codec has",
    /no codec of its kind has a file run\.sh$/,
    ({ files }) => files["run.sh"] = files["weights.bin"],
  ),
  withManifest(
    "a file of 4 TB",
    /files\.weights\.bin\.bytes must be a whole number from 0 to/,
    ({ files }) => files["weights.bin"] = { bytes: 2 ** 42, sha256: "0".repeat(64) },
  ),
  withManifest("no decoder.onnx", /files lacks decoder\.onnx$/, ({ files }) => delete files["decoder.onnx"]),
  withManifest(
    "a name with control characters",
    /name must be a string of letters/,
    (manifest) => manifest.name = "\x1b]0;owned\x07",
  ),
  withManifest(
    "a vocabulary of a thousand millions",
    /vocabulary must be a whole number from/,
    (manifest) => manifest.vocabulary = 1e9,
  ),
  withManifest(
    "__proto__ for files",
    /files must be an object/,
    (manifest) => Object.assign(manifest, { files: [] }),
  ),
];

const EXTERNAL: Hostile[] = [
  ...["../weights.bin", "/etc/passwd", "weights.bin/", "./weights.bin", "", "*/_ORT_MEM_ADDR_/*", "codec.json"].map((
    at,
  ) =>
    withGraph(
      `external data in ${JSON.stringify(at)}`,
      /has external data in ".*", and only weights\.bin is/,
      () => inGraph({ 5: [external({ location: at })] }),
    )
  ),
  withGraph(
    "external data that ends behind the end",
    /lies outside weights\.bin: 64 bytes at 961 of 1024$/,
    () => inGraph({ 5: [external({ offset: "961" })] }),
  ),
  ...["-64", "1e2", "0x10", "18446744073709551552", " 64", "99999999999999999999"].map((offset) =>
    withGraph(
      `external data at ${JSON.stringify(offset)}`,
      /lies outside weights\.bin/,
      () => inGraph({ 5: [external({ offset })] }),
    )
  ),
  withGraph(
    "external data of another length",
    /has 32 bytes of external data, and its shape says 64$/,
    () => inGraph({ 5: [external({ length: "32" })] }),
  ),
  withGraph(
    "external data with a strange key",
    /unknown key basepath$/,
    () => inGraph({ 5: [external({ basepath: "/etc" })] }),
  ),
  withGraph(
    "external data with two locations",
    /gives location of external data twice$/,
    () => inTensor({ 13: [{ 1: "location", 2: "weights.bin" }, { 1: "location", 2: "/etc/passwd" }] }),
  ),
  withGraph(
    "external data marked as internal",
    /outside weights\.bin/,
    () => inGraph({ 5: [external({ offset: "4096" }, { 14: 0 })] }),
  ),
  withGraph(
    "data both inside and outside",
    /data both inside and outside the file$/,
    () => inTensor({ 9: new Uint8Array(64) }),
  ),
  withGraph(
    "external data elsewhere in an attribute",
    /uses the operator Cast as no codec does for sending: f16\/2 value=outside$/,
    () => inGraph({ 1: [node({ 5: [{ 1: "value", 5: external({ location: "secret" }), 20: 4 }] })] }),
  ),
  withGraph(
    "external data elsewhere in a list of tensors",
    /unknown field 10$/,
    () => inGraph({ 1: [node({ 5: [{ 1: "values", 10: [external({}), external({ location: "secret" })], 20: 9 }] })] }),
  ),
  withGraph("an attribute that hides another", /attribute value twice$/, () =>
    inGraph({
      1: [
        node({
          5: [{ 1: "value", 5: external({ location: "secret" }), 20: 4 }, { 1: "value", 5: external({}), 20: 4 }],
        }),
      ],
    })),
  withGraph("a sparse initializer", /unknown field 15$/, () => inGraph({ 15: [{ 1: external({}), 3: [2 ** 40] }] })),
  withGraph(
    "a sparse tensor in an attribute",
    /unknown field 22$/,
    () => inGraph({ 1: [node({ 5: [{ 1: "sparse_value", 22: { 1: external({}) } }] })] }),
  ),
  withGraph("a function", /unknown field 25$/, () => model({ 25: [{ 1: "f", 7: [node()], 10: "com.microsoft" }] })),
  withGraph("training information", /unknown field 20$/, () => model({ 20: [{ 1: graph() }] })),
];

const OPERATORS: Hostile[] = [
  withGraph(
    "a foreign domain",
    /uses the operator sets "" 20, "evil" 1, and only/,
    () => model({ 8: [{ 2: 20 }, { 1: "evil", 2: 1 }] }),
  ),
  withGraph("another operator set", /uses the operator sets "" 999, and only 20/, () => model({ 8: [{ 2: 999 }] })),
  withGraph(
    "the operator set twice",
    /uses the operator sets "" 20, "" 20/,
    () => model({ 8: [{ 2: 20 }, { 2: 20 }] }),
  ),
  withGraph("no operator set", /uses the operator sets of none/, () => model({ 8: [] })),
  withGraph(
    "a foreign operator",
    /uses the operator "Cast" of "ai\.onnx\.ml", which no codec has/,
    () => inGraph({ 1: [node({ 7: "ai.onnx.ml" })] }),
  ),
  withGraph(
    "a domain with control characters",
    /uses the operator "Cast" of "\\u001b\[31m\\n"/,
    () => inGraph({ 1: [node({ 7: "\x1b[31m\n" })] }),
  ),
  withGraph(
    "a graph within a graph",
    /unknown field 6$/,
    () => inGraph({ 1: [node({ 5: [{ 1: "to", 6: graph(), 20: 5 }] })] }),
  ),
  withGraph(
    "a list of graphs",
    /unknown field 11$/,
    () => inGraph({ 1: [node({ 5: [{ 1: "to", 11: [graph()], 20: 10 }] })] }),
  ),
];

const SHAPES: Hostile[] = [
  withGraph("an axis of 2^40", /absurd shape 1099511627776$/, () => inTensor({ 1: [2 ** 40] })),
  withGraph("a negative axis", /absurd shape -1 x -64$/, () => inTensor({ 1: [-1n, -64n] })),
  withGraph("a product that overflows 32 bits", /absurd shape 65536 x 65537$/, () => inTensor({ 1: [65536, 65537] })),
  withGraph("a product that overflows 64 bits", /absurd shape/, () => inTensor({ 1: new Array(64).fill(4) })),
  withGraph(
    "an input of enormous shape",
    /its value x has the absurd shape/,
    () => inGraph({ 11: [{ 1: "x", 2: { 1: { 1: 1, 2: { 1: [{ 1: 2 ** 20 }, { 2: "rows" }, { 1: 2 ** 20 }] } } } }] }),
  ),
  withGraph(
    "more shape than data",
    /has 8 bytes of data, and its shape says 4000$/,
    () => inGraph({ 5: [external({}), inline([1000], new Uint8Array(8))] }),
  ),
  withGraph(
    "more data than shape",
    /has 400 bytes of data, and its shape says 4$/,
    () => inGraph({ 5: [external({}), inline([], new Uint8Array(400))] }),
  ),
  withGraph("a tensor of text", /unknown type 8$/, () => inGraph({ 5: [{ 1: [1], 2: 8, 8: "t" }] })),
  withGraph("graphs nested a thousand deep", /unknown field 6$/, () => deep(1000)),
];

/** Graphs within graphs, made from the inside, so that making them nests nothing. */
function deep(levels: number): Uint8Array<ArrayBuffer> {
  let inner = protobuf(graph());
  for (let level = 0; level < levels; level++) {
    inner = protobuf({ 1: protobuf({ 4: "Cast", 5: protobuf({ 1: "to", 6: inner }) }) });
  }
  return protobuf({ 1: 10, 7: inner, 8: { 2: 20 } });
}

const DAMAGED: Hostile[] = [
  withGraph("an empty file", /it has no graph$/, () => new Uint8Array()),
  withGraph("half a file", /ends within a field$/, () => model().slice(0, model().length >> 1)),
  withGraph("random bytes", /no ONNX model for semcom/, () => {
    let state = 1;
    return Uint8Array.from({ length: 20_000 }, () => (state = state * 48271 % 2147483647) & 255);
  }),
  withGraph("a number without end", /more than 64 bits$/, () => new Uint8Array(1000).fill(0xff)),
  withGraph(
    "a field longer than the file",
    /ends within a field$/,
    () => concatenated([varint(7 * 8 + 2), varint(2 ** 40)]),
  ),
  withGraph("groups", /unknown type 3$/, () => concatenated([varint(7 * 8 + 3), varint(7 * 8 + 4)])),
  withGraph("two graphs that protobuf joins", /field 7 twice$/, () => model({ 7: [graph(), graph()] })),
  withGraph(
    "ONNX Runtime's own format",
    /ONNX Runtime's own format$/,
    () => concatenated([varint(2 * 8 + 2), varint(6), new TextEncoder().encode("__ORTM"), model()]),
  ),
  withGraph(
    "a name of a million bytes",
    /a name of 1000000 bytes$/,
    () => inGraph({ 1: [node({ 7: "x".repeat(1_000_000) })] }),
  ),
  withGraph("two million empty nodes", /more fields than any model of a codec$/, () => nodes(2_000_000)),
  withGraph("as many nodes as may be", /uses the operator "", which no codec has/, () => nodes(38_000)),
  withGraph(
    "a node with a thousand attributes",
    /a node has 1000 attributes$/,
    () => {
      const many = Array.from({ length: 1000 }, (_, i) => setting(`${i}`, 1));
      return inGraph({ 1: [node({ 5: many })] });
    },
  ),
  withGraph(
    "as many nodes with an attribute as may be",
    /uses the operator "", which no codec has/,
    () => nodes(16_000, protobuf({ 5: [{ 1: "to" }] })),
  ),
];

/** A graph of `count` equal nodes. */
function nodes(count: number, one = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const field = concatenated([varint(1 * 8 + 2), varint(one.length), one]);
  const many = new Uint8Array(count * field.length);
  for (let i = 0; i < count; i++) many.set(field, i * field.length);
  return protobuf({ 7: many, 8: { 2: 20 } });
}

const TOKENIZERS: Hostile[] = [
  withTokenizer(
    "text cut by a stranger's pattern",
    /its pre_tokenizer.* is none of those known/,
    () => JSON.stringify({ ...JSON.parse(TOKENIZER), pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" } } }),
  ),
  withTokenizer(
    "no word of how text is cut",
    /its pre_tokenizer.* is none of those known/,
    () => JSON.stringify({ model: JSON.parse(TOKENIZER).model }),
  ),
  withTokenizer("no JSON", /Cannot read tokenizer\.json: /, () => "{"),
  withTokenizer("no byte-pair encoding", /holds no byte-pair encoding/, () => '{"model":{"type":"Unigram"}}'),
  withManifest(
    "ten million merges",
    /files\.tokenizer\.json\.bytes must be a whole number from 0 to 1114112$/,
    ({ files }) => files["tokenizer.json"] = { bytes: 10_000_000 * 8, sha256: "0".repeat(64) },
  ),
  {
    what: "ten million merges that codec.json does not own up to",
    says: /tokenizer\.json is damaged: it has \d+ bytes/,
    write: (folder) => {
      writeFolder(folder, harmless());
      Deno.truncateSync(`${folder}/tokenizer.json`, 10_000_000 * 8);
    },
  },
  {
    what: "as many merges as a large vocabulary's bytes hold",
    says: /has more parts than its tokens need$/,
    write: (folder) => {
      const merges = `{"model":{"vocab":{},"merges":[${"[],".repeat(1_390_000)}[]]}}`;
      writeFolder(folder, { ...harmless(), "tokenizer.json": merges }, (manifest) => manifest.vocabulary = 100_000);
    },
  },
  withTokenizer(
    "lists nested a million deep",
    /has more parts than its tokens need$/,
    () => "[".repeat(1_000_000),
  ),
  withTokenizer(
    "more merges than codec.json says tokens",
    /has 8192 tokens and 8193 merges, and may have 8192$/,
    () => edited((_, merges) => merges.push(...new Array(8193 - merges.length).fill([]))),
  ),
  withTokenizer(
    "more tokens than codec.json says",
    /has 8193 tokens and 7932 merges, and may have 8192$/,
    () => edited((vocab) => vocab["\u0120unheard"] = 8191),
  ),
  withTokenizer("two tokens of one id", /two of its tokens have the id 0$/, () => edited((vocab) => vocab["!"] = 0)),
  withTokenizer(
    "a token that stands there twice",
    /an object in it has a key twice$/,
    () => TOKENIZER.replace(/"vocab":\s*\{/, '$&"!":5,'),
  ),
  withTokenizer("lists nested a thousand deep", /nested more than 20 deep$/, () => "[".repeat(1000)),
  withTokenizer(
    "a token id past the vocabulary",
    /has the token id "8192", not a whole number below 8192$/,
    () => edited((vocab) => vocab["!"] = 8192),
  ),
  withTokenizer(
    "a token id that is no number",
    /has the token id "length"/,
    () => edited((vocab) => vocab["!"] = "length"),
  ),
  withTokenizer("a byte without a token", /lacks the token "!"$/, () => edited((vocab) => delete vocab["!"])),
  withTokenizer(
    "merges of what every object has",
    /lacks the token "constructor"$/,
    () => edited((_, merges) => merges[0] = ["con", "structor"]),
  ),
  withTokenizer(
    "a merge of three",
    /one of its merges is no pair of tokens$/,
    () => edited((_, merges) => merges[0] = ["a", "b", "c"]),
  ),
  withTokenizer(
    "a token that stands for no bytes",
    /its token "a\u4f60" stands for no bytes$/,
    () =>
      edited((vocab, merges) => {
        const made = (merges[0] as string[]).join("");
        vocab["a\u4f60"] = vocab[made];
        delete vocab[made];
        merges[0] = ["a", "\u4f60"];
      }),
  ),
];

function edited(edit: (vocab: Record<string, unknown>, merges: unknown[]) => void): string {
  const { model } = JSON.parse(TOKENIZER);
  edit(model.vocab, model.merges);
  return JSON.stringify({ pre_tokenizer, model });
}

/** All that must be refused before the runtime sees a byte of it. */
export const HOSTILE: readonly Hostile[] = [
  ...FILES,
  ...MANIFESTS,
  ...EXTERNAL,
  ...OPERATORS,
  ...SHAPES,
  ...DAMAGED,
  ...TOKENIZERS,
];
