/** The commands that take settings of a link. */
export type Command = "send" | "eval" | "finetune" | "ber";

/**
 * The three links that settings resolve to: channel uses without a channel code; coded bits over a modulated waveform;
 * coded bits over a channel that carries bits.
 */
export type LinkType = "analog" | "digital" | "bits";

/** The legal values of a setting. */
export type Kind =
  | {
    readonly type: "number";
    readonly min: number;
    readonly max: number;
    readonly whole: boolean;
    readonly unit: string;
  }
  /** A number, or one `/word`, or `auto`, or `auto:P` with a probability P. */
  | { readonly type: "rate"; readonly min: number; readonly max: number; readonly unit: string }
  /** A whole number, or one of some names. */
  | {
    readonly type: "whole or name";
    readonly min: number;
    readonly max: number;
    readonly unit: string;
    readonly names: readonly string[];
  }
  /** A number above 0 and at most 1, which may be written as a fraction. */
  | { readonly type: "ratio" }
  /** One of some names, upper and lower case alike. */
  | { readonly type: "name"; known(): readonly string[] }
  /** A channel, with parameters as in "rician:k=6,fading=fast". */
  | { readonly type: "channel" }
  /** A channel code, with parameters as in "polar:list=32". */
  | { readonly type: "code" }
  /** A codec's name or folder. */
  | { readonly type: "codec" }
  /** The path of a text, or none. */
  | { readonly type: "text" };

/** Groups of settings, by which help is ordered. */
export type Group = "Codec and rate" | "Channel" | "Bits and channel code" | "Receiver" | "Search" | "Knowledge";

/** A row of the table of settings: see fields.ts. */
export interface Field {
  /** Its name in the library. */
  readonly key: string;
  /** Its name on the command line, without the two hyphens. */
  readonly flag: string;
  /** Its name in JSON. */
  readonly json: string;
  /** Its name in a sentence: "pilots' power". */
  readonly title: string;
  readonly kind: Kind;
  readonly metavar: string;
  /** The group of its flag among those of a command. */
  readonly group: Group;
  /** A sentence of at most two lines for `--help`, without the default and what it needs. */
  readonly help: string;
  /** What else there is to say, in sentences, for `semcom help FLAG` and the manual page. */
  readonly details: string | null;
  /** The value where nothing is said, or words for one that depends on others. */
  readonly usual: Usual;
  readonly commands: readonly Command[];
  /** The links on which it has an effect; elsewhere it is refused. */
  readonly links: readonly LinkType[];
  /** Another setting without whose value this one has no effect; elsewhere it is refused. */
  readonly needs: Need | null;
}

/** The default of a setting. */
export type Usual =
  | { readonly type: "value"; readonly value: string | number }
  | { readonly type: "words"; readonly words: string };

/** One of these values of another setting. */
export interface Need {
  readonly key: string;
  readonly values: readonly string[];
}
