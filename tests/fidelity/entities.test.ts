import assert from "node:assert/strict";
import fc from "fast-check";
import { entityPrecision, entityRecall, findEntities } from "../../fidelity/entities.ts";
import { close } from "./close.ts";
import { texts } from "./texts.ts";

const entities = (text: string) => findEntities(text).map(({ start, end }) => text.slice(start, end));

/** Recall and precision of messages, each as it was sent and as it was received. */
async function measure(...pairs: (readonly [sent: string, received: string])[]) {
  await using counter = await entityRecall.counter.open();
  const counts = await counter.count(
    pairs.map(([text, reconstruction]) => ({ text, reconstruction, sentTokens: [], receivedTokens: [] })),
  );
  const sums = Array.from({ length: 4 }, (_, i) => counts.reduce((sum, each) => sum + each![i]!, 0));
  return [entityRecall.ofCorpus(sums), entityPrecision.ofCorpus(sums)];
}

Deno.test("numbers, with the marks inside them and their sign", () => {
  assert.deepEqual(entities("It cost 3,500.75 (or 10%) at 9:30 on 2024-05-17, and -3 +5 B52s; a-1."), [
    ...["3,500.75", "10", "9:30", "2024-05-17", "-3", "+5", "B52s", "a-1"],
  ]);
  assert.deepEqual(entities("twelve 5-7 ٣٫٥ ½ 我在2024年5月买了3个"), ["5-7", "٣", "٥", "½", "2024", "5", "3"]);
});

Deno.test("words with a capital letter inside a sentence, not the first, and not I", () => {
  assert.deepEqual(entities("Yesterday we met Anna O'Neil in Новгород. She is here, and I'm glad; I said so."), [
    ...["Anna", "O'Neil", "Новгород"],
  ]);
  assert.deepEqual(entities('He said: "Please come." And then? We left… No, "The Times" came'), ["No", "Times"]);
  assert.deepEqual(entities("We saw Mr. Smith and J. Doe with Dr. No. They left. So did I. Good."), [
    ...["Mr", "Smith", "J", "Doe", "Dr", "No"],
  ]);
  assert.deepEqual(entities("eBay is not iOS."), ["not"]);
});

Deno.test("negations of several languages, at the beginning too", () => {
  assert.deepEqual(entities("Don’t! I didn't, we cannot, nobody would. Never without reason"), [
    ...["Don’t", "didn't", "cannot", "nobody", "Never", "without"],
  ]);
  assert.deepEqual(entities("er kommt nicht · il n'est pas là · no viene · он не придёт · 我不去,没有"), [
    ...["nicht", "n'est", "pas", "no", "не", "不", "没"],
  ]);
  assert.deepEqual(entities("the note is another knot; nothingness"), []);
});

Deno.test("recall is the share of what was sent, precision the share of what was received", async () => {
  assert.deepEqual(await measure(["we met Anna at 9 and Bob at 10", "we met Anna at 9 and Rob at 11"]), [2 / 4, 2 / 4]);
  assert.deepEqual(await measure(["we met Anna at 9", "we met her"]), [0, undefined]);
  assert.deepEqual(await measure(["we met her", "we met Anna at 9"]), [undefined, 0]);
  assert.deepEqual(await measure(["we met her", "we met him"]), [undefined, undefined]);
  // Sums, not means.
  const [recall, precision] = await measure(["at 1, 2 and 3", "at 1 and 2"], ["it is not so", "it is so 4"]);
  close(recall!, 2 / 4);
  close(precision!, 2 / 3);
});

Deno.test("an entity is kept as often as it is there, whatever form or place it has", async () => {
  assert.deepEqual(await measure(["at 5 and 5", "at 5"]), [1 / 2, 1]);
  assert.deepEqual(await measure(["they don't go", "they do not go"]), [1, 1]);
  assert.deepEqual(await measure(["yesterday Anna left", "Anna left yesterday"]), [1, undefined]);
  assert.deepEqual(await measure(["it is -3 here", "it is 3 here"]), [0, 0]);
  assert.deepEqual(await measure(["it is 9:30", "it is 9:31"]), [0, 0]);
  assert.deepEqual(await measure(["it is 5 % here", "it is 5% here"]), [1, 1]);
});

Deno.test("the same text keeps all its entities; figures lie in 0..1", async () => {
  await fc.assert(fc.asyncProperty(texts, texts, async (a, b) => {
    for (const figure of await measure([a, a])) assert.ok(figure === 1 || entities(a).length === 0);
    for (const figure of await measure([a, b])) assert.ok(figure === undefined || (figure >= 0 && figure <= 1));
  }));
});
