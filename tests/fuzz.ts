/** Loaded before the tests by `deno task fuzz`: property tests try a hundred times as many inputs. */
import fc from "fast-check";

fc.configureGlobal({ numRuns: 10_000 });
