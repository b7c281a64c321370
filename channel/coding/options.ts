import type { ChannelParameter } from "../parameters.ts";
import { withCrc } from "./block_crc.ts";
import type { CodeFamily } from "./code.ts";
import { withOrderedStatistics } from "./osd.ts";

/** Lengths of a block's CRC, of 3GPP TS 38.212 section 5.1; none where it is 0. */
const CRC_LENGTHS = ["0", "6", "11", "16", "24"];

/** The order of ordered-statistics decoding where nothing is said. */
const ORDER = 3;

const OPTIONS: readonly ChannelParameter[] = [
  {
    name: "crc",
    description: "bits of a CRC in each block, by which the receiver knows whether it is wrong",
    default: "0",
    values: CRC_LENGTHS,
  },
  {
    name: "decoder",
    description: "the code's own, or ordered statistics, near maximum likelihood for at most 256 coded bits",
    default: "own",
    values: ["own", "osd"],
  },
  {
    name: "order",
    description: "with decoder=osd: how many of the most reliable bits may be wrong",
    default: ORDER,
    min: 0,
    max: 6,
    whole: true,
  },
];

/** Gives a family, besides its own parameters, those that any code can have. */
export function withOptions(family: CodeFamily): CodeFamily {
  const options = family.hasCrc ? OPTIONS.filter(({ name }) => name !== "crc") : OPTIONS;
  return {
    ...family,
    parameters: [...family.parameters ?? [], ...options],
    configure(parameters) {
      const own = family.configure?.(parameters) ?? family;
      const length = family.hasCrc ? 0 : Number(parameters.word("crc"));
      const checked = length === 0 ? own : withCrc(own, length);
      return parameters.word("decoder") === "osd"
        ? withOrderedStatistics(checked, parameters.number("order"))
        : checked;
    },
  };
}
