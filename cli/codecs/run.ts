import type { codecsCommand } from "./flags.ts";
import type { InferValue } from "@optique/core/parser";

/** Runs a subcommand of `semcom codecs`. */
export async function runCodecs(options: InferValue<typeof codecsCommand>): Promise<number> {
  switch (options.command) {
    case "codecs list":
      return (await import("./list.ts")).listCodecs(options);
    case "codecs show":
      return (await import("./show.ts")).showCodec(options);
    case "codecs verify":
      return (await import("./verify.ts")).verifyCodecs(options);
    case "codecs export-adapter":
      return (await import("./export_adapter.ts")).runExport(options);
    case "codecs trust":
      return (await import("./trust.ts")).trustCodec(options);
    case "codecs import":
      return (await import("./import.ts")).runImport(options);
  }
}
