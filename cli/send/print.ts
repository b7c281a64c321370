import { EXIT, type SemcomError } from "../../errors.ts";
import { recordMessage } from "../../evaluation/results/record.ts";
import { type Fidelity, FidelityTotals } from "../../fidelity/fidelity.ts";
import { splitWords } from "../../text/words.ts";
import type { Link, Reception } from "../../link/link.ts";
import type { Line } from "../shared/lines.ts";
import { Repairs } from "../shared/repairs.ts";
import { asJson, asLine, asLines, note, print } from "../shared/terminal.ts";
import { describeLink } from "./describe.ts";
import { figuresHeader, figuresRow } from "./figures.ts";
import type { SendOptions } from "./flags.ts";

/** Prints what arrives and adds up the corpus's figures. */
export class SendReport {
  exitCode: number = EXIT.done;
  readonly #totals: FidelityTotals;
  #uses = 0;
  #words = 0;
  #passes = 0;
  #ms = 0;
  /** Messages that the receiver knows it did not get. */
  #lost = 0;
  readonly #further: readonly string[];
  readonly #repairs = new Repairs();
  readonly #terminal = Deno.stdout.isTerminal();

  constructor(
    private readonly link: Link,
    private readonly fidelity: Fidelity,
    private readonly options: SendOptions,
  ) {
    this.#totals = new FidelityTotals(fidelity.metrics);
    this.#further = fidelity.metrics.filter(({ usual }) => !usual).map(({ name }) => name);
    if (!options.quiet) note(`${describeLink(link)}\n`);
  }

  async received(line: Line, reception: Reception, fromInput: boolean): Promise<void> {
    this.#repairs.add(line);
    this.#warn(line, reception);
    const [counts] = await this.fidelity.count([reception]);
    this.#totals.add(counts!);
    const figures = this.fidelity.figuresOf(counts!);
    const words = splitWords(reception.text).length;
    const { channelUses: uses, passes, ms } = reception;
    this.#uses += uses;
    this.#words += words;
    this.#passes += passes;
    this.#ms += ms;
    if (reception.delivered === false) this.#lost++;
    if (this.options.json) {
      print(asJson(recordMessage(this.link, reception, figures)));
    } else {
      const shown = fromInput
        ? asLine(reception.reconstruction, this.#terminal)
        : asLines(reception.reconstruction, this.#terminal);
      print(shown + this.#endingOf(line));
    }
    if (this.options.quiet) return;
    if (this.#totals.messages === 1) note(figuresHeader(this.#further));
    const { delivered } = reception;
    note(figuresRow({ label: `${line.number}`, figures, delivered, further: this.#further, uses, words, passes, ms }));
  }

  /** A message that is not sent leaves an empty line, so that line N of the output still belongs to line N of the input. */
  refused(line: Line, { message, exitCode }: SemcomError): void {
    this.#repairs.add(line);
    this.exitCode = exitCode;
    note(`semcom: error: Cannot send line ${line.number}: ${asLine(message, true)}\n`);
    print(this.options.json ? asJson({ schema: 1, index: line.number, error: message }) : this.#endingOf(line));
  }

  /** How a line ends where it is printed; at a terminal always, because the prompt comes after it. */
  #endingOf({ ending }: Line): string {
    return ending === "" && this.#terminal ? "\n" : ending;
  }

  /** Sums up what was sent; `input` is where it came from. */
  end(input: string): void {
    const warning = this.#repairs.warning(input);
    if (warning !== undefined) note(warning); // even where figures are not wanted
    const { messages } = this.#totals;
    if (this.options.quiet || messages === 0) return;
    if (messages > 1) this.#noteCorpus(messages);
    if (this.#lost > 0) {
      note(`lost: ${this.#lost} of ${messages}, and the receiver knows it\n`);
    }
  }

  #noteCorpus(messages: number): void {
    note(figuresRow({
      label: "all",
      figures: this.#totals.figures(),
      delivered: null,
      further: this.#further,
      uses: this.#uses,
      words: this.#words,
      passes: this.#passes / messages,
      ms: this.#ms / messages,
    }));
  }

  /** Warnings come even where figures are not wanted. */
  #warn(line: Line, { text, reconstruction, bits, bitErrors }: Reception): void {
    const { codec } = this.link;
    if (bits > 0 && bitErrors === 0 && reconstruction !== text) {
      note(
        `semcom: warning: line ${line.number} did not arrive although no bit was wrong: ${codec.name} cannot carry it in ${bits} bits: give it more, or take --codec utf8, which carries any text\n`,
      );
    }
  }
}
