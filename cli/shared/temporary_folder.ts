import { EXIT } from "../../errors.ts";
import { note } from "./terminal.ts";

/**
 * The files inside a compiled program have paths below the folder for temporary files, though nothing is there, and Deno
 * lets a program with named permissions read nothing below the system's own folders. Imported before all that reads.
 */
if (Deno.build.standalone && /^\/(dev|proc|sys)\//.test(import.meta.dirname!)) {
  note(
    "semcom: error: Cannot read the program's own files: TMPDIR is in /dev, /proc or /sys: set TMPDIR to another folder\n",
  );
  Deno.exit(EXIT.failed);
}
