import assert from "node:assert/strict";
import { Repairs } from "../../cli/shared/repairs.ts";

Deno.test("the warning names the encoding that was asked for", () => {
  const repairs = new Repairs();
  repairs.add({ number: 1, text: "a", ending: "\n", repaired: true });
  assert.match(repairs.warning("notes.txt")!, / is not UTF-8, .*: --encoding reads others, such as latin1\n$/);
  assert.match(repairs.warning("notes.txt", "big5")!, / is not big5, line 1: .*: is it another encoding\?\n$/);
});

function warn(...repaired: boolean[]): string | undefined {
  const repairs = new Repairs();
  repaired.forEach((repaired, i) => repairs.add({ number: i + 1, text: "a", ending: "\n", repaired }));
  return repairs.warning("notes.txt");
}

Deno.test("one warning for a file, with the first line's number and the share of lines, or none", () => {
  assert.equal(warn(), undefined);
  assert.equal(warn(false, false), undefined);
  assert.match(warn(true)!, /^semcom: warning: 1 of 1 line of notes\.txt is not UTF-8, line 1: [^\n]*\n$/);
  assert.match(warn(false, true, false)!, /: 1 of 3 lines of notes\.txt is not UTF-8, line 2: /);
  assert.match(warn(false, true, false, true)!, /: 2 of 4 lines of notes\.txt are not UTF-8, the first is line 2: /);
});
