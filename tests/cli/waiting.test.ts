import assert from "node:assert/strict";
import { commandLine } from "./semcom.ts";
import { hasTerminal, Terminal } from "./tmux.ts";

const SLOW = ["send", "--codec", "gpt2-mini", "--scheme", "spinal", "--snr", "-1", "--beam", "160", "--threads", "1"];
const TEXT = "The committee will vote on the report on Thursday, not before the ministers have met.";

Deno.test("a wait of more than a second is said at a terminal, and gone when the message is there", {
  ignore: !hasTerminal,
}, async () => {
  const { command, args } = commandLine([...SLOW, TEXT]);
  await using terminal = await Terminal.open([command, ...args, ";", "sleep", "60"], { columns: 100 });
  await terminal.until(/^sending message 1, [1-9]\d* s$/m);
  const screen = await terminal.until(/^ {4}1 /m);
  assert.doesNotMatch(screen, /sending/);
});
