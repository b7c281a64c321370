import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import type { InferValue } from "@optique/core/parser";
import { argument, command, constant, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import type { ChannelFamily } from "../../channel/channel.ts";
import { type ChannelParameter, describeValues } from "../../channel/parameters.ts";
import { channelFamilies, channelFamily, channelFrom } from "../../channel/registry.ts";
import { EXIT } from "../../errors.ts";
import { type Csi, listPossibleCsi } from "../../channel/receiver/receiver.ts";
import { flagHelp, formatExamples, SUBCOMMAND_USAGE } from "../shared/help.ts";
import { suggestNames } from "../shared/suggest.ts";
import { asJson, print } from "../shared/terminal.ts";

const json = option("--json", { description: flagHelp("Print JSON.") });

/** `semcom channels`: its subcommands and their flags. */
export const channelsCommand = command(
  "channels",
  or(
    command("list", object({ command: constant("channels list"), json }), {
      brief: message`List the channels and the links that take them.`,
    }),
    command(
      "show",
      object({
        command: constant("channels show"),
        channel: argument({ ...string({ metavar: "NAME" }), suggest: suggestNames(channelNames) }),
        json,
      }),
      { brief: message`Show what a channel does, its parameters, their defaults, and its source.` },
    ),
  ),
  {
    usageLine: SUBCOMMAND_USAGE,
    brief: message`List and show channels.`,
    footer: formatExamples("semcom channels list", "semcom channels show rician", "semcom channels show tdl-c --json"),
  },
);

function channelNames(): string[] {
  return channelFamilies().map(({ name }) => name);
}

/** Runs a subcommand of `semcom channels`. */
export function runChannels(options: InferValue<typeof channelsCommand>): number {
  return options.command === "channels list" ? listChannels(options) : showChannel(options);
}

function listChannels(options: { readonly json: boolean }): number {
  const families = channelFamilies();
  if (options.json) {
    print(asJson(families.map(summarise)));
    return EXIT.done;
  }
  const width = Math.max(...families.map(({ name }) => name.length)) + 2;
  for (const family of families) {
    print(`${family.name.padEnd(width)}${links(family).join(", ").padEnd(17)}${family.description}\n`);
  }
  return EXIT.done;
}

function showChannel(options: { readonly channel: string; readonly json: boolean }): number {
  const family = channelFamily(options.channel);
  if (options.json) {
    print(asJson(summarise(family)));
    return EXIT.done;
  }
  const lines = [
    ["name", family.name],
    ["links", links(family).join(", ")],
    ...family.carries === "bits" ? [] : [["csi", listCsi(family).join(", ")] as const],
    ["does", family.description],
    ["source", family.source],
    ...family.parameters.map((parameter) => [parameter.name, describe(parameter)]),
  ] as const;
  const width = Math.max(...lines.map(([label]) => label!.length)) + 2;
  for (const [label, value] of lines) print(`${label!.padEnd(width)}${value}\n`);
  return EXIT.done;
}

function summarise(family: ChannelFamily) {
  const { name, description, source, parameters } = family;
  return { schema: 1, name, links: links(family), csi: listCsi(family), description, source, parameters };
}

function links({ carries }: ChannelFamily): string[] {
  return carries === "uses" ? ["analog", "digital"] : ["digital"];
}

/** The CSI that a receiver may have of the channel with its default parameters. */
function listCsi({ name, carries }: ChannelFamily): readonly Csi[] {
  return carries === "bits" ? [] : listPossibleCsi(channelFrom(name));
}

function describe(parameter: ChannelParameter): string {
  const usual = parameter.default === undefined ? "not given" : parameter.default;
  return `${parameter.description} (${describeValues(parameter)}; default: ${usual})`;
}
