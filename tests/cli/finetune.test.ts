import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

const TINY = new URL("../finetune/tiny-bart", import.meta.url).pathname;
const TEXT = Array.from({ length: 60 }, (_, i) => `Isle ${i % 7} at ${i % 12}.\n`).join("");

Deno.test("finetune: a folder that send takes, progress on standard error", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/notes.txt`, TEXT);
  const args = [
    "finetune",
    "--codec",
    TINY,
    "--data",
    `${folder}/notes.txt`,
    "--out",
    `${folder}/mine/`,
    "--epochs",
    "1",
  ];
  const { code, stdout, stderr } = await semcom(args);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^epoch 1\/1 {2}step \d+\/\d+ {2}loss \d\.\d{3} {2}BLEU \d\.\d{3} {2}\d+ tokens\/s {2}0:00 left\n/m,
  );
  assert.match(stderr, /\/mine: epoch 1, validation BLEU \d\.\d{3} \(awgn, 3 dB\), before \d\.\d{3}/);
  const sent = await semcom(["send", "-q", "--json", "--rate", "4", "--codec", `${folder}/mine`, "Isle 3 at 4."]);
  assert.equal(sent.code, 0, sent.stderr);
  assert.equal(JSON.parse(sent.stdout).codec, "mine");
  const again = await semcom(args);
  assert.equal(again.code, 3);
  assert.match(again.stderr, /^semcom: error: Cannot write .*mine: it exists; name another folder, or remove it\n$/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("finetune: an SNR without a link is a usage error", async () => {
  const { code, stderr } = await semcom(["finetune", "--data", "notes.txt", "--out", "mine", "--snr", "3"]);
  assert.equal(code, 2);
  assert.match(stderr, /no link to fit the codec to: name a channel, or leave the SNR out/);
});
