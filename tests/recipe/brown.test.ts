import assert from "node:assert/strict";
import { isSuitable, untag } from "../../models/recipe/brown.ts";

Deno.test("tags come off and punctuation goes back", () => {
  assert.equal(
    untag(
      "``/`` No/at evidence/nn ''/'' ,/, said/vbd Dr./nn Roe/np (/( who/wps left/vbd )/) ;/; ;/; and/or/cc went/vbd ./.",
    ),
    '"No evidence", said Dr. Roe (who left); and/or went.',
  );
});

Deno.test("headings and fragments are not suitable", () => {
  assert.ok(isSuitable("The jury met twice."));
  for (const text of ["The jury", "the jury met twice.", "Chapter Two Of It", `The ${"very ".repeat(40)}end.`]) {
    assert.ok(!isSuitable(text), text);
  }
});
