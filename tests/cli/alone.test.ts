import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { semcom, semcomCommand } from "./semcom.ts";

const compiled = Deno.env.get("SEMCOM_BINARY") !== undefined;

Deno.test("--version --json names what a figure may depend on", async () => {
  const { code, stdout } = await semcom(["--version", "--json"]);
  assert.equal(code, 0);
  const versions = JSON.parse(stdout);
  assert.equal(versions.semcom, deno.version);
  assert.equal(versions.deno, Deno.version.deno);
  assert.match(versions.onnxruntime, /^\d+\.\d+\.\d+$/);
  assert.match(versions.codecs["bart-mini"].sha256, /^[0-9a-f]{64}$/);
});

/** Two runs at once with nothing in the environment but a home, in an empty folder. What is then in home and folder. */
async function twoRuns(home: string): Promise<{ temporary: string[]; folder: string[] }> {
  const [folder, temporary] = await Promise.all([Deno.makeTempDir(), Deno.makeTempDir()]);
  const run = () =>
    semcomCommand(["send", "-q", "--snr", "30", "No."], {
      cwd: folder,
      clearEnv: true,
      env: { HOME: home, TMPDIR: temporary },
    }).output();
  for (const { code, stdout, stderr } of await Promise.all([run(), run()])) {
    const texts = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.deepEqual([code, ...texts], [0, "No.\n", ""]);
  }
  const left = { temporary: names(temporary), folder: names(folder) };
  for (const path of [folder, temporary]) await Deno.remove(path, { recursive: true });
  return left;
}

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name);
const ignore = !compiled || Deno.build.os !== "linux";

Deno.test("two first runs at once both succeed, and leave one library in the cache", { ignore }, async () => {
  const home = await Deno.makeTempDir();
  const { temporary, folder } = await twoRuns(home);
  assert.deepEqual(folder, []);
  assert.deepEqual(names(home), [".cache"]);
  assert.deepEqual(names(`${home}/.cache`), ["semcom"]);
  const [library, ...others] = names(`${home}/.cache/semcom`);
  assert.match(library!, /^libonnxruntime-[0-9a-f]{16}\.so$/);
  assert.deepEqual(others, []);
  // Deno's copy of the small .node file, which the next run uses again.
  for (const name of temporary) assert.match(name, /^semcom\d+\.node$/);
  await Deno.remove(home, { recursive: true });
});

Deno.test("a home that cannot be written to is no obstacle", { ignore }, async () => {
  const { temporary, folder } = await twoRuns("/dev/null");
  assert.deepEqual(folder, []);
  for (const name of temporary) assert.match(name, /^semcom\d+\.node$/);
});
