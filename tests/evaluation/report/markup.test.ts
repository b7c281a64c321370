import assert from "node:assert/strict";
import { escapeMarkup } from "../../../evaluation/report/markup.ts";

Deno.test("escaped text holds nothing that HTML or XML would take for itself", () => {
  assert.equal(
    escapeMarkup(`</p><script>alert("x" & 'y')</script>`),
    "&lt;/p&gt;&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;",
  );
  assert.equal(escapeMarkup("naïve 漢字 🙂\tend\r\n"), "naïve 漢字 🙂\tend\r\n");
});

Deno.test("characters that XML cannot write become visible", () => {
  assert.equal(escapeMarkup("\u0000\u001b[31m\u007f\u0085\ud83d!\uffff"), "␀␛[31m\ufffd\ufffd\ufffd!\ufffd");
});
