import { EXIT } from "../../errors.ts";
import { RECORD_SCHEMA, recordMessage } from "../../evaluation/results/record.ts";
import { type Fidelity, FidelityTotals } from "../../fidelity/fidelity.ts";
import { ScriptCounts } from "../../fidelity/scripts.ts";
import { writeWhole } from "../../runtime/writing.ts";
import { countCharacters, splitWords } from "../../text/words.ts";
import type { Link, Reception } from "../../link/link.ts";
import { type Anatomy, anatomyOf } from "../explain/anatomy.ts";
import { drawAnatomy } from "../explain/terminal.ts";
import { scriptWarning } from "../shared/fidelity_flags.ts";
import type { Line } from "../shared/lines.ts";
import { Repairs } from "../shared/repairs.ts";
import { asJson, asLine, asLines, note, print, readingWidth, useColours } from "../shared/terminal.ts";
import { describeLink } from "./describe.ts";
import { figuresHeader, figuresRow } from "./figures.ts";
import type { SendOptions } from "./flags.ts";
import type { Unsendable } from "./requests.ts";

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
  /** Messages of too few tokens for BLEU-4. */
  #short = 0;
  /** Messages whose header failed. */
  #headless = 0;
  #saidLonger = false;
  #saidSpelt = false;
  /** The messages for the page that explains them. */
  readonly #explained: Anatomy[] = [];
  readonly #further: readonly string[];
  readonly #heading: string;
  readonly #repairs = new Repairs();
  readonly #scripts = new ScriptCounts();
  readonly #terminal = Deno.stdout.isTerminal();

  /** @param link The one that the command line says. */
  constructor(
    link: Link,
    private readonly fidelity: Fidelity,
    private readonly options: SendOptions,
  ) {
    this.#totals = new FidelityTotals(fidelity.metrics);
    this.#further = fidelity.metrics.filter(({ usual }) => !usual).map(({ name }) => name);
    this.#heading = describeLink(link);
    if (!options.quiet) note(`${this.#heading}\n`);
  }

  /**
   * @param link The message's own.
   * @param isCarried False of a message that could not arrive without noise either.
   */
  async received(
    link: Link,
    line: Line,
    reception: Reception,
    { fromInput, isCarried }: { readonly fromInput: boolean; readonly isCarried: boolean },
  ): Promise<void> {
    this.#repairs.add(line);
    this.#warn(link, line, reception, isCarried);
    const [counts] = await this.fidelity.count([reception]);
    this.#totals.add(counts!);
    const figures = this.fidelity.figuresOf(counts!);
    const words = splitWords(reception.text).length;
    this.#scripts.add(reception.text);
    const { channelUses: uses, passes, ms } = reception;
    this.#uses += uses;
    this.#words += words;
    this.#passes += passes;
    this.#ms += ms;
    if (reception.delivered === false) this.#lost++;
    if (reception.headerFailed) this.#headless++;
    if (figures.bleu4 === undefined) this.#short++;
    if (this.options.json) {
      print(asJson(recordMessage(link, reception, figures)));
    } else if (this.options.explain) {
      print(drawAnatomy(anatomyOf(link, reception), { width: readingWidth(), colour: useColours() }));
    } else {
      const shown = fromInput
        ? asLine(reception.reconstruction, this.#terminal)
        : asLines(reception.reconstruction, this.#terminal);
      print(shown + this.#endingOf(line));
    }
    if (this.options.explainTo !== undefined && this.#explained.length < MAX_EXPLAINED) {
      this.#explained.push(anatomyOf(link, reception));
    }
    if (this.options.quiet) return;
    if (this.#totals.messages === 1) note(figuresHeader(this.#further));
    const { delivered } = reception;
    note(figuresRow({ label: `${line.number}`, figures, delivered, further: this.#further, uses, words, passes, ms }));
  }

  /** A message that is not sent leaves an empty line, so that line N of the output still belongs to line N of the input. */
  refused({ line, index, error: { message, exitCode } }: Unsendable): void {
    this.#repairs.add(line);
    this.exitCode = exitCode;
    note(`semcom: error: Cannot send line ${line.number}: ${asLine(message, true)}\n`);
    print(this.options.json ? asJson({ schema: RECORD_SCHEMA, index, error: message }) : this.#endingOf(line));
  }

  /** How a line ends where it is printed; at a terminal always, because the prompt comes after it. */
  #endingOf({ ending }: Line): string {
    return ending === "" && this.#terminal ? "\n" : ending;
  }

  /** Writes the page that explains the messages, if one is asked for. */
  async explain(): Promise<void> {
    const { explainTo } = this.options;
    if (explainTo === undefined) return;
    const { messages } = this.#totals;
    if (messages > MAX_EXPLAINED) note(`${explainTo} has the first ${MAX_EXPLAINED} of ${messages} messages\n`);
    const { writeExplanation } = await import("../explain/page.ts"); // loaded when it is asked for, as the subcommands are
    await writeWhole(explainTo, writeExplanation(this.#heading, this.#explained));
  }

  /** Sums up what was sent; `input` is where it came from. */
  end(input: string): void {
    const warning = this.#repairs.warning(input, this.options.encoding);
    if (warning !== undefined) note(warning); // even where figures are not wanted
    const { quiet, json } = this.options;
    const script = quiet && !json ? undefined : scriptWarning(this.#scripts, input, this.options); // it is about figures
    const { messages } = this.#totals;
    if (quiet || messages === 0) return void note(script ?? "");
    if (messages > 1) this.#noteCorpus(messages);
    if (messages > 1 && this.#short > 0) {
      note(`too short for BLEU-4, which is undefined of them: ${this.#short} of ${messages}\n`);
    }
    if (this.#lost > 0) {
      note(`lost: ${this.#lost} of ${messages}, and the receiver knows it\n`);
    }
    if (this.#headless > 0) {
      note(`lost with their headers: ${this.#headless} of ${messages}\n`);
    }
    note(script ?? "");
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
  #warn(link: Link, line: Line, reception: Reception, isCarried: boolean): void {
    const { text, reconstruction, bits, bitErrors, channelUses, extraUses, delivered, headerFailed } = reception;
    const { codec, resolved } = link;
    if (extraUses > 0 && resolved.type !== "analog" && !this.#saidLonger) {
      this.#saidLonger = true; // one speaks of all
      note(
        `semcom: warning: line ${line.number} takes ${channelUses} uses, ${extraUses} more than asked for: ${resolved.code.name} has no shorter block for its ${bits} ${
          bits === 1 ? "bit" : "bits"
        }; the figures count them, and this is said once\n`,
      );
    }
    if (reconstruction === text || delivered === true || headerFailed) return;
    const room = bits > 0 ? `${bits} bits` : `${channelUses} uses`;
    const help = `${codec.name} cannot carry it in ${room}: give it more, or take --codec utf8, which carries any text`;
    if (bits > 0 && bitErrors === 0) {
      note(`semcom: warning: line ${line.number} did not arrive although no bit was wrong: ${help}\n`);
    } else if (!isCarried) {
      note(`semcom: warning: line ${line.number} did not arrive and would not without noise either: ${help}\n`);
    } else if (codec.scheme === "learned" && spellsOut(reception) && !this.#saidSpelt) {
      this.#saidSpelt = true;
      note(
        `semcom: warning: line ${line.number} did not arrive as it was: ${codec.name} has no words for it and takes ${reception.sentTokens.length} tokens for ${
          countCharacters(text)
        } characters: take --codec smollm2-135m, which knows many languages, or a higher rate; this is said once\n`,
      );
    }
  }
}

/** A page of more messages is hard to read, and a stream may have any number. */
const MAX_EXPLAINED = 200;

/** True of a text that the tokenizer knows by its bytes alone, or nearly so, as of another script. */
function spellsOut({ text, sentTokens }: Reception): boolean {
  return sentTokens.length >= MIN_SPELT && sentTokens.length > SPELT * countCharacters(text);
}

/** Tokens a character: of English there are 0.25, of other Latin scripts 0.5, of Cyrillic 1.8. */
const SPELT = 1;
const MIN_SPELT = 8;
