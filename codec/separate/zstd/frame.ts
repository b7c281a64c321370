/** The first bytes of every frame of Zstandard (RFC 8878 section 3.1.1), in this order. */
export const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

/** Bytes of the dictionary's number and of the content's size by the flags that say so (RFC 8878 section 3.1.1.1.1). */
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const SIZE_BYTES = [0, 2, 4, 8] as const;

/** The outline of a frame. */
export interface FrameOutline {
  /** Bytes of the frame, those of its magic number included. */
  readonly length: number;
  /** Bytes that it says it decompresses to. */
  readonly contentBytes: number;
}

/**
 * Reads where a frame ends, and what it says of its content, from its header and those of its blocks.
 * @throws {RangeError} if the bytes end first, or do not say the content's size.
 */
export function outlineFrame(bytes: Uint8Array): FrameOutline {
  const number = (at: number, count: number) => {
    if (at + count > bytes.length) throw new RangeError("The frame ends early");
    let value = 0;
    for (let i = count - 1; i >= 0; i--) value = 256 * value + bytes[at + i]!;
    return value;
  };
  const flags = number(MAGIC.length, 1);
  const isSingle = (flags >> 5 & 1) === 1;
  const sizeBytes = flags >> 6 === 0 && isSingle ? 1 : SIZE_BYTES[flags >> 6]!;
  let at = MAGIC.length + 1 + Number(!isSingle) + DICTIONARY_BYTES[flags & 3]!;
  if (sizeBytes === 0) throw new RangeError("The frame does not say the size of its content");
  const contentBytes = number(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  at += sizeBytes;
  for (let isLast = false; !isLast;) {
    const header = number(at, 3);
    isLast = (header & 1) === 1;
    const isRepeated = (header >> 1 & 3) === 1;
    at += 3 + (isRepeated ? 1 : header >> 3);
  }
  return { length: at + 4 * (flags >> 2 & 1), contentBytes };
}
