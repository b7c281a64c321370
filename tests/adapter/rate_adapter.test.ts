import assert from "node:assert/strict";
import { allocate } from "../../adapter/allocation.ts";
import { RateAdapter } from "../../adapter/rate_adapter.ts";
import { SemanticModel } from "../../codec/learned/semantic_model.ts";
import { type LearnedFolder, readLearnedFolder } from "../../codec/folder/read.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";

const TEXTS = ["The harbour was quiet.", "Where is the nearest railway station, please?", "Yes."];

async function transmit(folder: LearnedFolder, bits: boolean, unitsPerToken: number) {
  await using model = await SemanticModel.open(folder, 2);
  using tokenizer = new Tokenizer(new TextDecoder().decode(folder.files.get("tokenizer.json")));
  await using adapter = await RateAdapter.open(folder.files, folder.manifest.max_uses, 2);
  const ids = TEXTS.map((text) => tokenizer.encode(text));
  const coordinates = ids.map(({ length }) => allocate(Math.round(unitsPerToken * length), length));
  const medium = bits ? { type: "bits" } as const : { type: "uses", snrDb: 6 } as const;
  return { coordinates, x: await adapter.transmit(await model.encode(ids, coordinates, medium), coordinates, bits) };
}

for (const name of ["bart-mini", "gpt2-mini"]) {
  const folder = await readLearnedFolder(name);

  Deno.test(`${name}, analog: each row has the coordinates asked for, at mean power 1 a use`, async () => {
    for (const perToken of [2, 7, 24]) {
      const { coordinates, x } = await transmit(folder, false, perToken);
      x.forEach((row, i) => {
        assert.equal(row.length, coordinates[i]!.reduce((a, b) => a + b, 0));
        const power = row.reduce((sum, value) => sum + value * value, 0) / (row.length / 2);
        assert.ok(Math.abs(power - 1) < 1e-3, `power ${power}`);
      });
    }
  });

  Deno.test(`${name}, bits: every coordinate is plus or minus the square root of one half`, async () => {
    const { x } = await transmit(folder, true, 9.5);
    for (const row of x) for (const value of row) assert.ok(Math.abs(Math.abs(value) - Math.SQRT1_2) < 1e-6);
    assert.notEqual(new Set(x[1]!).size, 1);
  });
}
