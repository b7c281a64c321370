import type { Impairments } from "../../channel/impairments.ts";
import type { Interleaver } from "../../channel/interleaver.ts";
import type { Receiver } from "../../channel/receiver/receiver.ts";

/** Describes an interleaver where it is not the standard's: "random interleaver". */
export function describeInterleaver(interleaver: Interleaver): string[] {
  return interleaver === "standard" ? [] : [`${interleaver === "none" ? "no" : interleaver} interleaver`];
}

/** Describes a receiver where it is not the ordinary one: "8 pilots (lmmse)", "matched equaliser", "no CSI". */
export function describeReceiver(receiver: Receiver): string[] {
  const parts: string[] = [];
  if (receiver.csi === "none") parts.push("no CSI");
  if (receiver.csi === "pilots") {
    const { count, powerDb, estimator } = receiver.pilots;
    parts.push(
      `${count} ${count === 1 ? "pilot" : "pilots"}${powerDb === 0 ? "" : ` at ${powerDb} dB`} (${estimator})`,
    );
  }
  if (receiver.csi !== "none" && receiver.equaliser !== "zf") parts.push(`${receiver.equaliser} equaliser`);
  if (receiver.antennas > 1) parts.push(`${receiver.antennas} receive antennas`);
  if (receiver.snrDb !== undefined) parts.push(`receiver at ${receiver.snrDb} dB`);
  return parts;
}

/** Describes the impairments of a link's ends: "clipped at 3 dB". */
export function describeImpairments({ cfo, phaseNoise, clipDb }: Impairments): string[] {
  return [
    ...cfo === undefined ? [] : [`carrier off by ${cfo} cycles/use`],
    ...phaseNoise === undefined ? [] : [`phase noise of ${phaseNoise} degrees/use`],
    ...clipDb === undefined ? [] : [`clipped at ${clipDb} dB`],
  ];
}
