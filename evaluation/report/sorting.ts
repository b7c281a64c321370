import { createHash } from "node:crypto";

/**
 * The one script of a report: it makes a button of every head of a sortable table, which orders the rows by that column, first
 * rising, then falling. Rows of equal cells keep their order, and cells without a figure ("–") come last either way. Without it
 * the page is whole, only that its tables stay as they are.
 *
 * A cell is compared by its first text: a metric's mean, not the interval below it.
 */
const SCRIPT = `
for (const { tHead, tBodies: [body] } of document.querySelectorAll("table.sortable")) {
  const heads = [...tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].firstChild?.textContent ?? "";
  const number = (row, column) => parseFloat(text(row, column).replace("−", "-").replaceAll(",", ""));
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    const compare = head.classList.contains("number")
      ? (a, b, sign) => {
        const [x, y] = [number(a, column), number(b, column)];
        return isNaN(x) || isNaN(y) ? isNaN(x) - isNaN(y) : sign * (x - y);
      }
      : (a, b, sign) => sign * text(a, column).localeCompare(text(b, column), undefined, { numeric: true });
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const one of heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      body.append(...[...body.rows].sort((a, b) => compare(a, b, sign)));
    });
  });
}
`;

/** The script's element. */
export const SORTING = `<script>${SCRIPT}</script>`;

/** What a page's policy must say for the script, and for no other, to run. */
export const SORTING_POLICY = `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;
