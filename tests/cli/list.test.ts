import assert from "node:assert/strict";
import { alignColumns } from "../../cli/shared/columns.ts";
import { channelList, nameList, ratioList } from "../../cli/shared/list.ts";
import { formatProgress } from "../../cli/eval/progress.ts";

Deno.test("lists of names, channels and ratios; an empty piece is refused", () => {
  const value = (result: { success: boolean; value?: unknown }) => result.success ? result.value : undefined;
  assert.deepEqual(value(nameList().parse("ldpc, polar")), ["ldpc", "polar"]);
  assert.deepEqual(value(channelList().parse("awgn,rician:k=3,fading=fast")), ["awgn", "rician:k=3,fading=fast"]);
  assert.deepEqual(value(ratioList().parse("1/2,0.75")), [0.5, 0.75]);
  for (const list of ["", "a,,b", "a,"]) assert.equal(nameList().parse(list).success, false, list);
  assert.equal(ratioList().parse("1/2,0").success, false);
});

Deno.test("columns: numbers to the right, words to the left", () => {
  assert.equal(
    alignColumns([["name", "value"], ["a", "-1.5"], ["longer", "+20"]]),
    "name    value\na        -1.5\nlonger    +20\n",
  );
});

Deno.test("columns: a table that is too wide becomes several, each with the keys", () => {
  const rows = [["codec", "SNR", "BLEU-1", "BLEU-4", "exact"], ["bart-mini", "-3", "0.5", "0.25", "0"]];
  const wide = "codec      SNR  BLEU-1  BLEU-4  exact\nbart-mini   -3     0.5    0.25      0\n";
  assert.equal(alignColumns(rows, 2), wide);
  assert.equal(alignColumns(rows, 2, 37), wide);
  assert.equal(
    alignColumns(rows, 2, 36),
    "codec      SNR  BLEU-1  BLEU-4\nbart-mini   -3     0.5    0.25\n\ncodec      SNR  exact\nbart-mini   -3      0\n",
  );
  assert.equal(alignColumns(rows, 2, 10).split("\n\n").length, 3, "a column that fits nowhere has a table of its own");
});

Deno.test("progress: what is done, how fast, and how long the rest takes", () => {
  assert.equal(formatProgress(128, 3372, 4), "128 messages, 32.0/s, 3372 left, 1:45");
  assert.equal(formatProgress(10, 36_600, 1), "10 messages, 10.0/s, 36600 left, 1:01:00");
});
