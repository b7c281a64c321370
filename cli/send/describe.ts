import { NO_KNOWLEDGE } from "../../link/fields.ts";
import type { Link } from "../../link/link.ts";
import type { HeaderPrice } from "../../link/header.ts";
import type { ResolvedLink } from "../../link/resolve.ts";
import { describeImpairments, describeInterleaver, describeReceiver } from "../shared/describe_receiver.ts";

/** Describes a link's effective settings in one line, and in another the side information that costs nothing. */
export function describeLink({ codec, resolved }: Link): string {
  const { txSnrDb, knowledge, txKnowledge, rxKnowledge } = resolved.effective;
  const read = { "knowledge": knowledge, "transmitter's knowledge": txKnowledge, "receiver's knowledge": rxKnowledge };
  return [
    codec.name,
    describeTransmission(resolved),
    resolved.channel.name,
    ...resolved.type === "bits" ? [] : [`${resolved.snrDb} dB Es/N0`],
    ...txSnrDb === undefined ? [] : [`transmitter at ${txSnrDb} dB`],
    ...resolved.type === "bits"
      ? []
      : [...describeReceiver(resolved.receiver), ...describeImpairments(resolved.impairments)],
    describeLoad(resolved),
    ...Object.entries(read).flatMap(([what, path = NO_KNOWLEDGE]) => path === NO_KNOWLEDGE ? [] : [`${what} ${path}`]),
    `seed ${resolved.seed}`,
  ].join(", ") + describeHeader(resolved.header, codec.traits.sideInformation);
}

/** Settings of a link are agreed before; what differs from message to message is charged for, or named. */
function describeHeader(price: HeaderPrice, sideInformation: string): string {
  return price === "free"
    ? `\ntold for nothing: ${sideInformation}; how a line ends`
    : `\nin a header of its own: ${sideInformation}; how a line ends`;
}

/** "analog", "digital (polar 0.5, qpsk)". */
function describeTransmission(link: ResolvedLink): string {
  if (link.type === "analog") return "analog";
  const rate = link.codeRate === "follows" ? "" : ` ${+link.codeRate.toFixed(4)}`;
  const modulated = link.type === "digital" ? [link.modulation.name, ...describeInterleaver(link.interleaver)] : [];
  return `digital (${[`${link.code.name}${rate}`, ...modulated].join(", ")})`;
}

function describeLoad({ load }: ResolvedLink): string {
  switch (load.type) {
    case "rate":
      return typeof load.said === "string" ? `${load.said.replace("/", " uses/")}` : `${load.said} uses/token`;
    case "auto":
      return `as few uses as fail with probability ${load.failure}`;
    case "budget":
      return `${load.uses} uses/message`;
    case "bits":
      return `${load.bits} bits/token`;
    case "message":
      return "all bits";
  }
}
