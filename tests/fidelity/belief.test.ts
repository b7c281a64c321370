import assert from "node:assert/strict";
import { Fidelity, FidelityTotals, type Figures } from "../../fidelity/fidelity.ts";
import type { ComparedMessage } from "../../fidelity/metric.ts";
import { metricTitle } from "../../fidelity/registry.ts";

const fidelity = await Fidelity.open();

const tokens = { sentTokens: [], receivedTokens: [] };
const right = { text: "We agree.", reconstruction: "We agree.", ...tokens };
const wrong = { text: "We agree.", reconstruction: "We are.", ...tokens };

async function figuresOf(messages: readonly ComparedMessage[]): Promise<Figures> {
  const totals = new FidelityTotals(fidelity.metrics);
  for (const counts of await fidelity.count(messages)) totals.add(counts);
  return totals.figures();
}

Deno.test("delivered is what the receiver believes, undetected where it is mistaken in that", async () => {
  const { exact, delivered, undetected } = await figuresOf([
    { ...right, delivered: true },
    { ...right, delivered: true },
    { ...right, delivered: false }, // a best guess that happens to be right
    { ...wrong, delivered: true },
    { ...wrong, delivered: false },
  ]);
  assert.deepEqual({ exact, delivered, undetected }, { exact: 3 / 5, delivered: 3 / 5, undetected: 1 / 5 });
});

Deno.test("throughput is the information that arrived exactly, over all channel uses", async () => {
  const { throughput } = await figuresOf([
    { ...right, informationBits: 12, channelUses: 10 },
    { ...right, informationBits: 20, channelUses: 22 },
    { ...wrong, informationBits: 100, channelUses: 32 },
  ]);
  assert.equal(throughput, 32 / 64);
  assert.equal(metricTitle("throughput"), "Throughput (bits per use)");
});

Deno.test("messages of which nothing is known have no such figure, and are no part of those of others", async () => {
  const unknown = { ...wrong, delivered: null, informationBits: null, channelUses: 5 };
  for (const messages of [[right, wrong], [unknown]]) {
    const figures = await figuresOf(messages);
    for (const name of ["delivered", "undetected", "throughput"]) assert.ok(!(name in figures), name);
  }
  const known = { ...right, delivered: true, informationBits: 8, channelUses: 4 };
  const { exact, delivered, undetected, throughput } = await figuresOf([known, unknown]);
  assert.deepEqual([exact, delivered, undetected, throughput], [1 / 2, 1, 0, 2]);
  assert.equal((await figuresOf([{ ...known, channelUses: 0 }])).throughput, undefined); // no use, no rate
});

Deno.test("one message has none of these figures: its record says outright what they are made of", async () => {
  const [counts] = await fidelity.count([{ ...right, delivered: true, informationBits: 8, channelUses: 4 }]);
  assert.deepEqual([counts!.belief, counts!.throughput], [[1, 0, 1], [8, 4]]);
  const figures = fidelity.figuresOf(counts!);
  assert.equal(figures.exact, 1);
  for (const name of ["delivered", "undetected", "throughput"]) assert.ok(!(name in figures), name);
});
