import assert from "node:assert/strict";
import { findCodecFolder } from "../../../codec/folder/read.ts";
import { distrust, trust, trustIn } from "../../../codec/trial/trust.ts";
import { RunError } from "../../../errors.ts";
import { tinyPath } from "../../finetune/tiny.ts";

const codec = await findCodecFolder(tinyPath("bart"));

/** Runs with a folder of configuration of its own. */
async function withConfiguration(work: (folder: string) => Promise<void>): Promise<void> {
  const [before, folder] = [Deno.env.get("XDG_CONFIG_HOME"), await Deno.makeTempDir()];
  try {
    Deno.env.set("XDG_CONFIG_HOME", folder);
    await work(folder);
  } finally {
    if (before === undefined) Deno.env.delete("XDG_CONFIG_HOME");
    else Deno.env.set("XDG_CONFIG_HOME", before);
    await Deno.remove(folder, { recursive: true });
  }
}

const windows = Deno.build.os === "windows";

Deno.test("trust is by hash, recorded for this user alone, and can be undone", async () => {
  assert.equal(await trustIn(await findCodecFolder("bart-mini")), "bundled");
  await withConfiguration(async (folder) => {
    assert.equal(await trustIn(codec), "not trusted");
    await trust(codec);
    await trust(codec);
    assert.equal(await trustIn(codec), "trusted");
    const records = `${folder}/semcom/trusted-codecs`;
    assert.deepEqual([...Deno.readDirSync(records)].map(({ name }) => name), [codec.sha256]);
    const mode = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    if (!windows) assert.deepEqual([mode(records), mode(`${records}/${codec.sha256}`)], [0o700, 0o600]);
    assert.equal(await trustIn({ ...codec, sha256: "0".repeat(64) }), "not trusted");
    assert.deepEqual([await distrust(codec), await distrust(codec)], [true, false]);
    assert.equal(await trustIn(codec), "not trusted");
  });
});

Deno.test("a record that others may have written is none", { ignore: windows }, async () => {
  await withConfiguration(async (folder) => {
    await trust(codec);
    const record = `${folder}/semcom/trusted-codecs/${codec.sha256}`;
    for (const mode of [0o620, 0o602]) {
      Deno.chmodSync(record, mode);
      assert.equal(await trustIn(codec), "not trusted");
    }
    Deno.removeSync(record);
    Deno.symlinkSync(`${codec.path}/codec.json`, record);
    assert.equal(await trustIn(codec), "not trusted");
    Deno.removeSync(record);
    Deno.mkdirSync(record);
    assert.equal(await trustIn(codec), "not trusted");
  });
});

Deno.test("fifty that trust at once leave one whole record", async () => {
  await withConfiguration(async (folder) => {
    await Promise.all(Array.from({ length: 50 }, () => trust(codec)));
    assert.deepEqual([...Deno.readDirSync(`${folder}/semcom/trusted-codecs`)].map(({ name }) => name), [codec.sha256]);
    assert.equal(await trustIn(codec), "trusted");
  });
});

Deno.test("without a place to record it nothing is trusted, in one line", { ignore: windows }, async () => {
  await withConfiguration(async (folder) => {
    Deno.writeTextFileSync(`${folder}/semcom`, "a file in the way");
    await assert.rejects(trust(codec), (error) => error instanceof RunError && !error.message.includes("\n"));
    assert.equal(await trustIn(codec), "not trusted");
  });
});
