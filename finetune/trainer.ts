import type { CodecFolder } from "../codec/folder/read.ts";
import { RefusedError } from "../errors.ts";
import { integers, Session, type Tensor } from "../runtime/session.ts";
import type { Batch } from "./batch.ts";
import type { ParameterTable } from "./parameters.ts";

/** The settings of a step: AdamW (Loshchilov and Hutter, 2019), its gradient clipped. */
export interface StepSettings {
  readonly learningRate: number;
  /** The share of themselves that matrices lose in a step, times the learning rate; vectors lose nothing. */
  readonly weightDecay: number;
  /** A gradient longer than this is shortened to it. */
  readonly maxNorm: number;
}

/** The findings of a step before it moved the parameters. */
export interface StepResult {
  /** Mean cross entropy of a token, in nats. */
  readonly loss: number;
  /** The length of the gradient of all trained parameters. */
  readonly norm: number;
}

/** Values that the optimiser takes at once: few enough to stay in the cache. */
const CHUNK = 1 << 18;

/**
 * Trains a codec's parameters with the graphs of its folder. All its vectors are made once: a step leaves nothing behind.
 */
export class Trainer implements AsyncDisposable {
  /** Steps that have been taken. */
  steps = 0;
  /** The optimiser's running means of the gradient and of its square, of the trained parameters. */
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;
  readonly #gradient: Float32Array;
  readonly #loss = new Float32Array(1);
  readonly #inputs: Record<string, Tensor> = {};
  readonly #outputs: Record<string, Tensor> = {};
  readonly #chunks: {
    readonly tensors: Record<"parameter" | "gradient" | "first" | "second", Tensor>;
    decays: boolean;
  }[];

  private constructor(
    private readonly training: Session,
    private readonly optimizer: Session,
    private readonly evaluation: Session,
    readonly table: ParameterTable,
    /** The parameters, which steps move. */
    readonly values: Float32Array,
    private readonly stack: AsyncDisposableStack,
  ) {
    this.first = new Float32Array(table.trained);
    this.second = new Float32Array(table.trained);
    this.#gradient = new Float32Array(table.length);
    this.#outputs.loss = training.float(this.#loss, []);
    for (const { name, shape, at, length } of table.slots) {
      this.#inputs[name] = training.float(values.subarray(at, at + length), shape);
      this.#outputs[`gradient.${name}`] = training.float(this.#gradient.subarray(at, at + length), shape);
    }
    this.#chunks = [[0, table.decayed, true] as const, [table.decayed, table.trained, false] as const]
      .flatMap(([from, to, decays]) =>
        Array.from({ length: Math.ceil((to - from) / CHUNK) }, (_, i) => {
          const start = from + i * CHUNK;
          const part = (vector: Float32Array) => {
            const values = vector.subarray(start, Math.min(start + CHUNK, to));
            return optimizer.float(values, [values.length]);
          };
          const tensors = {
            parameter: part(values),
            gradient: part(this.#gradient),
            first: part(this.first),
            second: part(this.second),
          };
          return { tensors, decays };
        })
      );
  }

  /**
   * @param values The parameters to begin with; they are the trainer's from now on.
   * @throws {RefusedError} if the folder's training graph is not one for these parameters.
   */
  static async open(
    folder: CodecFolder,
    table: ParameterTable,
    values: Float32Array,
    threads: number,
  ): Promise<Trainer> {
    await using stack = new AsyncDisposableStack();
    const open = async (name: string) => stack.use(await Session.open(folder.files, name, threads, { arena: true }));
    const training = await open("training_model.onnx");
    const missing = table.slots.find(({ name }) => !training.inputs.includes(name));
    if (missing !== undefined || training.inputs.length !== table.slots.length + BATCH_INPUTS) {
      throw new RefusedError(
        `Cannot fine-tune the codec ${folder.path}: its training_model.onnx takes other parameters than codec.json names`,
      );
    }
    const [optimizer, evaluation] = [await open("optimizer_model.onnx"), await open("eval_model.onnx")];
    return new Trainer(training, optimizer, evaluation, table, values, stack.move());
  }

  /** The loss of a batch and its gradient, without moving anything; the gradient is in the order of the table. */
  async differentiate(batch: Batch): Promise<{ loss: number; gradient: Float32Array }> {
    await this.training.run({ ...this.#inputs, ...inputsOf(this.training, batch) }, this.#outputs);
    return { loss: this.#loss[0]!, gradient: this.#gradient };
  }

  /** Guesses every token of a batch as the receiver does, with the batch's `previous` before it: [B,T]. */
  async guess(batch: Batch): Promise<Int32Array> {
    const { token } = await this.evaluation.run({ ...this.#inputs, ...inputsOf(this.evaluation, batch) });
    return integers(token!);
  }

  /** One step down the gradient. Where the loss or the gradient is no finite number nothing moves. */
  async step(batch: Batch, { learningRate, weightDecay, maxNorm }: StepSettings): Promise<StepResult> {
    const { loss, gradient } = await this.differentiate(batch);
    let square = 0;
    for (let i = 0; i < this.table.trained; i++) square += gradient[i]! * gradient[i]!;
    const norm = Math.sqrt(square);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) return { loss, norm };
    this.steps++;
    const scalar = (value: number) => this.optimizer.float(Float32Array.of(value), []);
    const settings = {
      learning_rate: scalar(learningRate),
      step: scalar(this.steps),
      scale: scalar(Math.min(1, maxNorm / Math.max(norm, 1e-12))),
    };
    for (const { tensors, decays } of this.#chunks) {
      const { parameter, first, second } = tensors;
      const outputs = { new_parameter: parameter, new_first: first, new_second: second };
      await this.optimizer.run({ ...tensors, ...settings, weight_decay: scalar(decays ? weightDecay : 0) }, outputs);
    }
    return { loss, norm };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}

/** Inputs of the training graph that are no parameters. */
const BATCH_INPUTS = 8;

function inputsOf(session: Session, batch: Batch): Record<string, Tensor> {
  const { rows, width } = batch;
  const shape = [rows, width];
  const coordinates = [rows, width, batch.snr.length / (rows * width)];
  return {
    ids: session.integers(batch.ids, shape),
    previous: session.integers(batch.previous, shape),
    mask: session.float(batch.mask, shape),
    coordinates: session.float(batch.coordinates, shape),
    snr_db: session.float(batch.snrDb, [rows]),
    snr: session.float(batch.snr, coordinates),
    bit: session.float(batch.bit, [rows]),
    noise: session.float(batch.noise, coordinates),
  };
}
