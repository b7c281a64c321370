import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { fileURLToPath, pathToFileURL } from "node:url";
import { RunError } from "../../errors.ts";
import { appendedIn, NATIVE, readBundled } from "../bundled.ts";
import { keepInPrivate } from "./private_folder.ts";
import { seal } from "./sealed_file.ts";

/** Says where this process has the file; workers share the process and its environment, children only the latter. */
const LOADED = "SEMCOM_NATIVE";

/**
 * Makes a compiled program load native code from copies that nobody else can change.
 *
 * Left to itself Deno unpacks the `.node` file that a package loads into the folder for temporary files, under a name that
 * never changes: there others may put theirs first. And it does not unpack the shared library beside it at all.
 * @throws {RunError} when a package asks for its `.node` file and there is no way to load it.
 */
export function guardNativeLoading(): void {
  if (!Deno.build.standalone) return;
  if (isMainThread) Deno.env.delete(LOADED); // whoever started the program does not decide what it loads
  const { extensions } = createRequire(import.meta.url);
  const load = extensions[".node"]!;
  extensions[".node"] = (module, path) => {
    const copy = copyOf(path);
    try {
      load(module, copy);
    } catch (error) {
      throw new RunError(
        `Cannot load ONNX Runtime from ${dirname(copy)}: ${(error as Error).message}: set XDG_CACHE_HOME to a folder ` +
          "that may hold programs (its disk is not mounted noexec)",
      );
    }
  };
}

/** The path of the copy of a `.node` file inside the program, made with those of the libraries beside it if need be. */
function copyOf(path: string): string {
  const mine = `${Deno.pid} `;
  const known = Deno.env.get(LOADED);
  if (known?.startsWith(mine)) return known.slice(mine.length);
  const [folder, name] = [dirname(path), basename(path)];
  const beside = [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((other) => other !== name);
  const libraries = [...beside.map((other) => pathToFileURL(join(folder, other))), ...appendedIn(NATIVE)];
  const copy = sealed(pathToFileURL(path), libraries) ?? kept(pathToFileURL(path), libraries);
  Deno.env.set(LOADED, mine + copy);
  return copy;
}

/** Copies in memory that nobody can change, where the system has such; a library that is loaded is not looked for again. */
function sealed(addon: URL, libraries: readonly URL[]): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    for (const library of libraries) Deno.dlopen(seal(library), {});
    return seal(addon);
  } catch {
    return undefined; // a system that has no memory files, or lets no program be loaded from them
  }
}

/** Copies in a folder that is the user's own. */
function kept(addon: URL, libraries: readonly URL[]): string {
  const nameOf = (url: URL) => basename(fileURLToPath(url));
  const files = new Map([...libraries, addon].map((url) => [nameOf(url), readBundled(url)]));
  return join(keepInPrivate(files), nameOf(addon));
}
