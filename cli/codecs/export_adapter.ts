import { exportAdapter } from "../../codec/import/peft/write.ts";
import { EXIT } from "../../errors.ts";

/** Runs `semcom codecs export-adapter`. */
export async function runExport({ codec, out }: { readonly codec: string; readonly out: string }): Promise<number> {
  await exportAdapter(codec, out);
  return EXIT.done;
}
