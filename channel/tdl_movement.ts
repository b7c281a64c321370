/**
 * What moving taps do within an OFDM symbol, in which their gains change by a straight line: a gain's middle is that of its
 * subcarrier, and its slope makes each use heard on the others. Over Jakes' spectrum that is (pi f T)^2 / 6 of a path's
 * power for many subcarriers, with a greatest Doppler shift f and a symbol of T without its prefix (M. Russell and G. L. Stüber,
 * Interchannel interference analysis of OFDM in a mobile environment, 1995).
 */

/**
 * The part of a path's power that is heard on other subcarriers than its own.
 * @param slope The mean square of its slope over a symbol, for a power of 1.
 */
export function powerOfMovement(slope: number, subcarriers: number): number {
  return slope * (1 - 1 / subcarriers ** 2) / 12;
}

/**
 * What is heard on every subcarrier of the other uses of its symbol.
 * @param x All uses: use i is on subcarrier i mod N of symbol i div N.
 * @param slopes The change of the frequency response in the course of each symbol, at each of its subcarriers; of a message shorter
 * than a symbol, at those that it has.
 */
export function smear(x: Float64Array, slopes: Float64Array, subcarriers: number): Float64Array {
  const heard = new Float64Array(x.length);
  // The Fourier transform of a straight line from -1/2 to 1/2: -1/2 + j/2 cot(pi d / N) over N, d subcarriers away.
  const cotangents = Float64Array.from({ length: subcarriers }, (_, d) => 1 / Math.tan(Math.PI * d / subcarriers));
  for (let from = 0; from < x.length; from += 2 * subcarriers) {
    const end = Math.min(x.length, from + 2 * subcarriers);
    for (let m = from; m < end; m += 2) {
      const real = (slopes[m]! * x[m]! - slopes[m + 1]! * x[m + 1]!) / (2 * subcarriers);
      const imaginary = (slopes[m]! * x[m + 1]! + slopes[m + 1]! * x[m]!) / (2 * subcarriers);
      for (let k = from; k < end; k += 2) {
        if (k === m) continue;
        const cotangent = k > m ? cotangents[(k - m) / 2]! : -cotangents[(m - k) / 2]!;
        heard[k]! -= real + imaginary * cotangent;
        heard[k + 1]! += real * cotangent - imaginary;
      }
    }
  }
  return heard;
}
