import { openBundled } from "../bundled.ts";

/** Flags of memfd_create: closed in children, and it may be sealed. */
const MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2;
/** The command of fcntl that seals, and all seals: no more seals, no shrinking, no growing, no writing. */
const F_ADD_SEALS = 1033, ALL_SEALS = 1 | 2 | 4 | 8;

/** Bytes that are read at once, so few that the processor's cache holds them until they are written. */
const PIECE = 2 ** 18;

/**
 * Copies a file of the program's own to one in memory that nobody can change any more, this process included, and that is gone with the
 * process (memfd_create(2), F_ADD_SEALS in fcntl(2)). Linux alone has such.
 * @returns The path of the copy for this process. It is another for every copy, since all stay open.
 * @throws {Error} if the file cannot be read, or the kernel does not make the copy, for want of memory or because it may not.
 */
export function seal(url: URL): string {
  using source = openBundled(url);
  const { symbols: { memfd_create, write, fcntl, close } } = Deno.dlopen("libc.so.6", {
    memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const file = memfd_create(new TextEncoder().encode("semcom\0"), MFD_CLOEXEC | MFD_ALLOW_SEALING); // a name for maps and tools
  if (file < 0) throw new Error("Cannot make a file in memory");
  const piece = new Uint8Array(PIECE);
  for (let length = source.readSync(piece); length !== null; length = source.readSync(piece)) {
    for (let at = 0; at < length;) {
      const written = Number(write(file, piece.subarray(at, length), BigInt(length - at)));
      if (written <= 0) fail("Cannot write the file in memory");
      at += written;
    }
  }
  if (fcntl(file, F_ADD_SEALS, ALL_SEALS) !== 0) fail("Cannot seal the file in memory");
  return `/proc/self/fd/${file}`;

  function fail(message: string): never {
    close(file);
    throw new Error(message);
  }
}
