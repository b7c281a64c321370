import type { LinkSettings } from "../link/fields.ts";
import type { Identity } from "./checkpoint.ts";
import type { Texts } from "./texts.ts";
import type { StepResult, StepSettings } from "./trainer.ts";

/** A figure that codecs are judged by. */
export interface Figure {
  readonly name: string;
  /** Its name in a codec.json. */
  readonly key: string;
  readonly isBetter: (one: number, other: number) => boolean;
}

/** A codec that can be fine-tuned, before its texts are read. */
export interface Tunable {
  /** What must not change for a run to go on, besides what every run has. */
  readonly identity: Identity;
  readonly open: (texts: Texts) => Promise<Tuning>;
}

/** The part of fine-tuning that hangs on the kind of the codec. */
export interface Tuning extends AsyncDisposable {
  /** The codec that it begins with. */
  readonly base: { readonly name: string; readonly sha256: string };
  readonly figure: Figure;
  /** The texts to learn, as token ids. */
  readonly rows: readonly Int32Array[];
  /** All that training moves: the parameters first. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
  /** What is trained, and how, for the codec.json. */
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly judgedBy: Readonly<Record<string, unknown>>;
  /** The link that validation goes over, if it does. */
  readonly validation: LinkSettings | undefined;
  /** Goes on after so many steps, with the vectors as they were then. */
  goOn(steps: number): void;
  /** One step of learning from rows; its number decides what is random. Nothing moves where the loss is no finite number. */
  step(rows: readonly Int32Array[], number: number, settings: StepSettings): Promise<StepResult & { tokens: number }>;
  /**
   * The figure of the validation sentences, by the parameters as they are; undefined if it is interrupted.
   * @param interrupted Asked again and again.
   */
  judge(interrupted: () => boolean, written?: Written): Promise<number | undefined>;
  /**
   * Writes the codec by the parameters as they are, and waits until it is on the disk.
   * @returns The SHA-256 of its codec.json.
   * @throws {RangeError} for a parameter that the codec's number type does not have.
   */
  write(folder: string, provenance: Readonly<Record<string, unknown>>): Promise<string>;
  /** Reads a folder that was written. Throws for one that is damaged. */
  check(folder: string): Promise<void>;
}

/** A codec folder that was written from the parameters as they are. */
export interface Written {
  readonly path: string;
  readonly sha256: string;
}
