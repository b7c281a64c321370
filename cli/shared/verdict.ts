import type { Reception } from "../../link/link.ts";

/** How a message ended, and what its receiver knows of that, in words. */
export function verdictOf(
  { text, reconstruction, delivered }: Pick<Reception, "text" | "reconstruction" | "delivered">,
): string {
  const isExact = text === reconstruction;
  if (delivered === false) return isExact ? "a best guess, and right" : "lost, and the receiver knows it";
  if (isExact) return delivered ? "exact, and the receiver knows it" : "exact";
  return delivered ? "wrong, and the receiver does not know it" : "not exact";
}
