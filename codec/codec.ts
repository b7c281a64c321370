import { maskOf, padded } from "../runtime/batch.ts";
import { Session, type Tensor } from "../runtime/session.ts";
import type { CodecFolder } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import { type Decoded, decodeFixedPoint, type Evidence } from "./decode.ts";
import { Tokenizer } from "./text/tokenizer.ts";

/**
 * A language model as a semantic codec: text to token ids to features at one end, evidence to token ids to text at the
 * other. Slot t on the air belongs to token t. What kind of model it is only its graphs know.
 */
export class SemanticCodec implements AsyncDisposable {
  private constructor(
    readonly manifest: Manifest,
    readonly tokenizer: Tokenizer,
    private readonly encoder: Session,
    private readonly decoder: Session,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /** Opens the sessions of a checked codec folder. */
  static async open(folder: CodecFolder, threads: number): Promise<SemanticCodec> {
    await using stack = new AsyncDisposableStack();
    const open = async (name: string) => stack.use(await Session.open(folder.files, name, threads));
    const json = new TextDecoder().decode(folder.files.get("tokenizer.json"));
    const tokenizer = stack.use(new Tokenizer(json, folder.manifest.vocabulary));
    const [encoder, decoder] = [await open("encoder.onnx"), await open("decoder.onnx")];
    return new SemanticCodec(folder.manifest, tokenizer, encoder, decoder, stack.move());
  }

  /**
   * Token ids to features.
   * @param segments B rows of at most `manifest.max_tokens` ids.
   * @param coordinates B rows: how many real coordinates each token will have on the air.
   * @param snrDb The mean Es/N0 in dB that the transmitter knows of; a link of bits hides it.
   * @param bits Whether the coordinates will be sent as bits.
   * @returns Features [B,T,d], T the longest row.
   */
  async encode(
    segments: readonly Int32Array[],
    coordinates: readonly Int32Array[],
    snrDb: number,
    bits: boolean,
  ): Promise<Tensor> {
    const lengths = segments.map((ids) => ids.length);
    const width = Math.max(...lengths);
    const shape = [segments.length, width];
    const each = (value: number) =>
      this.encoder.float(new Float32Array(segments.length).fill(value), [segments.length]);
    const { features } = await this.encoder.run({
      ids: this.encoder.integers(padded(segments, width, this.manifest.pad, Int32Array), shape),
      mask: this.encoder.float(maskOf(lengths, width), shape),
      coordinates: this.encoder.float(padded(coordinates, width, 0, Float32Array), shape),
      snr_db: each(snrDb),
      bit: each(Number(bits)),
    });
    return features!;
  }

  /** What the receiver heard to token ids: see {@linkcode decodeFixedPoint}. */
  decode(evidence: Evidence, lengths: readonly number[]): Promise<Decoded[]> {
    return decodeFixedPoint(this.decoder, evidence, lengths, this.manifest.bos);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
