import { checkpoint, type Imported, imported, opened } from "../import/imported.ts";
import type { CausalLanguageModel } from "../../../codec/causal/language_model.ts";

/** A tiny codec, and its model. */
export interface Tiny extends AsyncDisposable {
  readonly codec: Imported;
  readonly model: CausalLanguageModel;
}

/** The codec of a checkpoint of make_checkpoints.py, opened. */
export async function tiny(name = "llama-mixed.gguf"): Promise<Tiny> {
  await using stack = new AsyncDisposableStack();
  const codec = stack.use(await imported(checkpoint(name)));
  const model = stack.use(await opened(codec));
  const open = stack.move();
  return { codec, model, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
