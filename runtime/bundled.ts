import { relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { RunError } from "../errors.ts";
import { type Extent, findAppended, type OpenPart, openPart, readPart } from "./executable.ts";

/** Where a file lies on the disk: it is a file there, or a part of one. */
export interface Place extends Extent {
  /** Without symbolic links. */
  readonly path: string;
}

/** Where what comes with the program is found by its path in the repository, whether there or within a compiled program. */
const TOP = new URL("../", import.meta.url);

/** The folder of an executable that has the libraries of native code; compile.ts makes it. */
export const NATIVE = "native/";

let appended: { readonly path: string; readonly files: ReadonlyMap<string, Extent> } | undefined;

/** What compile.ts has put into the executable. */
function appendedFiles(): NonNullable<typeof appended> {
  if (!Deno.build.standalone || Deno.build.os !== "linux") return { path: "", files: new Map() };
  try {
    const path = Deno.realPathSync(Deno.execPath());
    return appended ??= { path, files: findAppended(path) };
  } catch (error) {
    throw new RunError(
      `Cannot read the program's own file ${Deno.execPath()}: ${
        (error as Error).message
      }: start it again, or install it again`,
    );
  }
}

/** The files of a folder that were put into the executable. */
export function appendedIn(folder: string): URL[] {
  return [...appendedFiles().files.keys()].filter((path) => path.startsWith(folder)).map((path) => new URL(path, TOP));
}

/** Where a file that comes with the program lies on the disk; undefined of one that Deno has embedded. */
export function placeOfBundled(url: URL): Place | undefined {
  if (!Deno.build.standalone) return { path: fileURLToPath(url), ...wholeOf(url) };
  const { path, files } = appendedFiles();
  const extent = files.get(relative(TOP.pathname, url.pathname));
  return extent && { path, ...extent };
}

/** Opens a file that comes with the program, wherever it lies. */
export function openBundled(url: URL): OpenPart {
  const place = placeOfBundled(url);
  return place === undefined ? openPart(url, wholeOf(url)) : openPart(place.path, place);
}

/** Reads a file that comes with the program. */
export function readBundled(url: URL): Uint8Array<ArrayBuffer> {
  const place = placeOfBundled(url);
  return place === undefined ? readPart(url, wholeOf(url)) : readPart(place.path, place);
}

function wholeOf(url: URL): Extent {
  return { offset: 0, bytes: Deno.statSync(url).size };
}
