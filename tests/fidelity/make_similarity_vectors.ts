/**
 * Writes similarity_vectors.json, the reference of the similarity tests, with the npm packages that the model comes from:
 *
 *     deno run -A --no-lock tests/fidelity/make_similarity_vectors.ts      (only for maintainers; downloads 30 MB)
 *
 * Of each text: its token ids, every 32nd coordinate of its embedding, and its cosine with the next text (the last
 * one's with the first). Texts come in pairs of more or less the same meaning, so that every second cosine is high.
 */

const SENTENCES = String.raw`The committee meets at noon.
The panel meets at midday.
We should vote on this report today, not next week.
We should vote on this report today, which budget 2005.
The ferry leaves at six.
The boat departs at six o'clock.
She closed the window because it was cold outside.
Because it was freezing, she shut the window.
He did not say when he would be back.
He said exactly when he would be back.
A ship entered the harbour at dawn, and nobody saw it.
A shop entered the harbour at down, and nobody saw it.
Where is the nearest railway station?
How do I get to the train station?
Please book a table for two at seven tonight.
Please cook a table for two at seven tonight.
The harbour was quiet that morning.
It was a noisy evening in the harbour.
I would like to thank the rapporteur for her excellent work.
I want to congratulate the rapporteur on his very good work.
No.
Yes.
Thank you very much, Mr President.
Thank you, Madam President.
The Commission cannot accept amendments 3, 7 and 12.
The Commission can accept amendments 3, 7 and 12.
Prices rose by 4.5 % in 2023 and fell by 1.2 % in 2024.
Prices fell by 4.5 % in 2023 and rose by 1.2 % in 2024.
What time does the museum open on Sundays?
When does the museum close on Sundays?
Her brother plays the violin in a small orchestra.
Her sister plays the cello in a large orchestra.
The old bridge was torn down last spring.
Last spring they demolished the old bridge.
Send the invoice to our office in Lisbon.
Our office in Lisbon will send you the invoice.
It rained for three days without a break.
For three days the rain never stopped.
Nobody answered the telephone.
Someone picked up the phone at once.
The dog slept under the kitchen table.
Under the kitchen table slept the dog.
Your flight has been cancelled.
The flight is on time.
He bought bread, milk, two apples and a newspaper.
He sold bread, milk, two apples and a newspaper.
There is no evidence that the drug works.
There is strong evidence that the medicine works.
Turn left at the second traffic light.
Turn right after the second set of lights.
They planted a row of birch trees along the road.
A row of birches was planted beside the road.
The patient should rest for at least a week.
The patient may return to work tomorrow.
My train was forty minutes late again.
Once more my train had a delay of forty minutes.
The soup needs more salt.
There is too much salt in the soup.
Meet me at noon.
Bring the map.
We agree with the report.
We reject the report.
The minister resigned on Thursday.
On Thursday the minister stepped down.
Could you repeat that, please?
Say that again.
The lake freezes over every winter.
The lake has not frozen over for years.
Children under twelve travel free of charge.
Travel is free for children below the age of twelve.
The lecture was long and rather dull.
The talk was short and quite entertaining.
She has lived in Helsinki since 1998.
Since 1998 her home has been Helsinki.
The box contains fifty sheets of paper.
Fifty sheets of paper are in the box.
He paid with a credit card.
He paid in cash.
The engine would not start.
The motor failed to start.
All the shops are closed on Monday.
Every shop is open on Monday.
I have never seen a whale.
I saw two whales yesterday.
The channel code corrects most of the errors.
Most errors are corrected by the channel code.
Meaning matters more than bits.
Bits matter more than meaning.
The signal was lost in the noise.
Noise drowned the signal.
A language model guesses the missing words.
The missing words are predicted by a language model.
The farmer sold his last cow to pay the debt.
To pay what he owed, the farmer sold his last cow.
Snow is expected above 800 metres.
Rain is expected below 800 metres.
The new law protects small companies.
Small firms are protected by the new act.
The theatre was empty.
There was not one free seat in the theatre.
Do not open this door.
Please keep this door open.
The painter mixed blue and yellow to make green.
Green was made by mixing yellow with blue.
The river flooded the valley in April.
In April the valley was under water.
His answer surprised everyone in the room.
Everyone in the room expected his answer.
The parcel weighs three kilograms.
The parcel is three metres long.
It's a pity that you can't come.
It's great that you're coming!
"Is that all?" she asked.
"That is all," she answered.
THE COMMITTEE MEETS AT NOON.
the committee meets at noon
The committee meets at noon
The  committee   meets at  noon.
 The committee meets at noon. 
internationalisation
uncharacteristically antidisestablishmentarian
Wi-Fi, e-mail and TCP/IP
pi = 3.14159265
Call +44 20 7946 0958 before 5:30 p.m.
The score was 3:00 against 10:30.
At 12:30 or 18:00?
:30
:
: :
:) and ): and :-) are smileys
:-)
See https://example.org/a?b=c&d=e#f for details.
http://example.com
Write to someone@example.com.
C:\temp\file.txt
x := y + z; if (x != 0) { return x; }
{"key": [1, 2, 3], "other": null}
50 % off!!! Only today!!!
Well... I don't know... maybe?
(see the annex, page 17, paragraph 2 (b))
A/B/C - D - E — F – G
“Curly quotes” and ‘single ones’
'straight' "quotes"
”5 is no number
Ünïcödé äccénts évérywhère
Über den Wolken muss die Freiheit wohl grenzenlos sein.
Où est la bibliothèque ?
El niño comió una manzana.
Привет, как дела?
Καλημέρα κόσμε
こんにちは世界
今天天气很好
한국어 문장입니다
مرحبا بالعالم
हिन्दी में एक वाक्य
I ❤ you
I 💙 you 😀😀😀
👩‍🚀 lands on the moon 🌕
¿Qué? ¡Nada!
€ 100 or £ 80 or $ 120
© 2024, all rights reserved ™
½ cup of sugar and ¾ cup of flour
E = mc²
the ﬁrst ﬂoor of the oﬃce
Ｆｕｌｌ ｗｉｄｔｈ letters
① first ② second
H₂O and CO₂
№ 5 ℃ ℉ Å
naïve café
zzzzzzzzzzzzzzzz
qwertyuiop asdfghjkl zxcvbnm
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
a
.
,
?!
-
--- *** ---
1
1234567890
12345678901234567890
0.000001
1,000,000
MMXXIV
▁
▁the▁lower▁block
═░►
<s> </s> � extra_token_id_1
The quick brown fox jumps over the lazy dog.
The lazy dog jumps over the quick brown fox.
Mr President, ladies and gentlemen, let me begin by saying that I fully support the aims of this directive.
Ladies and gentlemen, allow me to start by stating that I am entirely against the aims of this directive.
Although the weather had been poor for most of the week, and although two of the walkers had already turned back, the rest of the party decided to go on to the hut, which they reached shortly after dark.
In spite of bad weather and the loss of two walkers who went home, the others carried on and came to the hut just after nightfall.
If the code rate is lowered, more of the errors can be corrected, but each message then takes more channel uses, so that there is a best rate for every signal-to-noise ratio.
For every signal-to-noise ratio one rate is best, since a lower rate corrects more errors and costs more channel uses.`
  .split("\n");

/** Texts that a line cannot hold well, or that are longer than the 128 tokens that the model reads. */
const OTHERS = [
  "tab\there\tand\tthere",
  "one line\nand another\r\nand a third",
  "no\u00a0break \u2003 spaces \u3000 of\u202fseveral kinds",
  "combining nai\u0308ve cafe\u0301",
  "soft\u00adhyphen, zero\u200bwidth and \ufeffmark",
  "control \u0000 \u0007 \u001b[31m characters",
  "a lone \ud800 surrogate",
  "\u{1d4d7}\u{1d4ee}\u{1d4f5}\u{1d4f5}\u{1d4f8} in script letters",
  " \u00a0 ",
  "A very long message goes on and on. ".repeat(20),
  "Everything after the first hundred and twenty-eight tokens is ignored, " + "and so on ".repeat(60) + "or not.",
  "Everything after the first hundred and twenty-eight tokens is ignored, " + "and so on ".repeat(60) + "or is it?",
];

// Named at run time, so that neither the type checker nor deno.lock takes notice of packages that no user needs.
const load = (name: string) => import(`npm:@energetic-ai/${name}@0.2.0`);
await load("core");
const { initModel, distance } = await load("embeddings");
const { modelSource } = await load("model-embeddings-en");
const model = await initModel(modelSource);

const texts = [...SENTENCES, ...OTHERS];
const embeddings: number[][] = [];
for (const text of texts) embeddings.push((await model.embed([text]))[0]);
const vectors = texts.map((text, i) => ({
  text,
  ids: model.tokenizer.encode(text),
  embedding: embeddings[i]!.filter((_, j) => j % 32 === 0).map(round),
  next: round(distance(embeddings[i], embeddings[(i + 1) % texts.length])),
}));
await Deno.writeTextFile(
  new URL("similarity_vectors.json", import.meta.url),
  `[\n${vectors.map((vector) => JSON.stringify(vector)).join(",\n")}\n]\n`,
);
if (Deno.args[0] !== undefined) await Deno.writeTextFile(Deno.args[0], JSON.stringify(embeddings));

function round(value: number): number {
  return Number(value.toFixed(6));
}
