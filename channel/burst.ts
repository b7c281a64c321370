import type { Gains, UseChannelFamily } from "./channel.ts";

/**
 * Gilbert and Elliott's channel: a Markov chain switches the SNR between a good and a bad state, use by use, and the
 * receiver knows the state. The mean SNR is kept: the power gain, `bad` dB lower in the bad state, has mean 1 over the
 * chain's stationary distribution, from which the first use's state is drawn. Noise of variance N0/2 per real dimension.
 */
export const burst: UseChannelFamily = {
  name: "burst",
  carries: "uses",
  description: "Gilbert-Elliott bursts: the SNR switches between a good and a bad state, its mean kept",
  source: "E. N. Gilbert, Capacity of a burst-noise channel, 1960; E. O. Elliott, 1963",
  parameters: [
    {
      name: "bad",
      description: "SNR loss of the bad state against the good one, in dB",
      default: 20,
      min: 0,
      max: 60,
    },
    { name: "enter", description: "probability a use that a burst begins", default: 0.02, min: 0, max: 1 },
    {
      name: "leave",
      description: "probability a use that a burst ends: it lasts 1/leave uses in the mean",
      default: 0.2,
      min: 1e-6,
      max: 1,
    },
  ],
  create: (parameters) => {
    const enter = parameters.number("enter");
    const leave = parameters.number("leave");
    const share = enter / (enter + leave);
    const loss = 10 ** (-parameters.number("bad") / 10);
    const good = Math.sqrt(1 / (1 - share + share * loss));
    const bad = good * Math.sqrt(loss);
    const gains: Gains = (uses, random) => {
      const gains = new Float64Array(2 * uses);
      let inBurst = random.uniform() < share;
      for (let i = 0; i < gains.length; i += 2) {
        gains[i] = inBurst ? bad : good;
        inBurst = inBurst ? random.uniform() >= leave : random.uniform() < enter;
      }
      return gains;
    };
    return { name: parameters.spec, gains, statistics: null, hasMemory: true };
  },
};
