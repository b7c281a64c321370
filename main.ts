import "./cli/shared/temporary_folder.ts";
import { program } from "./cli/program.ts";

if (import.meta.main) Deno.exit(await program(Deno.args));
