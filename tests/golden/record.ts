/**
 * Records what the program prints for the commands of commands.json, so that a change of its structure can be shown to
 * change no figure:
 *
 *     deno run -A tests/golden/record.ts
 *
 * Record anew only where a change is meant to change figures, and say so in CHANGELOG.md.
 */
import { semcom } from "../cli/semcom.ts";
import commands from "./commands.json" with { type: "json" };

/** Runs every command and returns its lines of JSON, without what no second run repeats. */
export async function runAll(): Promise<Record<string, unknown[]>> {
  const texts = await Deno.readTextFile(new URL("texts.txt", import.meta.url));
  const results: Record<string, unknown[]> = {};
  for (const [command, argumentLists] of Object.entries(commands)) {
    for (const args of argumentLists) {
      const input = command === "ber" ? "" : texts;
      const quiet = command === "ber" || command === "send" ? ["-q"] : [];
      const { code, stdout, stderr } = await semcom([command, ...args, "--json", ...quiet], input);
      if (code !== 0) throw new Error(`semcom ${command} ${args.join(" ")} ended with ${code}: ${stderr}`);
      results[[command, ...args].join(" ")] = stdout.trimEnd().split("\n").map((line) => repeatable(JSON.parse(line)));
    }
  }
  return results;
}

/** A value without times, versions and hashes. */
function repeatable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(repeatable);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !["ms", "mbits_per_s", "header", "complexity"].includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, repeatable(inner)]));
}

if (import.meta.main) {
  const lines = Object.entries(await runAll()).map(([command, results]) =>
    `${JSON.stringify(command)}: [\n${results.map((result) => JSON.stringify(result)).join(",\n")}\n]`
  );
  await Deno.writeTextFile(new URL("results.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);
}
