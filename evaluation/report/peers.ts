import { metricTitle } from "../../fidelity/registry.ts";
import type { Peer, PeerPoint, Summary } from "../statistics/summary.ts";
import { distinct } from "./distinct.ts";
import { decibels, fillTable, groupDigits, numberColumn, type Table, textColumn } from "./tables.ts";

/** What stands by every name of a peer, that nobody takes it for a result of the run. */
export const ELSEWHERE = "measured elsewhere";

/** The title of the peers' section. */
export const PEERS_TITLE = "Measured elsewhere, not in this run";

/** A peer as legends name it. */
export function peerLabel({ name }: Peer): string {
  return `${name}, ${ELSEWHERE}`;
}

/** Every point that was measured elsewhere; no row where there is no peer. */
export function peersTable({ peers = [] }: Summary): Table {
  const rows = peers.flatMap((peer) => peer.points.map((point): Row => ({ peer, point })));
  return fillTable(rows, [
    textColumn<Row>("Peer", ({ peer }) => peer.name),
    textColumn<Row>("Channel", ({ point }) => point.channel),
    numberColumn<Row>("Es/N0 (dB)", ({ point }) => decibels(point.snrDb)),
    ...distinct(rows.flatMap(({ point }) => Object.keys(point.metrics))).map((name) =>
      numberColumn<Row>(metricTitle(name), ({ point }) => point.metrics[name]?.toFixed(3) ?? "–")
    ),
    numberColumn<Row>("Uses per word", ({ peer }) => peer.usesPerWord.toFixed(2)),
    numberColumn<Row>("Messages", ({ peer }) => groupDigits(peer.messages)),
  ]);
}

interface Row {
  readonly peer: Peer;
  readonly point: PeerPoint;
}
