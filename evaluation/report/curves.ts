import type { Interval } from "../statistics/bootstrap.ts";
import type { Peer, Point, Summary } from "../statistics/summary.ts";
import { metricTitle } from "../../fidelity/registry.ts";
import { distinct, metricNames } from "./distinct.ts";
import { peerLabel } from "./peers.ts";

/** One curve of a plot: a codec, and a variant if the sweep has several. */
export interface Curve {
  /** "bart-mini, rate 3". */
  readonly label: string;
  readonly style: Style;
  /** By rising SNR. */
  readonly points: readonly CurvePoint[];
}

/** A point of a curve. Of a figure without intervals the ends are the mean; what was measured elsewhere has no ends. */
export interface CurvePoint extends Pick<Interval, "mean">, Partial<Omit<Interval, "mean">> {
  readonly snrDb: number;
}

/** Colour, dashes and marker of a curve, in numbers from 0: the same in every plot of a report. */
export interface Style {
  readonly colour: number;
  readonly dash: number;
  /** No other curve has it: colours alone tell curves apart for some only. */
  readonly marker: number;
}

/** One picture: a figure against SNR over one channel. */
export interface Plot {
  /** The name of its file without ".svg", and of no other plot's. */
  readonly name: string;
  /** "BLEU-4". */
  readonly title: string;
  readonly channel: string;
  /** "fidelity" shows how well the meaning arrived, the other what that cost. */
  readonly about: "fidelity" | "cost";
  /** The ends of the vertical axis: 0 and 1 unless a value is beyond. */
  readonly range: readonly [min: number, max: number];
  /** True where that axis is logarithmic. */
  readonly isLogarithmic?: boolean;
  readonly curves: readonly Curve[];
}

/** The plots of a report: every metric and every cost that depends on SNR, over every channel; a metric's stand together. */
export function createPlots(summary: Summary): Plot[] {
  const points = summary.points.filter(({ messages, snrDb }) => messages > 0 && snrDb !== null);
  const figures: Figure[] = [
    ...metricNames(summary).filter((name) => name !== LIMIT && !TOO_RARE.includes(name)).map((name): Figure => ({
      name,
      title: metricTitle(name),
      about: "fidelity",
      of: ({ metrics }) => metrics[name],
    })),
    { name: "passes", title: "Decoder passes", about: "cost", of: ({ passes }) => toInterval(passes) },
    { name: "ms", title: "Milliseconds per message", about: "cost", of: ({ ms }) => toInterval(ms) },
  ];
  const channels = distinct(points.map(({ channel }) => channel));
  const names = fileNames(channels);
  const peers = summary.peers ?? [];
  const style = chooseStyles(points, peers);
  return figures.flatMap(({ name, title, about, of }) => {
    // The axis of a figure is the same over all channels, so that they can be compared.
    const estimates = points.map(of).filter((estimate) => estimate !== undefined);
    const elsewhere = peers.flatMap(({ points }) => points.flatMap(({ metrics }) => metrics[name] ?? []));
    const range = [
      Math.min(0, ...estimates.map(({ low }) => low), ...elsewhere),
      Math.max(about === "fidelity" ? 1 : 0, ...estimates.map(({ high }) => high), ...elsewhere),
    ] as const;
    return channels.map((channel, i) => {
      const here = points.filter((point) => point.channel === channel);
      return {
        name: `${fileName(name)}-${names[i]}`,
        title,
        channel,
        about,
        range,
        curves: [
          ...createCurves(here, of, style),
          ...name === LIMITED ? createLimits(here, style) : [],
          ...createPeers(peers, name, here, style),
        ],
      };
    }).filter(({ curves }) => curves.length > 0);
  });
}

/** The figure whose limit is another, which is drawn beside it. */
const [LIMITED, LIMIT] = ["exact", "bound"];

/** Dashes in numbers are those of plot.ts: these are dots. */
const DOTS = 2;

/** Curves of the limit, in the colours of their codecs. */
function createLimits(points: readonly Point[], style: ReturnType<typeof chooseStyles>): Curve[] {
  return createCurves(points, ({ metrics }) => metrics[LIMIT], style).map((curve, i) => ({
    ...curve,
    label: `bound of ${curve.label}`,
    style: { ...curve.style, dash: curve.style.dash + 1, marker: style.size + i },
  }));
}

/** Curves of what was measured elsewhere over the channel of these points, as far as their SNRs reach. */
function createPeers(
  peers: readonly Peer[],
  metric: string,
  here: readonly Point[],
  style: ReturnType<typeof chooseStyles>,
): Curve[] {
  const snrs = here.map(({ snrDb }) => snrDb!);
  const [min, max] = [Math.min(...snrs), Math.max(...snrs)];
  return peers.map((peer) => ({
    label: peerLabel(peer),
    style: style.get(peerLabel(peer))!,
    points: peer.points
      .filter(({ channel, snrDb }) => channel === here[0]!.channel && snrDb >= min && snrDb <= max)
      .flatMap(({ snrDb, metrics }) => metrics[metric] === undefined ? [] : [{ snrDb, mean: metrics[metric] }])
      .sort((a, b) => a.snrDb - b.snrDb),
  })).filter(({ points }) => points.length > 0);
}

/** So rare that a curve of it would be the bottom of its axis; the table has it. */
const TOO_RARE = ["undetected"];

/** A figure that can be drawn: what a point has of it. */
interface Figure extends Pick<Plot, "name" | "title" | "about"> {
  readonly of: (point: Point) => Interval | undefined;
}

function toInterval(value: number): Interval {
  return { mean: value, low: value, high: value };
}

function createCurves(points: readonly Point[], of: Figure["of"], style: ReturnType<typeof chooseStyles>): Curve[] {
  return distinct(points.map(curveLabel)).map((label) => ({
    label,
    style: style.get(label)!,
    points: points.filter((point) => curveLabel(point) === label)
      .flatMap((point) => {
        const estimate = of(point);
        return estimate === undefined ? [] : [{ ...estimate, snrDb: point.snrDb! }];
      })
      .sort((a, b) => a.snrDb - b.snrDb),
  })).filter(({ points }) => points.length > 0);
}

/** The curve that a point belongs to. */
export function curveLabel({ codec, variant }: Point): string {
  return variant === "" ? codec : `${codec}, ${variant}`;
}

/**
 * Colours tell codecs apart and dashes variants; if there is but one codec, colours tell variants apart. What was measured
 * elsewhere has further colours, and is dotted.
 */
function chooseStyles(points: readonly Point[], peers: readonly Peer[]): Map<string, Style> {
  const codecs = distinct(points.map(({ codec }) => codec));
  const variants = distinct(points.map(({ variant }) => variant));
  const style = new Map<string, Style>();
  for (const point of points) {
    const codec = codecs.indexOf(point.codec);
    const variant = variants.indexOf(point.variant);
    const label = curveLabel(point);
    if (style.has(label)) continue;
    style.set(label, {
      ...codecs.length > 1 ? { colour: codec, dash: variant } : { colour: variant, dash: 0 },
      marker: style.size,
    });
  }
  for (const peer of peers) {
    const colour = 1 + Math.max(...style.values().map(({ colour }) => colour));
    style.set(peerLabel(peer), { colour, dash: DOTS, marker: style.size });
  }
  return style;
}

/** A name for each channel, even if two specs differ only in what a file's name does not show. */
function fileNames(channels: readonly string[]): string[] {
  const names = new Set<string>();
  for (const name of channels.map(fileName)) {
    let number = 1;
    while (names.has(number === 1 ? name : `${name}-${number}`)) number++;
    names.add(number === 1 ? name : `${name}-${number}`);
  }
  return [...names];
}

/** A name that any file system takes: "rician:k=6,fading=fast" is "rician-k-6-fading-fast". */
function fileName(name: string): string {
  return name.replace(/[^a-z0-9_.]+/gi, "-").slice(0, 60);
}
