import { type Codec, type Medium, USUAL_RATE } from "../codec.ts";
import { isCausal, languageModelOf } from "../folder/manifest.ts";
import type { CodecFolder, LearnedFolder, Purpose } from "../folder/read.ts";
import { LearnedCodec } from "../learned/learned_codec.ts";
import { learnedTraits } from "../learned/traits.ts";
import { NOISELESS_SNR_DB, observeNoiseless } from "../noiseless.ts";
import { SpinalCodec } from "../spinal/spinal_codec.ts";
import { spinalTraits } from "../spinal/traits.ts";

const SENTENCE = "The committee will meet again on Thursday to discuss the budget for next year. ";

/** No message of the rehearsal has more tokens, about. */
const MAX_TOKENS = 512;

/**
 * Runs the graphs of a codec folder that sends text: short messages and long ones, alone and in batches, over the air and as
 * bits.
 * @throws {SemcomError} if the runtime refuses a graph or fails.
 */
export async function rehearse(folder: CodecFolder, purposes: readonly Purpose[], threads: number): Promise<void> {
  const { manifest, sha256, files } = folder;
  if (!isCausal(manifest) && purposes.includes("learned")) {
    await using codec = await LearnedCodec.open(folder as LearnedFolder, threads);
    const long = SENTENCE.repeat(Math.ceil(Math.min(manifest.max_tokens, MAX_TOKENS) / 14));
    for (const texts of [["No."], [long], ["No.", SENTENCE, long]]) await send(codec, texts);
  }
  const model = languageModelOf(manifest);
  if (model !== undefined && purposes.includes("language model")) {
    const traits = isCausal(manifest) ? spinalTraits(model) : learnedTraits(manifest);
    const description = { name: manifest.name, kind: manifest.kind, scheme: "spinal", sha256, traits } as const;
    await using codec = await SpinalCodec.open(description, model, files, threads);
    await codec.prepare([SENTENCE.repeat(4)]);
    await send(codec, ["No."]);
  }
}

/** Sends messages there and back, without noise. */
async function send(codec: Codec, texts: readonly string[]): Promise<void> {
  for (const type of codec.traits.links.map((link) => link === "analog" ? "uses" : "bits")) {
    const medium: Medium = type === "uses" ? { type, snrDb: NOISELESS_SNR_DB } : { type };
    const prepared = await codec.prepare(texts);
    const outgoing = prepared.flatMap((one) => {
      if (one instanceof Error) throw one;
      const coordinates = 2 * Math.ceil(Math.min(USUAL_RATE, codec.traits.rate.max) * one.demand.tokens);
      return { prepared: one, coordinates, round: 0 };
    });
    const sent = await codec.encode(outgoing, medium, {});
    const heard = sent.map(({ signal }, i) => ({
      observation: observeNoiseless(signal),
      earlier: [],
      header: outgoing[i]!.prepared.header ?? [],
    }));
    await codec.decode(heard, medium, { beam: 8 });
  }
}
