import assert from "node:assert/strict";
import { encodingNamed } from "../../text/encoding.ts";

Deno.test("encodings by their labels, upper and lower case alike", () => {
  const names = {
    ...{ "UTF8": "utf-8", "latin1": "windows-1252", "ISO-8859-1": "windows-1252", "latin2": "iso-8859-2" },
    ...{ "iso-8859-15": "iso-8859-15", "cp1251": "windows-1251", "KOI8-R": "koi8-r", "sjis": "shift_jis" },
    ...{ "gb2312": "gbk", "gb18030": "gb18030", "big5": "big5", "euc-kr": "euc-kr", "utf-16": "utf-16le" },
  };
  for (const [label, name] of Object.entries(names)) assert.equal(encodingNamed(label), name, label);
});

Deno.test("an unknown label is one line with the nearest known one", () => {
  assert.throws(
    () => encodingNamed("latin-1"),
    /^UsageError: Unknown encoding "latin-1": did you mean latin1\? \(known: utf-8, latin1, .* and the other labels/,
  );
  for (const label of ["", "klingon", "utf-7", "iso-2022-kr"]) {
    assert.throws(() => encodingNamed(label), /^UsageError: Unknown encoding "/, label);
  }
});
