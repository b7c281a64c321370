import type { Configuration, LowRankAdapter } from "../../codec/causal/configuration.ts";
import { Session, type Tensor } from "../../runtime/session.ts";
import type { StepResult, StepSettings } from "../trainer.ts";
import { AdamW } from "./adam_w.ts";
import { buildTrainingGraph, trained } from "./graph.ts";
import { countOf, initialValues, type Parameter, parametersOf } from "./parameters.ts";

/** Texts side by side, as the training graph takes them: rows filled up to the longest, in which what is filled up weighs nothing. */
export interface TextBatch {
  readonly rows: number;
  readonly width: number;
  /** [rows, width] */
  readonly ids: Int32Array;
  readonly next: Int32Array;
  readonly weights: Float32Array;
  /** Tokens that are learnt from. */
  readonly tokens: number;
}

/**
 * Lays messages side by side, each after the prompt and with its end: the model learns to expect them and the end.
 * @param messages Token ids of each.
 */
export function textBatch(messages: readonly Int32Array[], prompt: readonly number[], end: number): TextBatch {
  const texts = messages.map((ids) => [...prompt, ...ids, end]);
  const width = Math.max(...texts.map((text) => text.length)) - 1;
  const rows = texts.length;
  const tokens = messages.reduce((sum, ids) => sum + ids.length + 1, 0);
  const batch = {
    ids: new Int32Array(rows * width).fill(end),
    next: new Int32Array(rows * width).fill(end),
    weights: new Float32Array(rows * width),
  };
  texts.forEach((text, row) => {
    batch.ids.set(text.slice(0, -1), row * width);
    batch.next.set(text.slice(1), row * width);
    batch.weights.fill(1 / tokens, row * width + prompt.length - 1, row * width + text.length - 1);
  });
  return { rows, width, tokens, ...batch };
}

/** The name of the graph of a step, which is in no folder. */
const TRAINING = "training.onnx";

/** Trains a low-rank adapter beside a model's weights. All its vectors are made once: a step leaves nothing behind. */
export class LowRankTrainer implements AsyncDisposable {
  readonly values: Float32Array<ArrayBuffer>;
  readonly optimizer: AdamW;
  readonly #gradient: Float32Array;
  readonly #loss = new Float32Array(1);
  readonly #inputs: Record<string, Tensor> = {};
  readonly #outputs: Record<string, Tensor> = {};

  private constructor(private readonly session: Session, readonly parameters: readonly Parameter[], seed: number) {
    this.values = initialValues(parameters, seed);
    this.optimizer = new AdamW(this.values.length);
    this.#gradient = new Float32Array(countOf(parameters));
    this.#outputs.loss = session.float(this.#loss, []);
    for (const { name, shape, at } of parameters) {
      const part = (vector: Float32Array) => session.float(vector.subarray(at, at + shape[0] * shape[1]), shape);
      this.#inputs[trained(name)] = part(this.values);
      this.#outputs[`gradient.${name}`] = part(this.#gradient);
    }
  }

  /**
   * @param files A checked codec folder's weights files, at least.
   * @throws {RefusedError} if the runtime does not take the graph.
   */
  static async open(
    configuration: Configuration,
    files: ReadonlyMap<string, Uint8Array>,
    adapter: LowRankAdapter,
    { threads, seed }: { readonly threads: number; readonly seed: number },
  ): Promise<LowRankTrainer> {
    const parameters = parametersOf(configuration, adapter);
    const graph = buildTrainingGraph(configuration, adapter, parameters);
    const session = await Session.open(new Map([...files, [TRAINING, graph]]), TRAINING, threads, { arena: true });
    return new LowRankTrainer(session, parameters, seed);
  }

  /** The loss of a batch, nats a token, and its gradient in the order of the parameters, without moving anything. */
  async differentiate(batch: TextBatch): Promise<{ loss: number; gradient: Float32Array }> {
    const { rows, width } = batch;
    await this.session.run({
      ...this.#inputs,
      ids: this.session.integers(batch.ids, [rows, width]),
      next: this.session.integers(batch.next, [rows * width]),
      weights: this.session.float(batch.weights, [rows * width]),
    }, this.#outputs);
    return { loss: this.#loss[0]!, gradient: this.#gradient };
  }

  /** One step down the gradient. Where the loss or the gradient is no finite number nothing moves. */
  async step(batch: TextBatch, settings: StepSettings): Promise<StepResult> {
    const { loss, gradient } = await this.differentiate(batch);
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
    if (Number.isFinite(loss) && Number.isFinite(norm)) this.optimizer.step(this.values, gradient, norm, settings);
    return { loss, norm };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.dispose();
  }
}
