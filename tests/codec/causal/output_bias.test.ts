import assert from "node:assert/strict";
import { checkGraphs } from "../../../codec/causal/check.ts";
import type { Configuration } from "../../../codec/causal/configuration.ts";
import { buildGraphs, layOut } from "../../../codec/causal/graphs.ts";
import { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import { checkpoint, imported, largestDifference, opened } from "../import/imported.ts";

for (const name of ["llama", "llama-mixed.gguf", "qwen2-q4_1.gguf", "gpt2"]) {
  Deno.test(`a model with a bias a token has the logits of one without, plus the bias: ${name}`, async () => {
    await using codec = await imported(checkpoint(name));
    const configuration: Configuration = { ...codec.manifest.configuration, output_bias: true };
    const { vocabulary } = configuration;
    const bias = Float32Array.from({ length: vocabulary }, (_, id) => 2 * Math.sin(id));
    const { data } = layOut(configuration).matrix("output.bias");
    const weights = new Uint8Array(layOut(configuration).files.get("weights-1.bin")!);
    weights.set(codec.files.get("weights-1.bin")!);
    weights.set(new Uint8Array(bias.buffer), data.offset);
    const files = new Map([...codec.files, ...buildGraphs(configuration), ["weights-1.bin", weights] as const]);
    checkGraphs({ configuration }, files);
    await using without = await opened(codec);
    await using model = await CausalLanguageModel.open({ ...codec.manifest, configuration }, files, 1);
    const next = async (of: CausalLanguageModel) => {
      using context = await of.read([1, 60, 70]);
      using hypotheses = await of.begin(context);
      return hypotheses.logProbabilities[0]!;
    };
    const raised = (await next(without)).map((one, id) => one + bias[id]!);
    const total = Math.log(raised.reduce((sum, one) => sum + Math.exp(one), 0));
    assert.ok(largestDifference(await next(model), raised.map((one) => one - total)) < 1e-4);
  });
}
