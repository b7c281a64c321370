import { type CodecTraits, USUAL_RATE } from "../codec.ts";

/** The traits of source codes. */
export const SEPARATE_TRAITS: CodecTraits = {
  links: ["digital"],
  load: "fixed",
  rate: { min: 0.05, max: 1000, usual: USUAL_RATE },
  bits: { min: 1, max: 1000 },
  batch: 64,
  isCode: false,
  sideInformation: "where a message's uses end, and the code rate where it follows from them",
};
