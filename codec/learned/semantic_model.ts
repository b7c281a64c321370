import { maskOf, padRows } from "../../runtime/batch.ts";
import { Session, type Tensor } from "../../runtime/session.ts";
import type { Medium } from "../codec.ts";
import type { LearnedManifest } from "../folder/learned_manifest.ts";
import { type LearnedFolder, modelFilesOf } from "../folder/read.ts";
import { type DecodedRow, decodeFixedPoint, type Evidence } from "./decode.ts";

/**
 * The language model of a learned codec: token ids to features at one end, evidence to token ids at the other. Its graphs
 * alone know of which kind it is.
 */
export class SemanticModel implements AsyncDisposable {
  private constructor(
    private readonly manifest: LearnedManifest,
    private readonly encoder: Session,
    private readonly decoder: Session,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /** Opens the sessions of a checked codec folder. */
  static async open(folder: LearnedFolder, threads: number): Promise<SemanticModel> {
    await using stack = new AsyncDisposableStack();
    const files = modelFilesOf(folder);
    const open = async (name: string) => stack.use(await Session.open(files, name, threads));
    // The larger one first: the smaller one takes memory that it leaves behind.
    const [decoder, encoder] = [await open("decoder.onnx"), await open("encoder.onnx")];
    return new SemanticModel(folder.manifest, encoder, decoder, stack.move());
  }

  /** The longest segment, in tokens. */
  get maxTokens(): number {
    return this.manifest.max_tokens;
  }

  /**
   * Token ids to features.
   * @param segments B rows of at most {@linkcode SemanticModel.maxTokens} ids.
   * @param coordinates B rows: how many real coordinates each token will have on the air.
   * @returns Features [B,T,d], T the longest row.
   */
  async encode(
    segments: readonly Int32Array[],
    coordinates: readonly Int32Array[],
    medium: Medium,
  ): Promise<Tensor> {
    const lengths = segments.map((ids) => ids.length);
    const width = Math.max(...lengths);
    const shape = [segments.length, width];
    const each = (value: number) =>
      this.encoder.float(new Float32Array(segments.length).fill(value), [segments.length]);
    const { features } = await this.encoder.run({
      ids: this.encoder.integers(padRows(segments, width, this.manifest.pad, Int32Array), shape),
      mask: this.encoder.float(maskOf(lengths, width), shape),
      coordinates: this.encoder.float(padRows(coordinates, width, 0, Float32Array), shape),
      snr_db: each(medium.type === "uses" ? medium.snrDb : UNHEARD_SNR_DB),
      bit: each(Number(medium.type === "bits")),
    });
    return features!;
  }

  /** Evidence to token ids: see {@linkcode decodeFixedPoint}. */
  decode(evidence: Evidence, lengths: readonly number[]): Promise<DecodedRow[]> {
    return decodeFixedPoint(this.decoder, evidence, lengths, this.manifest.bos);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}

/** The graphs take an SNR in any case, and do not look at it where bits are sent. */
export const UNHEARD_SNR_DB = 0;
