import { RefusedError } from "../../errors.ts";
import { writeUtf8 } from "./utf8.ts";

/** The most bytes of a message that is compressed: four lines of input at their longest. Wrong bits may decode to more. */
export const MAX_MESSAGE_BYTES = 2 ** 18;

/**
 * The bytes of a message in UTF-8.
 * @throws {RefusedError} if there are too many of them.
 */
export function messageBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = writeUtf8(text);
  if (bytes.length <= MAX_MESSAGE_BYTES) return bytes;
  throw new RefusedError(`The message has ${bytes.length} bytes, and may have ${MAX_MESSAGE_BYTES}: cut it`);
}
