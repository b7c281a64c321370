import assert from "node:assert/strict";
import { ScriptCounts } from "../../fidelity/scripts.ts";

Deno.test("the script of a text suggests the tokenisation of its BLEU", () => {
  const suggestion = (...texts: string[]) => {
    const scripts = new ScriptCounts();
    texts.forEach((text) => scripts.add(text));
    return scripts.suggestion;
  };
  assert.equal(suggestion("我们明天早上九点见面。"), "zh");
  assert.equal(suggestion("會議於9:30開始,請帶上iPhone"), "zh");
  assert.equal(suggestion("私は本を読みます。"), "char");
  assert.equal(suggestion("พรุ่งนี้เช้าเราจะพบกันที่สถานี"), "char");
  assert.equal(suggestion("ຂ້ອຍບໍ່ຮູ້", "មិនអីទេ", "မင်္ဂလာပါ"), "char");
  for (
    const text of ["The ferry leaves at six.", "Встретимся завтра.", "안녕하세요, 내일 만납시다.", "नमस्ते", "", "12 + 3"]
  ) {
    assert.equal(suggestion(text), undefined, text);
  }
  // A word of it among others is none of a text's script.
  assert.equal(suggestion("The town of 北京 is called Beijing in English."), undefined);
  assert.equal(suggestion("The ferry leaves at six.", "我们明天早上九点见面,然后一起去公园散步。"), "zh");
});
