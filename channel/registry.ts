import { UsageError } from "../errors.ts";
import { unknownName } from "../text/suggest.ts";
import { awgn } from "./awgn.ts";
import { bec, bsc } from "./bits.ts";
import { burst } from "./burst.ts";
import type { BitChannel, Channel, ChannelFamily } from "./channel.ts";
import { erasure } from "./erasure.ts";
import { ChannelParameters, splitSpec } from "./parameters.ts";
import { rayleigh } from "./rayleigh.ts";
import { rician } from "./rician.ts";
import { tdl } from "./tdl.ts";

const families = new Map(
  [awgn, rayleigh, rician, ...tdl, burst, erasure, bsc, bec].map((family): [string, ChannelFamily] => [
    family.name,
    family,
  ]),
);

/**
 * Makes a family of channels known by its name, to the library and to the command line alike.
 *
 * @example
 * ```ts
 * import { channelFrom, registerChannel } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * registerChannel({
 *   name: "attenuation",
 *   carries: "uses",
 *   description: "one gain, the same for every message",
 *   source: "none",
 *   parameters: [{ name: "db", description: "loss in dB", default: 3, min: 0, max: 100 }],
 *   create: (parameters) => ({
 *     name: parameters.spec,
 *     gains: (uses) => {
 *       const gain = 10 ** (-parameters.number("db") / 20);
 *       return new Float64Array(2 * uses).map((_, i) => i % 2 === 0 ? gain : 0);
 *     },
 *     statistics: null,
 *   }),
 * });
 * assert.equal(channelFrom("attenuation").name, "attenuation:db=3");
 * ```
 * @throws {UsageError} if another family has that name, or if no spec could name it.
 */
export function registerChannel(family: ChannelFamily): void {
  const known = families.get(family.name);
  if (known !== undefined && known !== family) {
    throw new UsageError(`Register the channel "${family.name}": another channel has that name`);
  }
  for (const name of [family.name, ...family.parameters.map((parameter) => parameter.name)]) {
    if (/^[a-z][a-z0-9-]*$/.test(name)) continue;
    throw new UsageError(
      `Register the channel "${family.name}": the name ${JSON.stringify(name)} is not of a-z, 0-9 and hyphens`,
    );
  }
  families.set(family.name, family);
}

/**
 * Lists every known family: the built-in ones first, then those registered, in that order.
 *
 * @example
 * ```ts
 * import { channelFamilies } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.equal(channelFamilies()[0]!.name, "awgn");
 * ```
 */
export function channelFamilies(): ChannelFamily[] {
  return [...families.values()];
}

/** Finds the family of that name; a UsageError lists the known ones and suggests the nearest. */
export function channelFamily(name: string): ChannelFamily {
  const family = families.get(name.toLowerCase());
  if (family !== undefined) return family;
  throw unknownName("channel", name, families.keys());
}

/**
 * Makes the channel for complex uses that a spec names: `name` or `name:key=value,key=value`, upper and lower case alike.
 *
 * @example
 * ```ts
 * import { channelFrom } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.equal(channelFrom("rician:k=10").name, "rician:k=10,fading=block");
 * ```
 * @throws {UsageError} for an unknown name, an unknown parameter, a value out of range, or a channel that carries bits.
 */
export function channelFrom(spec: string): Channel {
  const { family, parameters } = parse(spec);
  if (family.carries === "uses") return family.create(parameters);
  throw new UsageError(
    `The channel ${family.name} carries bits, and the link is analog: make it digital, or take another channel`,
  );
}

/**
 * Makes the channel for bits that a spec names, or undefined where it names one for complex uses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(bitChannelFrom("bsc:p=0.01")?.name, "bsc:p=0.01");
 * assert.equal(bitChannelFrom("awgn"), undefined);
 * ```
 * @throws {UsageError} as {@linkcode channelFrom} does.
 */
export function bitChannelFrom(spec: string): BitChannel | undefined {
  const { family, parameters } = parse(spec);
  return family.carries === "bits" ? family.create(parameters) : undefined;
}

function parse(spec: string): { family: ChannelFamily; parameters: ChannelParameters } {
  const { name, given } = splitSpec(spec, "channel");
  const family = channelFamily(name);
  return { family, parameters: new ChannelParameters(family, given) };
}

/**
 * Writes a channel's full spec, every parameter with its value.
 * @throws {UsageError} as {@linkcode channelFrom} does.
 */
export function completeSpec(spec: string): string {
  return (bitChannelFrom(spec) ?? channelFrom(spec)).name;
}
