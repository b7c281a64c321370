import assert from "node:assert/strict";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { RefusedError } from "../../../errors.ts";
import { checkpoint, imported } from "../import/imported.ts";

const manifests = await Promise.all(["llama-mixed.gguf", "gpt2"].map(async (name) => {
  await using codec = await imported(checkpoint(name));
  return JSON.stringify(codec.manifest);
}));
const [LLAMA, GPT2] = manifests as [string, string];

/** deno-lint-ignore no-explicit-any */
type Edit = (manifest: ReturnType<typeof JSON.parse>) => unknown;

function edited(json: string, edit: Edit): string {
  const manifest = JSON.parse(json);
  return JSON.stringify(edit(manifest) ?? manifest);
}

Deno.test("what an import writes is read", () => {
  for (const json of manifests) assert.deepEqual(parseManifest(json), JSON.parse(json));
});

const DAMAGES: readonly [what: string, says: RegExp, edit: Edit][] = [
  ["null", /is not an object$/, () => JSON.parse("null") ?? "null"],
  ["another schema", /schema is not 1/, (m) => void (m.schema = 2)],
  ["another kind", /kind must be one of bart, gpt2, causal$/, (m) => void (m.kind = "t5")],
  ["a name with a slash", /name must be a string of letters/, (m) => void (m.name = "a/b")],
  ["no version", /version must be a string/, (m) => void delete m.version],
  ["no licence", /licence must be a string$/, (m) => void delete m.licence],
  ["no provenance", /provenance must be an object$/, (m) => void delete m.provenance],
  ["no files", /files must be an object$/, (m) => void delete m.files],
  ["parameters in words", /parameters.total must be a whole number$/, (m) => void (m.parameters.total = "many")],
  ["no configuration", /configuration must be an object$/, (m) => void delete m.configuration],
  [
    "another architecture",
    /architecture must be one of llama, qwen2, gpt2$/,
    (m) => void (m.configuration.architecture = "toString"),
  ],
  ["other activations", /activations must be one of F32, I8$/, (m) => void (m.configuration.activations = "F16")],
  ["layers below zero", /layers must be a whole number from 1 to 256$/, (m) => void (m.configuration.layers = -1)],
  ["a billion layers", /layers must be a whole number from 1 to 256$/, (m) => void (m.configuration.layers = 1e9)],
  ["half a head", /heads must be a whole number/, (m) => void (m.configuration.heads = 0.5)],
  [
    "a vocabulary that is a text",
    /vocabulary must be a whole number/,
    (m) => void (m.configuration.vocabulary = "288"),
  ],
  ["an endless context", /context must be a whole number from 8 to 8192$/, (m) => void (m.configuration.context = 1e6)],
  ["a bias in words", /output_bias must be true or false$/, (m) => void (m.configuration.output_bias = "yes")],
  [
    "a bias that the weights lack",
    /files.weights-1.bin.bytes must be \d+, which is what its configuration needs$/,
    (m) => void (m.configuration.output_bias = true),
  ],
  ["an epsilon of zero", /epsilon must be between 0 and 1$/, (m) => void (m.configuration.epsilon = 0)],
  [
    "heads that do not share keys evenly",
    /heads must be a multiple of key_value_heads$/,
    (m) => void (m.configuration.key_value_heads = 4),
  ],
  ["heads of odd size", /head_size must be a multiple of 8$/, (m) => void (m.configuration.head_size = 17)],
  ["no types", /types must be an object$/, (m) => void delete m.configuration.types],
  ["a type that is missing", /types lacks down$/, (m) => void delete m.configuration.types.down],
  ["a type of nothing", /types has "side"$/, (m) => void (m.configuration.types.side = "F32")],
  ["a type that is not known", /types.down must be one of F32, /, (m) => void (m.configuration.types.down = "Q2_K")],
  ["types of too few layers", /types.down must be one of F32, /, (m) => void (m.configuration.types.down = ["F32"])],
  [
    "types of each layer of what there is once",
    /types.embedding must be one of/,
    (m) => void (m.configuration.types.embedding = ["F32", "F32"]),
  ],
  [
    "types that are what every object has",
    /types.down must be one of/,
    (m) => void (m.configuration.types.down = "constructor"),
  ],
  [
    "rows that are no whole number of blocks",
    /layers.0.down has rows of 40, and blocks of 32$/,
    (m) => void (m.configuration.feed_forward = 40),
  ],
  [
    "sizes that need other files",
    /files.weights-1.bin.bytes must be \d+, which is what its configuration needs$/,
    (m) => void (m.configuration.feed_forward = 96),
  ],
  ["sizes that need more files", /files.weights-1.bin.bytes must be|files lacks weights-2.bin$/, (m) => {
    m.configuration.width = 16_384;
    m.configuration.vocabulary = 400_000;
  }],
  ["other bytes of weights", /files.weights-1.bin.bytes must be/, (m) => void m.files["weights-1.bin"].bytes++],
  ["no prompt", /prompt must be a list of 1 to \d+ tokens/, (m) => void (m.prompt = [])],
  ["a prompt of what is no token", /prompt must be a list/, (m) => void (m.prompt = [288])],
  [
    "a prompt as long as the context",
    /prompt must be a list of 1 to 32/,
    (m) => void (m.prompt = new Array(33).fill(1)),
  ],
  ["an end that is no token", /end must be a token of the vocabulary$/, (m) => void (m.end = -1)],
  [
    "a file more",
    /no codec of its kind has a file weights.bin$/,
    (m) => void (m.files["weights.bin"] = m.files["model.onnx"]),
  ],
  [
    "a path for a file",
    /"..\/NOTICE" is no plain file name$/,
    (m) => void (m.files["../NOTICE"] = m.files["model.onnx"]),
  ],
  ["no graph", /files lacks model.onnx$/, (m) => void delete m.files["model.onnx"]],
  ["no weights", /files lacks weights-1.bin$/, (m) => void delete m.files["weights-1.bin"]],
  [
    "a graph of a gigabyte",
    /files.model.onnx.bytes must be a whole number from 0 to/,
    (m) => void (m.files["model.onnx"].bytes = 1e9),
  ],
  [
    "a hash that is none",
    /files.tokenizer.json.sha256 must be 64/,
    (m) => void (m.files["tokenizer.json"].sha256 = "A".repeat(64)),
  ],
  ["a base that is a text", /base must have the plain name/, (m) => void (m.base = "smollm2-135m")],
  ["a base that is null", /base must have the plain name/, (m) => void (m.base = null)],
  [
    "a base by a path",
    /base must have the plain name/,
    (m) => void (m.base = { name: "../other", sha256: "a".repeat(64) }),
  ],
  ["a base without a hash", /base must have the plain name/, (m) => void (m.base = { name: "other" })],
  [
    "a base, and no adapter",
    /it has a base, and no adapter beside it$/,
    (m) => void (m.base = { name: "other", sha256: "a".repeat(64) }),
  ],
  ["a base, and its files as well", /no codec of its kind has a file/, (m) => {
    m.base = { name: "other", sha256: "a".repeat(64) };
    m.configuration.adapter = { rank: 1, scale: 1, matrices: ["query"], type: "F32" };
  }],
  ["adapters that are none", /adapter must be one or a list of 1 to 16$/, (m) => void (m.configuration.adapter = [])],
  ["adapters without number", /adapter must be one or a list of 1 to 16$/, (m) => {
    m.configuration.adapter = new Array(17).fill({ rank: 1, scale: 1, matrices: ["query"], type: "F32" });
  }],
  ["a second adapter of rank 0", /adapter.rank must be a whole number from 1 to 256$/, (m) => {
    m.configuration.adapter = [1, 0].map((rank) => ({ rank, scale: 1, matrices: ["query"], type: "F32" }));
  }],
  ["adapters of too high a rank together", /its adapters have the rank 384 together, and may have 256$/, (m) => {
    m.configuration.adapter = [128, 256].map((rank) => ({ rank, scale: 1, matrices: ["query"], type: "F32" }));
  }],
  ["an adapter beside a base's that is missing", /files lacks weights-3.bin$/, (m) => {
    m.base = { name: "other", sha256: "a".repeat(64) };
    m.configuration.adapter = [1, 2].map((rank) => ({ rank, scale: 1, matrices: ["query"], type: "F32" }));
    m.files = {};
  }],
  ["a base's adapter as well, and not the one beside it", /no codec of its kind has a file weights-2.bin$/, (m) => {
    m.base = { name: "other", sha256: "a".repeat(64) };
    m.configuration.adapter = [1, 2].map((rank) => ({ rank, scale: 1, matrices: ["query"], type: "F32" }));
    m.files = { "weights-2.bin": m.files["model.onnx"] };
  }],
  ["a file that is null", /files.NOTICE.bytes must be a whole number/, (m) => void (m.files.NOTICE = null)],
];

for (const [what, says, edit] of DAMAGES) {
  Deno.test(`the codec.json of a causal codec is refused: ${what}`, () => {
    assert.throws(() => parseManifest(edited(LLAMA, edit)), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, says);
      assert.match(error.message, /^Cannot use codec.json: [^\n]{1,300}$/);
      return true;
    });
  });
}

Deno.test("what is no JSON, or is nested without end, is refused", () => {
  assert.throws(() => parseManifest("{"), /is not JSON/);
  const deep = `${'{"a":'.repeat(20)}1${"}".repeat(20)}`;
  assert.throws(() => parseManifest(`{"schema":1,"kind":"causal","a":${deep}}`), /nested more than 10 deep$/);
});

Deno.test("GPT-2 has as many heads of keys as of queries, which make its width", () => {
  for (const edit of [(m) => m.configuration.head_size = 8, (m) => m.configuration.key_value_heads = 1] as Edit[]) {
    const json = edited(GPT2, (manifest) => void edit(manifest));
    assert.throws(() => parseManifest(json), /width must be heads times head_size/);
  }
});
