import { gunzipSync } from "node:zlib";
import { RunError } from "../errors.ts";

/** Where compile.ts puts ONNX Runtime's shared library for a Linux binary, seen from here: one file, compressed. */
const FOLDER = new URL("../dist/native/", import.meta.url);

/** Set once the library is loaded: workers share the process and its environment. */
const LOADED = "SEMCOM_RUNTIME_LOADED";

/**
 * Loads ONNX Runtime's shared library in a compiled program on Linux; elsewhere there is nothing to do.
 *
 * Deno unpacks the `.node` file that a package loads, but not the shared library beside it that the file needs. One
 * that is loaded already is not looked for again, so it is loaded first. (Deno can unpack everything, beside the program
 * or at home; two first runs at once would then read what the other is still writing.)
 * @throws {RunError} if the folder for temporary files has no room for the library, or may not hold programs.
 */
export function loadNativeLibrary(): void {
  if (!Deno.build.standalone || Deno.build.os !== "linux" || Deno.env.has(LOADED)) return;
  const [{ name }] = [...Deno.readDirSync(FOLDER)] as [Deno.DirEntry];
  if (!loadKept(name)) loadTemporary(name);
  Deno.env.set(LOADED, "1");
}

/** Loads the library from the user's cache, where the first run leaves it; false where that does not work. */
function loadKept(name: string): boolean {
  const cache = Deno.env.get("XDG_CACHE_HOME") || Deno.env.get("HOME") && `${Deno.env.get("HOME")}/.cache`;
  if (!cache) return false;
  const kept = `${cache}/semcom/${name.replace(/\.gz$/, "")}`;
  try {
    Deno.dlopen(kept, {});
    return true;
  } catch {
    // It is not there yet.
  }
  let beside: string | undefined;
  try {
    Deno.mkdirSync(`${cache}/semcom`, { recursive: true });
    beside = Deno.makeTempFileSync({ dir: `${cache}/semcom` });
    unpack(name, beside);
    Deno.renameSync(beside, kept);
    Deno.dlopen(kept, {});
    return true;
  } catch {
    if (beside !== undefined) remove(beside);
    return false;
  }
}

/** Loads the library from a temporary file that is gone as soon as it is loaded. */
function loadTemporary(name: string): void {
  let copy: string | undefined;
  try {
    copy = Deno.makeTempFileSync({ prefix: "semcom-" });
    unpack(name, copy);
    Deno.dlopen(copy, {});
  } catch (error) {
    throw new RunError(
      `Cannot load ONNX Runtime from the folder for temporary files: ${(error as Error).message}: ` +
        "make room for 46 MB, or set TMPDIR to another folder",
    );
  } finally {
    if (copy !== undefined) remove(copy);
  }
}

function unpack(name: string, path: string): void {
  Deno.writeFileSync(path, gunzipSync(Deno.readFileSync(new URL(name, FOLDER))));
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It has been renamed, or is in a folder that is gone.
  }
}
