import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { commandLine } from "./semcom.ts";

/** A text of three chunks. */
const TEXT = Array.from({ length: 70 }, (_, i) => `The ferry number ${i} leaves at noon.\n`).join("");

const parallel = await new Deno.Command("sh", { args: ["-c", "command -v parallel"], stdout: "null" }).output();

Deno.test("The line for GNU parallel in docs/evaluate.md: shards merge to the unsharded results", {
  // Debian: apt-get install parallel
  ignore: !parallel.success,
}, async () => {
  using folder = new TemporaryFolder();
  folder.write("corpus.txt", TEXT);
  const { command, args } = commandLine([]);
  folder.write("semcom", `#!/bin/sh\nexec ${[command, ...args].map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await Deno.chmod(`${folder.path}/semcom`, 0o755);
  const sh = async (script: string) => {
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-ec", script],
      cwd: folder.path,
      env: { PATH: `${folder.path}:${Deno.env.get("PATH")}`, PARALLEL_HOME: `${folder.path}/.parallel` },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  };
  // A host of the name ":" is this machine.
  await sh(
    `parallel -S : 'cd ${folder.path} && semcom eval corpus.txt --jobs 1 --snr 0:3:3 --shard {}/2 --out shard-{}' ::: 1 2`,
  );
  await sh("semcom merge report shard-*");
  await sh("semcom eval corpus.txt --jobs 1 --snr 0:3:3 --out whole");
  assert.equal(folder.read("report/results.jsonl"), folder.read("whole/results.jsonl"));
});
