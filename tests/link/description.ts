import type { CodecDescription, CodecTraits } from "../../codec/codec.ts";

/** A codec of which nothing but its traits is known. */
export function description(traits: Partial<CodecTraits> = {}): CodecDescription {
  return {
    name: "codec",
    kind: "test",
    scheme: "learned",
    sha256: "0".repeat(64),
    traits: {
      links: ["analog", "digital"],
      load: "elastic",
      rate: { min: 1, max: 12, usual: 6 },
      bits: { min: 1, max: 24 },
      batch: 64,
      isCode: false,
      sideInformation: "nothing",
      ...traits,
    },
  };
}

/** The description of a codec whose bits follow from its text. */
export const FIXED: CodecDescription = description({ links: ["digital"], load: "fixed" });
