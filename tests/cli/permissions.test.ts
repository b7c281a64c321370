import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { isles } from "./isles.ts";

const TOP = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("SECURITY.md's permissions suffice for an evaluation, and a folder that is not named stays as it is", {
  ignore: Deno.env.get("SEMCOM_BINARY") !== undefined, // it has its own
}, async () => {
  using folder = new TemporaryFolder();
  const deno = async (args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: folder.path }).output();
    return { code, out: new TextDecoder().decode(stdout), error: new TextDecoder().decode(stderr) };
  };
  const { denoDir } = JSON.parse((await deno(["info", "--json"])).out);
  folder.write("notes.txt", isles(3));
  const command = /deno run ([^`]*?)main\.ts eval/.exec(Deno.readTextFileSync(`${TOP}/SECURITY.md`))![1]!
    .replace("--allow-read=.,$HOME/.cache/deno", `--allow-read=.,${TOP},${denoDir}`).replace("\\\n", " ");
  const evaluate = (out: string) =>
    deno([
      "run",
      ...command.trim().split(/\s+/),
      `${TOP}/main.ts`,
      "eval",
      "-q",
      "notes.txt",
      "--snr",
      "6",
      "--out",
      out,
    ]);
  const { code, error } = await evaluate("report");
  assert.deepEqual([code, error], [0, ""]);
  assert.match(folder.read("report/results.jsonl"), /\n/);
  assert.notEqual((await evaluate("other")).code, 0);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), ["notes.txt", "report"]);
});
