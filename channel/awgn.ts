import type { Channel } from "./channel.ts";

/** Additive white Gaussian noise: y = x + n, n complex normal of variance N0, N0/2 per real dimension. */
export const awgn: Channel = {
  name: "awgn",
  description: "additive white Gaussian noise of variance N0/2 per real dimension",
  transmit(x, snr, random) {
    const sigma = Math.sqrt(1 / (2 * snr));
    return { y: x.map((value) => value + sigma * random.normal()), snr: new Float32Array(x.length).fill(snr) };
  },
};
