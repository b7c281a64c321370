/** Loaded before the tests by `deno task fuzz`: property tests try a hundred times as many inputs, or FUZZ_RUNS of them. */
import fc from "fast-check";

fc.configureGlobal({ numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 10_000) });
