import { furtherMetricNames } from "../../fidelity/registry.ts";
import { alignColumns } from "./columns.ts";
import type { Point } from "../../evaluation/statistics/summary.ts";

/** The table of an evaluation: a line a point, no wider than `width` characters if there is another way. */
export function evaluationTable(points: readonly Point[], width: number): string {
  const varies = points.some(({ variant }) => variant !== "");
  const measured = (names: readonly string[]) => names.filter((name) => points.some(({ metrics }) => name in metrics));
  const belief = measured(["delivered", "undetected"]);
  const extra = measured([...furtherMetricNames(), "throughput"]);
  const informed = points.some(({ informationPerWord }) => informationPerWord !== null);
  const mean = ({ metrics }: Point, name: string) => metrics[name]?.mean.toFixed(3) ?? "-";
  const keys = ["codec", "channel", ...varies ? ["variant"] : [], "SNR"];
  const short = points.some(({ tooShort }) => tooShort > 0);
  const rows = [
    [
      ...keys,
      ...[
        "messages",
        ...short ? ["too short"] : [],
        "BLEU-1",
        "BLEU-4",
        "95 %",
        "exact",
        ...belief,
        "WER",
        ...extra,
        "uses/word",
      ],
      ...informed ? ["bits/word"] : [],
      ...["passes", "ms", "stopped"],
    ],
    ...points.map((point) => [
      point.codec,
      point.channel,
      ...varies ? [point.variant] : [],
      `${point.snrDb ?? "-"}`,
      `${point.messages}`,
      ...short ? [`${point.tooShort}`] : [],
      mean(point, "bleu1"),
      mean(point, "bleu4"),
      interval(point),
      mean(point, "exact"),
      ...belief.map((name) => mean(point, name)),
      mean(point, "word_error_rate"),
      ...extra.map((name) => mean(point, name)),
      point.usesPerWord.toFixed(2),
      ...informed ? [point.informationPerWord?.toFixed(2) ?? "-"] : [],
      point.passes.toFixed(1),
      point.ms.toFixed(1),
      point.stop,
    ]),
  ];
  return alignColumns(rows, keys.length, width);
}

/** That of BLEU-4, beside which it stands. */
function interval({ metrics: { bleu4 } }: Point): string {
  return bleu4 === undefined ? "-" : `${bleu4.low.toFixed(3)}..${bleu4.high.toFixed(3)}`;
}
