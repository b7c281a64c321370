import type { ModelFiles } from "../../../runtime/session.ts";
import { CausalLanguageModel } from "../../causal/language_model.ts";
import { Prior } from "../../causal/prior.ts";
import type { LanguageModelSettings } from "../../causal/settings.ts";
import type { CodecDescription } from "../../codec.ts";
import { SeparateCodec } from "../separate_codec.ts";
import { LanguageCoder } from "./language_coder.ts";

/**
 * Opens the language model of a checked codec folder, for arithmetic coding under it.
 * @param narrow See {@linkcode CausalLanguageModel.open}.
 */
export async function openArithmetic(
  description: CodecDescription,
  settings: LanguageModelSettings,
  files: ModelFiles,
  threads: number,
  narrow = true,
): Promise<SeparateCodec> {
  await using stack = new AsyncDisposableStack();
  const model = stack.use(await CausalLanguageModel.open(settings, files, threads, narrow));
  const prior = new Prior(model, stack.use(await model.read(settings.prompt)));
  return new SeparateCodec(description, new LanguageCoder(model, prior), stack.move());
}
