import type * as Ort from "onnxruntime-node";
import { RefusedError, RunError } from "../errors.ts";
import { guardNativeLoading } from "./native/load.ts";

/** A tensor as ONNX Runtime holds it; [dispose]{@linkcode Ort.Tensor.dispose} is not needed for tensors in CPU memory. */
export type Tensor = Ort.Tensor;

let loading: Promise<typeof Ort> | undefined;

/**
 * Loads ONNX Runtime, once. It is not imported at the top of a file because its library reads
 * `ORT_DISABLE_TELEMETRY` when it is loaded, and it sends telemetry unless that is set.
 */
function runtime(): Promise<typeof Ort> {
  loading ??= (() => {
    Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
    guardNativeLoading();
    return import("onnxruntime-node").then((module) => module.default as unknown as typeof Ort);
  })();
  return loading;
}

/**
 * Loads ONNX Runtime before it is needed.
 * @throws {RunError} if it cannot be loaded.
 */
export async function preloadRuntime(): Promise<void> {
  await runtime();
}

/**
 * Loads ONNX Runtime before a compiled program's workers do, so that they share one copy. Where that fails they will say so
 * themselves, if they need it.
 */
export async function shareRuntime(): Promise<void> {
  if (Deno.build.standalone) await runtime().catch(() => {});
}

/** The file of every tensor, which all graphs of a folder share. */
export const WEIGHTS = "weights.bin";

/** True of the name of such a file, or of one of the several that they are where one would be too large. */
export function isWeights(name: string): boolean {
  return /^weights(-\d+)?\.bin$/.test(name);
}

/** A graph of the program's own whose weights the runtime itself maps from a file. */
export interface PlacedGraph {
  /** The folder of the file that the graph names. */
  readonly folder: string;
  read(): Uint8Array;
}

/** The files of a model by their names. */
export type ModelFiles = ReadonlyMap<string, Uint8Array | PlacedGraph>;

function weightsAmong(files: ModelFiles): { readonly path: string; readonly data: Uint8Array }[] {
  return [...files].filter(([path]) => isWeights(path)).map(([path, data]) => ({ path, data: data as Uint8Array }));
}

/** An ONNX graph that is ready to run. Release it with `using` or {@linkcode Session.dispose}. */
export class Session implements AsyncDisposable {
  readonly #name: string;
  readonly #tensor: typeof Ort.Tensor;
  readonly #session: Ort.InferenceSession;
  #released = false;

  private constructor(name: string, tensor: typeof Ort.Tensor, session: Ort.InferenceSession) {
    this.#name = name;
    this.#tensor = tensor;
    this.#session = session;
  }

  /**
   * @param files The files by their names. Of a stranger's model the runtime is given bytes, never a path or a folder.
   * @param name Which of them is the graph: an ONNX model whose external data all lies in others, `weights.bin` or
   * `weights-1.bin` and so on.
   * @param threads Threads that one run may use.
   * @param options `arena`: true to keep memory from one run to the next, which is faster where runs need much, but it is
   * never given back. `fused`: true of a graph of fused operators, which loads faster where none are looked for.
   * @throws {RefusedError} if the runtime does not take the graph.
   */
  static async open(
    files: ModelFiles,
    name: string,
    threads: number,
    { arena = false, fused = false }: { readonly arena?: boolean; readonly fused?: boolean } = {},
  ): Promise<Session> {
    const ort = await runtime();
    const graph = files.get(name)!;
    const placed = !(graph instanceof Uint8Array);
    const options = {
      graphOptimizationLevel: fused ? "basic" : "all",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4, // what fails is said in the error, without a stranger's names going to the terminal raw
      enableCpuMemArena: arena, // without it less memory at the peak; batches are small enough not to miss it (codec/learned/batches.ts)
      // A thread waits for work in a loop of 10 us, then asleep: a message takes 0.87 to 0.91 of the time of no loop on idle cores, 0.91
      // to 1 where one of two is busy, and 1.04 to 1.2 where both are. Longer loops win little and lose more: other sessions' threads,
      // and other programs, want the cores too (docs/performance.md).
      extra: {
        session: {
          intra_op: { allow_spinning: "1", spin_duration_us: "10" },
          ...placed && { model_external_initializers_file_folder_path: graph.folder },
        },
      },
      ...!placed && { externalData: weightsAmong(files) },
    } as const;
    const session = await ort.InferenceSession.create(placed ? graph.read() : graph, options).catch((error) => {
      throw new RefusedError(`Cannot use ${name}: ONNX Runtime does not load it: ${reason(error)}: ${ADVICE}`);
    });
    return new Session(name, ort.Tensor, session);
  }

  /** A float32 tensor of the given shape over `data`. */
  float(data: Float32Array, shape: readonly number[]): Tensor {
    return new this.#tensor("float32", data, shape);
  }

  /** An int32 tensor of the given shape over `data`. */
  int32(data: Int32Array, shape: readonly number[]): Tensor {
    return new this.#tensor("int32", data, shape);
  }

  /** An int64 tensor of the given shape from whole numbers. */
  integers(data: Int32Array, shape: readonly number[]): Tensor {
    return new this.#tensor("int64", BigInt64Array.from(data, BigInt), shape);
  }

  /** The names of the graph's inputs. */
  get inputs(): readonly string[] {
    return this.#session.inputNames;
  }

  /**
   * Runs the graph. It blocks the event loop: parallel work takes a worker each.
   * @param outputs Tensors to write the outputs into, which may be inputs as well where the graph's last operator on an
   * output goes value by value or says that it may; null for an output in a new tensor. Only those that are named are
   * returned. Without it all are, in new tensors.
   * @throws {RunError} if the runtime fails, for want of memory or because the inputs are not the graph's.
   */
  async run(inputs: Record<string, Tensor>, outputs?: Record<string, Tensor | null>): Promise<Record<string, Tensor>> {
    if (this.#released) throw new RunError(`Cannot run ${this.#name}: its codec or metric was closed before`);
    try {
      return await (outputs === undefined ? this.#session.run(inputs) : this.#session.run(inputs, outputs));
    } catch (error) {
      throw new RunError(`Cannot run ${this.#name}: ONNX Runtime fails: ${reason(error)}: ${ADVICE}`);
    }
  }

  async dispose(): Promise<void> {
    if (this.#released) return;
    this.#released = true; // the runtime itself would fail on a null pointer
    await this.#session.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

const ADVICE = "make room in memory, or take another codec";

/** The runtime's message on a failure, which may take several lines and quote the graph at length. */
function reason(error: unknown): string {
  const message = (error as Error).message.replace(/\s+/g, " ").trim();
  return message.length > MAX_REASON ? `${message.slice(0, MAX_REASON)}…` : message;
}

const MAX_REASON = 400;

/** The values of a float32 tensor, without a copy. */
export function viewFloats(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}

/** The values of an int64 tensor that are known to fit an int32. */
export function integers(tensor: Tensor): Int32Array {
  return Int32Array.from(tensor.data as BigInt64Array, Number);
}
