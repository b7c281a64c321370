import { runParser } from "@optique/core/facade";
import { message } from "@optique/core/message";
import type { Parser } from "@optique/core/parser";
import deno from "../deno.json" with { type: "json" };
import { UsageError } from "../errors.ts";
import { wordComplaint } from "./complaint.ts";
import { BASH } from "./shared/bash.ts";
import { print, readingWidth, useColours } from "./shared/terminal.ts";
import { ZSH } from "./shared/zsh.ts";

/** Ends the program early, where the parser has already printed what there is to say. */
export class Done extends Error {
  constructor(readonly exitCode: number) {
    super();
  }
}

/** The program in a sentence. */
export const BRIEF = message`Send text over a simulated radio link by meaning rather than by bits.`;

/**
 * Parses the arguments of the program.
 * @throws {Done} if they asked for help, the version or completions, which then are printed.
 * @throws {UsageError} if they are wrong.
 */
export function parse<Options>(parser: Parser<"sync", Options, unknown>, args: readonly string[]): Options {
  const onShow = (exitCode: number): never => {
    throw new Done(exitCode);
  };
  return runParser(parser, "semcom", args, {
    brief: BRIEF,
    help: { command: true, option: true, onShow },
    version: { option: true, value: deno.version, onShow },
    completion: { command: { names: ["completions"] }, shells: { bash: BASH, zsh: ZSH }, onShow },
    termWidth: "auto",
    aboveError: "none",
    colors: useColours(),
    maxWidth: readingWidth(),
    stdout: (text) => print(`${text}\n`),
    stderr: () => {},
    onError: (_, error) => {
      throw new UsageError(wordComplaint(error, args, parser));
    },
  });
}
