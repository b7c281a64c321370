import type { Interleaver } from "../../channel/interleaver.ts";
import type { Receiver } from "../../channel/receiver/receiver.ts";

/** Describes an interleaver where it is not the standard's: "random interleaver". */
export function describeInterleaver(interleaver: Interleaver): string[] {
  return interleaver === "standard" ? [] : [`${interleaver === "none" ? "no" : interleaver} interleaver`];
}

/** Describes a receiver where it is not the ordinary one: "8 pilots (lmmse)", "matched equaliser", "no CSI". */
export function describeReceiver(receiver: Receiver): string[] {
  if (receiver.csi === "none") return ["no CSI"];
  const parts: string[] = [];
  if (receiver.csi === "pilots") {
    const { count, powerDb, estimator } = receiver.pilots;
    parts.push(
      `${count} ${count === 1 ? "pilot" : "pilots"}${powerDb === 0 ? "" : ` at ${powerDb} dB`} (${estimator})`,
    );
  }
  if (receiver.equaliser !== "zf") parts.push(`${receiver.equaliser} equaliser`);
  return parts;
}
