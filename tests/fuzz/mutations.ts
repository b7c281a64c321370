import fc from "fast-check";
import { damaged } from "../damaged.ts";
import { bytesOf } from "./target.ts";

/** Numbers at which something may turn over. */
export const EXTREMES: readonly bigint[] = [0n, 1n, 7n, 8n, 15n, 16n, 31n, 32n, 53n, 62n, 63n, 64n]
  .flatMap((bits) => [(1n << bits) - 1n, 1n << bits, -(1n << bits)])
  .map((value) => BigInt.asUintN(64, value));

/** Does several mutations, one after the other; each is drawn for what the one before has left. */
function several(
  good: Uint8Array<ArrayBuffer>,
  one: (bytes: Uint8Array<ArrayBuffer>) => fc.Arbitrary<Uint8Array<ArrayBuffer>>,
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const more = (bytes: Uint8Array<ArrayBuffer>, left: number): fc.Arbitrary<Uint8Array<ArrayBuffer>> =>
    left === 0 ? fc.constant(bytes) : one(bytes).chain((next) => more(next, left - 1));
  return fc.integer({ min: 1, max: 4 }).chain((count) => more(good, count));
}

/** A file of which some bytes are others, numbers are extreme, or parts are missing, repeated or moved. */
export function brokenBytes(good: Uint8Array<ArrayBuffer>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return several(good, (bytes) => {
    const place = fc.nat(bytes.length);
    return fc.oneof(
      fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, other]) =>
        replace(bytes, at, at + other.length, other)
      ),
      fc.tuple(place, fc.constantFrom(4, 8), fc.constantFrom(...EXTREMES)).map(([at, size, value]) => {
        const number = new Uint8Array(new BigUint64Array([value]).buffer).subarray(0, size);
        return replace(bytes, at, at + size, number);
      }),
      place.map((length) => bytes.slice(0, length)),
      fc.tuple(place, place, place).map(([at, from, to]) =>
        replace(
          bytes,
          at,
          at,
          bytes.subarray(Math.min(from, to), Math.min(Math.max(from, to), Math.min(from, to) + 4096)),
        )
      ),
      fc.tuple(place, fc.nat(64)).map(([from, length]) => replace(bytes, from, from + length, new Uint8Array())),
    );
  });
}

function replace(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array<ArrayBuffer> {
  return join(bytes.subarray(0, from), by, bytes.subarray(to));
}

/** Bytes one after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** JSON of a value of which a place or two are others, as text that may have keys twice, or is cut or nested deep. */
export function brokenJson(good: object): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const odd = fc.constantFrom<unknown>(
    1e308,
    -1e308,
    5e-324,
    -0,
    2 ** 53,
    2 ** 31,
    -1,
    0.5,
    "",
    "\0",
    "__proto__",
    "\ud800",
    [],
    {},
    [[]],
    null,
    true,
  );
  const changed = fc.oneof(damaged(good), damaged(good).chain((once) => damaged(once)), damaged(good, odd));
  const text = changed.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 6, arbitrary: text },
    fc.tuple(text, fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1))),
    fc.tuple(text, fc.nat()).map(([json, at]) => {
      const keys = [...json.matchAll(/"[^"]*":/g)];
      const key = keys[at % Math.max(1, keys.length)];
      return key === undefined ? json : `${json.slice(0, key.index)}${key[0]}null,${json.slice(key.index)}`; // that key twice
    }),
    fc.tuple(text, fc.nat(), fc.constantFrom(100, 10_000)).map(([json, at, depth]) => {
      const commas = [...json.matchAll(/:/g)];
      const { index = 0 } = commas[at % Math.max(1, commas.length)] ?? {};
      return `${json.slice(0, index + 1)}${"[".repeat(depth)}${"]".repeat(depth)},"x":${json.slice(index + 1)}`;
    }),
    fc.oneof(fc.string(), fc.json()),
  ).map(bytesOf);
}
