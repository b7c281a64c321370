import fc from "fast-check";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";
import { brokenBytes, brokenJson } from "../mutations.ts";
import { bytesOf, type Target, textOf } from "../target.ts";

const bundled = (path: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../../../models/${path}`, import.meta.url)));

const { tensors: _, ...learned } = bundled("bart-mini/codec.json");
const causal = bundled("smollm2-135m/codec.json");
const adapter = "weights-3.bin";
const based = {
  ...causal,
  base: { name: "smollm2-135m", sha256: "0".repeat(64) },
  files: { [adapter]: causal.files[adapter] },
};
const further = {
  ...based,
  configuration: { ...causal.configuration, adapter: [causal.configuration.adapter, causal.configuration.adapter] },
  files: { "weights-4.bin": causal.files[adapter] },
};
const manifests = [learned, bundled("gpt2-mini/codec.json"), causal, based, further];

/** codec.json of every kind. */
export const codecJson: Target = {
  name: "codec_json",
  inputs: fc.constantFrom(...manifests).chain(brokenJson),
  read: (input) => parseManifest(textOf(input)),
};

/** The tokens of single bytes and the first merges: quick to load. */
const small = (() => {
  const { model, pre_tokenizer } = bundled("bart-mini/tokenizer.json");
  const merges: [string, string][] = model.merges.slice(0, 20);
  const tokens = [
    ...Object.keys(model.vocab).filter((token) => [...token].length === 1),
    ...merges.map((pair) => pair.join("")),
  ];
  return { pre_tokenizer, model: { vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges } };
})();

/** tokenizer.json, and a text that goes through it. */
export const tokenizerJson: Target = {
  name: "tokenizer_json",
  inputs: fc.oneof({ weight: 3, arbitrary: brokenJson(small) }, brokenBytes(bytesOf(JSON.stringify(small)))),
  read: (input) => {
    using tokenizer = new Tokenizer(textOf(input), 300);
    tokenizer.decode(tokenizer.encode("the café 12\n\0"));
  },
};
