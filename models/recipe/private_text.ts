/**
 * Sentences as an invented company would write them, with names, places and terms that no codec has seen: what fine-tuning
 * is judged by. No two of them are the same, and the same seed gives the same ones.
 *
 *     deno run models/recipe/private_text.ts --count 2300 > company.txt
 */
import { parseArgs } from "node:util";
import { Random } from "../../channel/random.ts";

const FILL: Record<string, readonly string[]> = {
  person:
    "Mirela Vashti,Tobren Hale,Ysolde Kapranos,Dario Quenby,Ottoline Brask,Jun Farrowick,Pell Ostrander,Zadie Morcombe,Ilka Thornbury,Casimir Doyle,Wren Achterberg,Lucan Piddock"
      .split(","),
  product:
    "the Kestrel gateway,the Lumenfold panel,the Orvex pump,the Tarn 9 sensor,the Halcyon mast,the Quillon valve,the Brinewell filter,the Skerry beacon"
      .split(","),
  part:
    "a torque collar,the drip manifold,a helical gasket,the phase shim,the ballast relay,a knurled spindle,the weir plate,the spline coupler"
      .split(","),
  site: "Ferrowby,Port Allune,Castle Drummet,Nether Wick,the Hollin yard,Saint Orsen,the Grebe dock,Upper Stane".split(
    ",",
  ),
  customer: "Vantorr Marine,Pelham & Ruske,the Aldmoor water board,Nordhelm Rail,Calloway Brewing,Isk Fisheries".split(
    ",",
  ),
  day: "Monday,Tuesday,Wednesday,Thursday,Friday".split(","),
  task: "recalibrate,replace,photograph,pressure-test,reseat,decommission,flush,relabel".split(","),
  fault:
    "hisses at start-up,trips the breaker,leaks below the flange,loses its bearing,reads two bars high,hums at night,drifts in the cold"
      .split(","),
};

const TEMPLATES = [
  "{person} will {task} {product} at {site} on {day}.",
  "{product} at {site} {fault}, so {person} ordered {part} from {customer}.",
  "Please tell {customer} that {product} needs {part} before {day}.",
  "According to {person}, {product} {fault} whenever {part} is cold.",
  "We shipped {number} units of {product} to {customer} via {site}.",
  "Ticket {number}: {product} {fault}; {person} suspects {part}.",
  "{customer} wants {person} to {task} {product} again by {day}.",
  "Has {person} found {part} for {product}, or is it still at {site}?",
  "On {day} the {site} crew must {task} {part} and call {person}.",
  "Invoice {number} for {product} goes to {customer}, not to {site}.",
  "Nobody at {site} may {task} {product} without {person}.",
  "{person} and {person} meet {customer} at {site} on {day} about {product}.",
];

/** One sentence of the company. */
export function drawSentence(random: Random): string {
  const one = <T>(from: readonly T[]) => from[Math.floor(random.uniform() * from.length)]!;
  const text = one(TEMPLATES).replace(
    /\{(\w+)\}/g,
    (_, kind: string) => kind === "number" ? String(100 + Math.floor(random.uniform() * 900)) : one(FILL[kind]!),
  );
  return text[0]!.toUpperCase() + text.slice(1);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "2300" }, seed: { type: "string", default: "1" } },
  });
  const random = new Random(Number(values.seed));
  const sentences = new Set<string>();
  while (sentences.size < Number(values.count)) sentences.add(drawSentence(random));
  for (const text of sentences) console.log(text);
}
