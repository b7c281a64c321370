import { EXIT, type SemcomError } from "../../errors.ts";
import { carriesBits, knowledgeParts, messageRecord, transmission } from "../../evaluation/results/record.ts";
import { FidelityTotals } from "../../fidelity/fidelity.ts";
import { words as wordsOf } from "../../fidelity/words.ts";
import type { Link, Reception } from "../../link/link.ts";
import { DEFAULTS } from "../../link/settings.ts";
import { figuresHeader, figuresRow } from "./figures.ts";
import type { Line } from "../shared/lines.ts";
import type { SendOptions } from "./flags.ts";
import { asJson, asLine, asLines, note, print } from "../shared/terminal.ts";

/** Prints what arrives and adds up the corpus's figures. */
export class SendReport {
  exitCode: number = EXIT.done;
  readonly #totals = new FidelityTotals();
  #uses = 0;
  #words = 0;
  #passes = 0;
  #ms = 0;
  readonly #further: Record<string, number>;
  readonly #terminal = Deno.stdout.isTerminal();

  constructor(private readonly link: Link, private readonly options: SendOptions, further: readonly string[]) {
    this.#further = Object.fromEntries(further.map((name) => [name, 0]));
    if (!options.quiet) note(`${describe(link)}\n`);
  }

  received(line: Line, reception: Reception, further: Readonly<Record<string, number>>, fromInput: boolean): void {
    if (line.repaired) {
      note(`semcom: warning: line ${line.number} is not valid UTF-8: what could not be read was replaced by U+FFFD\n`);
    }
    const figures = this.#totals.add({
      reference: reception.text,
      hypothesis: reception.reconstruction,
      referenceTokens: reception.sentIds,
      hypothesisTokens: reception.receivedIds,
    });
    const words = wordsOf(reception.text).length;
    const { channelUses: uses, passes, ms } = reception;
    this.#uses += uses;
    this.#words += words;
    this.#passes += passes;
    this.#ms += ms;
    for (const name in further) this.#further[name]! += further[name]!;
    if (this.options.json) {
      print(asJson(messageRecord(this.link, reception, { ...figures, ...further })));
    } else {
      const shown = fromInput
        ? asLine(reception.reconstruction, this.#terminal)
        : asLines(reception.reconstruction, this.#terminal);
      print(shown + line.ending);
    }
    if (this.options.quiet) return;
    if (this.#totals.messages === 1) note(figuresHeader(Object.keys(further)));
    note(figuresRow({ label: `${line.number}`, figures, further, uses, words, passes, ms }));
  }

  /** A message that is not sent leaves an empty line, so that line N of the output still belongs to line N of the input. */
  undelivered(line: Line, { message, exitCode }: SemcomError): void {
    this.exitCode = exitCode;
    note(`semcom: error: Cannot send line ${line.number}: ${message}\n`);
    print(this.options.json ? asJson({ schema: 1, index: line.number, error: message }) : line.ending);
  }

  end(): void {
    const { messages } = this.#totals;
    if (this.options.quiet || messages < 2) return;
    note(figuresRow({
      label: "all",
      figures: this.#totals.figures(),
      further: Object.fromEntries(Object.entries(this.#further).map(([name, sum]) => [name, sum / messages])),
      uses: this.#uses,
      words: this.#words,
      passes: this.#passes / messages,
      ms: this.#ms / messages,
    }));
  }
}

/** The effective settings in one line. */
function describe(link: Link): string {
  const { settings, folder, air } = link;
  const load = settings.budget !== undefined
    ? `${settings.budget} uses/message`
    : settings.bits !== undefined
    ? `${settings.bits} bits/token`
    : `${settings.rate ?? DEFAULTS.rate} uses/token`;
  const snr = carriesBits(air) ? [] : [`${settings.snrDb} dB Es/N0`];
  return [
    folder.manifest.name,
    transmission(air),
    air.channel,
    ...snr,
    ...knowledgeParts(link),
    load,
    `seed ${settings.seed}`,
  ].join(", ");
}
