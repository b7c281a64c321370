import assert from "node:assert/strict";
import { AXES, type Sweep } from "../../evaluation/plan/sweep.ts";
import { resolveSweep } from "../../evaluation/plan/resolve_sweep.ts";
import { createHeader, Plan } from "../../evaluation/plan/plan.ts";
import { describeRun } from "../../evaluation/report/describe.ts";
import { recordMessage } from "../../evaluation/results/record.ts";
import { ResultsWriter } from "../../evaluation/run/results_writer.ts";
import { Tally } from "../../evaluation/run/tally.ts";
import { Checkpoint } from "../../finetune/checkpoint.ts";
import { openCodec } from "../../codec/open.ts";
import type { Command } from "../../link/field.ts";
import { FIELDS, fieldsOf, type LinkField, type LinkSettings, settingsByName } from "../../link/fields.ts";
import { Link } from "../../link/link.ts";
import { resolve } from "../../link/resolve.ts";
import { semcom } from "../cli/semcom.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

const KNOWLEDGE = new URL("./knowledge.txt", import.meta.url).pathname;

/** For each setting a legal value that is not its default, and the settings without which it has no effect. */
const EXAMPLES: Record<LinkField["key"], { value: string | number; with?: LinkSettings }> = {
  codec: { value: "gpt2-mini" },
  scheme: { value: "spinal" },
  snrDb: { value: 7 },
  channel: { value: "rician:k=3,fading=block" },
  link: { value: "digital" },
  rate: { value: 5 },
  budget: { value: 90 },
  bits: { value: 9 },
  channelCode: { value: "polar" },
  codeRate: { value: 0.4 },
  modulation: { value: "16qam" },
  interleaver: { value: "random" },
  header: { value: "charged" },
  csi: { value: "pilots" },
  pilots: { value: 5, with: { csi: "pilots" } },
  pilotPowerDb: { value: 3, with: { csi: "pilots" } },
  estimate: { value: "ls", with: { csi: "pilots" } },
  equaliser: { value: "mmse" },
  antennas: { value: 2 },
  rxSnrDb: { value: 5 },
  cfo: { value: 0.001 },
  phaseNoise: { value: 2 },
  clipDb: { value: 3 },
  txSnrDb: { value: 4 },
  memory: { value: 3, with: { scheme: "spinal" } },
  harq: { value: 2, with: { scheme: "spinal" } },
  context: { value: 2, with: { scheme: "spinal" } },
  beam: { value: 5, with: { scheme: "spinal" } },
  knowledge: { value: KNOWLEDGE, with: { scheme: "arithmetic" } },
  txKnowledge: { value: KNOWLEDGE, with: { scheme: "spinal" } },
  rxKnowledge: { value: KNOWLEDGE, with: { scheme: "spinal" } },
  onFailure: { value: "best", with: { scheme: "arithmetic", channelCode: "polar" } },
  seed: { value: 9 },
};

const codec = await openCodec("bart-mini", { threads: 1 });
const other = await openCodec("gpt2-mini", { threads: 1 });
const bySchemes = {
  spinal: await openCodec("gpt2-mini", { scheme: "spinal", threads: 1 }),
  arithmetic: await openCodec("gpt2-mini", { scheme: "arithmetic", threads: 1 }),
};

const settingsWith = ({ key }: LinkField): LinkSettings => ({ ...EXAMPLES[key].with, [key]: EXAMPLES[key].value });
const listed = (settings: LinkSettings): Sweep =>
  Object.fromEntries(Object.entries(settingsByName(settings)).map(([name, value]) => [name, [value]]));

for (const field of FIELDS) {
  const { key, json } = field;
  const settings = settingsWith(field);
  const { value } = EXAMPLES[key];
  const scheme = settings.scheme as keyof typeof bySchemes | undefined;

  Deno.test(`the setting ${key} reaches the link, and what a message's record says`, async () => {
    const over = key === "codec" ? other : scheme === undefined ? codec : bySchemes[scheme];
    const link = new Link(over, settings);
    assert.equal(link.resolved.effective[key], value);
    const [outcome] = await link.send([{ index: 1, text: "We agree." }]);
    assert.ok(outcome?.status === "received");
    const record: Record<string, unknown> = recordMessage(link, outcome, {});
    // Rate, budget and bits are said as what the message really took.
    const measured = { rate: "rate", budget: "channel_uses", bits: "bits_per_token" }[key as string];
    assert.equal(record[measured ?? json], value);
  });

  Deno.test(`the setting ${key} reaches the axes of a sweep, the header of a report and the check of a run that goes on`, async () => {
    assert.ok(AXES.some((axis) => axis.key === key));
    const common = { codec: [scheme === undefined ? "bart-mini" : "gpt2-mini"], channel: ["awgn"] };
    const sweep = { ...common, ...listed(settings) };
    const headerWith = async (sweep: Sweep) => {
      const { sweep: settings, defaults } = await resolveSweep(sweep);
      return createHeader({
        settings: { ...settings, repeat: 1, headline: "bleu4", metrics: [], tokenize: "13a", effective_order: false },
        defaults,
        codecs: {},
        data: { sha256: "", messages: 1, unit: 32 },
      });
    };
    const header = await headerWith(sweep);
    assert.equal(new Plan(header).points[0]![key], value);
    assert.equal(describeRun(new Plan(header))[json.replaceAll("_", " ")], `${value}`);
    using folder = new TemporaryFolder();
    ResultsWriter.open(folder.path, new Tally(new Plan(header)))[Symbol.dispose]();
    const changed = await headerWith({ ...common, ...listed(EXAMPLES[key].with ?? {}) });
    assert.throws(
      () => ResultsWriter.open(folder.path, new Tally(new Plan(changed))),
      new RegExp(`another run's: (settings|defaults)\\.[a-z_]+ is `),
    );
  });

  Deno.test(`the setting ${key} is refused where the link has no use for it`, () => {
    for (const [type, given] of [["bits", { channel: "bsc" }], ["analog", { link: "analog" }]] as const) {
      if ((field.links as readonly string[]).includes(type) || key in given) continue;
      assert.throws(() => resolve({ ...settings, ...given }, codec), /^UsageError: /, type);
    }
    const { needs } = field;
    if (needs === null) return;
    if (needs.key === "scheme") {
      assert.throws(
        () => resolve(settings, codec),
        /and the scheme is learned: make it (spinal|spinal or arithmetic|separate or arithmetic|spinal or separate or arithmetic), or leave /,
      );
      return;
    }
    assert.throws(() => resolve({ ...settings, csi: "none" }, codec), /and the CSI is none: make it /);
  });
}

Deno.test("every setting is a flag of each command that it is for, with its default in the help, and of no other", async () => {
  for (const command of ["send", "eval", "finetune", "ber"] as const satisfies readonly Command[]) {
    const help = (await semcom([command, "--help"])).stdout.replaceAll(/\s+/g, " ");
    for (const { flag, commands, usual } of FIELDS) {
      const isFlag = new RegExp(`--${flag} [A-Z]`).test(help);
      assert.equal(isFlag, (commands as readonly Command[]).includes(command), `${command} --${flag}`);
      const isOwn = command === "finetune" && ["channel", "snr"].includes(flag) ||
        command === "ber" && ["snr", "channel-code", "code-rate"].includes(flag);
      if (!isFlag || isOwn) continue;
      const words = usual.type === "value" ? usual.value : usual.words;
      const entry = help.slice(help.search(new RegExp(`--${flag} [A-Z]`)));
      assert.ok(entry.slice(0, 220).includes(`(default: ${words})`), `${command} --${flag}: ${entry.slice(0, 220)}`);
    }
  }
});

Deno.test("send and ber take every flag of theirs and say its effect; eval and finetune take a list or a value", async () => {
  const flags = (command: Command, settings: LinkSettings) =>
    fieldsOf(command).flatMap(({ key, flag }) => settings[key] === undefined ? [] : [`--${flag}`, `${settings[key]}`]);
  const digital = { channel: "rician:k=3", channelCode: "polar", codeRate: 0.5, modulation: "16qam", seed: 9 };
  const pilots = { csi: "pilots", pilots: 5, pilotPowerDb: 3, estimate: "ls", equaliser: "mmse" };
  const sent = await semcom(["send", "-q", "--json", "No.", ...flags("send", { ...digital, ...pilots, snrDb: 7 })]);
  assert.equal(sent.code, 0, sent.stderr);
  const record = JSON.parse(sent.stdout);
  const ber = await semcom([
    "ber",
    "-q",
    "--json",
    "--limit",
    "2",
    ...flags("ber", { ...digital, ...pilots, snrDb: 7 }),
  ]);
  assert.equal(ber.code, 0, ber.stderr);
  for (const [name, value] of Object.entries(settingsByName({ ...digital, ...pilots }))) {
    const expected = name === "channel" ? "rician:k=3,fading=block" : value;
    assert.equal(record[name], expected, name);
    assert.equal(JSON.parse(ber.stdout)[name], expected, name);
  }
  const tx = await semcom(["send", "-q", "--json", "No.", ...flags("send", { txSnrDb: 4, rate: 4.5 })]);
  assert.equal(JSON.parse(tx.stdout).tx_snr_db, 4);
  using folder = new TemporaryFolder();
  const text = folder.write("text.txt", "No.\n".repeat(3));
  for (const command of ["finetune", "eval"] as const) {
    const all = { ...digital, ...pilots, txSnrDb: 4 };
    const args = command === "eval" ? [text] : ["--data", text, "--out", `${folder.path}/out`];
    const { code, stderr } = await semcom([command, ...args, ...flags(command, all)]);
    assert.deepEqual([code, /The transmitter's SNR is 4 dB, and the link is digital/.test(stderr)], [2, true], stderr);
  }
});

Deno.test("every setting of a link is part of what a fine-tuning must not change to go on", async () => {
  using folder = new TemporaryFolder();
  for (const field of fieldsOf("finetune").filter(({ key }) => !["codec", "seed", "snrDb"].includes(key))) {
    const identity = (settings: LinkSettings) => ({ link: JSON.stringify(settingsByName(settings)) });
    const out = `${folder.path}/${field.key}`;
    Deno.mkdirSync(`${out}.checkpoint`);
    const position = { epoch: 0, batch: 0, steps: 0, tokens: 0, baseline: 0, best: { value: 0, epoch: 0 } };
    await new Checkpoint(out, identity(settingsWith(field))).save(position, []);
    await assert.rejects(new Checkpoint(out, identity({})).restore([], assert.fail), /its link was /);
  }
});
