import assert from "node:assert/strict";
import { findCodecFolder, readCodecFolder } from "../../../codec/folder/read.ts";
import { openCodec } from "../../../codec/open.ts";
import { limitsOf, tryFolder } from "../../../codec/trial/trial.ts";
import { RefusedError } from "../../../errors.ts";
import {
  decoder,
  DECODING,
  DECODING_NUMBERS,
  harmless,
  numbers,
  operation,
  setting,
  withFolder,
  writeFolder,
} from "../check/hostile.ts";
import { tinyPath } from "../../finetune/tiny.ts";

const tiny = await findCodecFolder(tinyPath("bart"));
const limits = limitsOf(tiny);

/** The sentence that a codec is refused with. */
async function refusal(trying: Promise<unknown>): Promise<string> {
  const error = await trying.then(() => assert.fail("it passed"), (error) => error);
  assert.ok(error instanceof RefusedError, String(error.stack));
  assert.ok(!error.message.includes("\n") && error.message.length < 1000, error.message);
  return error.message.replace(tiny.path, "TINY");
}

Deno.test("a codec that runs passes, for sending and for fine-tuning", async () => {
  await tryFolder(tiny, ["learned", "fine-tuning"]);
});

Deno.test("a codec that takes more memory than it may is refused", async () => {
  assert.match(
    await refusal(tryFolder(tiny, ["learned"], { ...limits, memory: 2 ** 24 })),
    /^Cannot use the codec TINY: tried in a process of its own, it took more than 16 MiB of memory: take another codec/,
  );
});

Deno.test("a codec that does not end is refused", async () => {
  assert.match(
    await refusal(tryFolder(tiny, ["learned"], { ...limits, seconds: 0.002 })),
    /: tried in a process of its own, it did not end within 0\.02 s: take another codec/,
  );
});

Deno.test(
  "a codec that takes more processor time than it may is refused",
  { ignore: Deno.build.os === "windows" },
  async () => {
    const bart = await findCodecFolder("bart-mini");
    assert.match(
      await refusal(tryFolder(bart, ["learned", "fine-tuning"], { ...limitsOf(bart), seconds: 1 })),
      /: tried in a process of its own, it took more than 1 s of processor time: take another codec/,
    );
  },
);

Deno.test("a codec that crashes the process is refused", { ignore: Deno.build.os !== "linux" }, async () => {
  // With hardly any memory to be had, the program itself falls.
  assert.match(
    await refusal(tryFolder(tiny, ["learned"], { ...limits, memory: 2 ** 20 - 2 ** 31 })),
    /: tried in a process of its own, it (crashed \((SIG[A-Z]+|exit code \d+)\)|took more than -\d+ MiB of memory): take/,
  );
});

Deno.test("graphs that pass every check and fail at the first run are refused, and only then", async () => {
  await withFolder((path) => writeFolder(path, harmless()), async (path) => {
    await using codec = await openCodec(path);
    assert.equal(codec.name, "stranger");
  });
  const failing = decoder({
    1: [
      DECODING[0]!,
      operation(["rows of evidence", "start", "end", "axis", "end"], "Slice", ["few"]),
      operation(["few", "positions"], "Gather", ["of tokens"], setting("axis", 0)), // rows that there are not
      ...DECODING.slice(2),
    ],
    5: [...DECODING_NUMBERS, numbers("start", 0), numbers("end", 1), numbers("axis", 0)],
  });
  await withFolder((path) => writeFolder(path, { ...harmless(), "decoder.onnx": failing }), async (path) => {
    await readCodecFolder(path);
    assert.match(await refusal(openCodec(path)), /^Cannot run decoder\.onnx: ONNX Runtime fails: .*out of data bounds/);
  });
});

Deno.test("a folder that changes while it is tried is refused", async () => {
  assert.match(
    await refusal(tryFolder({ ...tiny, sha256: "0".repeat(64) }, ["learned"])),
    /^Cannot use the codec TINY: it changed while it was tried: try again$/,
  );
});

Deno.test("who vouches for a codec opens it without a trial", async () => {
  const start = performance.now();
  await using codec = await openCodec(tiny.path, { vouched: tiny.sha256 });
  assert.equal(codec.sha256, tiny.sha256);
  const vouched = performance.now() - start;
  const again = performance.now();
  await using tried = await openCodec(tiny.path);
  assert.equal(tried.sha256, tiny.sha256);
  assert.ok(performance.now() - again > vouched, "the other is tried first");
});
