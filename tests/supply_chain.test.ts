import assert from "node:assert/strict";
import deno from "../deno.json" with { type: "json" };

const read = (name: string) => Deno.readTextFileSync(new URL(`../${name}`, import.meta.url));

Deno.test("workflows take actions by commit, and a release has checksums, a bill of materials and its provenance", () => {
  const folder = new URL("../.github/workflows/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    const uses = [...read(`.github/workflows/${name}`).matchAll(/\buses: (\S+)/g)].map(([, action]) => action!);
    assert.ok(uses.length > 0);
    for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  }
  const release = read(".github/workflows/release.yml");
  for (
    const part of [
      /sha256sum --check/,
      /sbom\.ts > \S+\.cdx\.json/,
      /actions\/attest-build-provenance@/,
      /id-token: write/,
    ]
  ) {
    assert.match(release, part);
  }
});

Deno.test("every dependency is one version, and the lockfile pins it", () => {
  const lock = JSON.parse(read("deno.lock"));
  for (const source of Object.values(deno.imports).filter((source) => source.startsWith("npm:"))) {
    assert.match(source, /^npm:.+@\d+\.\d+\.\d+$/);
    assert.ok(source in lock.specifiers, source);
  }
  for (const { integrity } of Object.values<{ integrity: string }>(lock.npm)) assert.match(integrity, /^sha512-/);
});

Deno.test("the program from source has the permissions that it names, and no network, other programs or whole environment", () => {
  const flags = deno.tasks.semcom.split(" ").filter((word) => word.startsWith("-"));
  const names = flags.map((flag) => flag.split("=")[0]);
  assert.deepEqual(names, [
    "--frozen",
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-ffi",
    "--allow-sys",
    "--allow-run",
    "--allow-env",
  ]);
  assert.ok(flags.includes("--allow-run=/proc/self/exe")); // itself
  assert.match(flags.at(-1)!, /=[A-Z_*,]+$/);
  assert.match(deno.tasks.semcom, /\bDENO_NO_UPDATE_CHECK=1 deno run /);
});
