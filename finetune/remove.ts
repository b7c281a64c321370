import { exists } from "../runtime/open.ts";

/** Removes a file or a folder, if there is one. */
export async function remove(path: string): Promise<void> {
  if (await exists(path)) await Deno.remove(path, { recursive: true });
}
