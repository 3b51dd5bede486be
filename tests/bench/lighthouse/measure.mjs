// Reads {port, forms, addresses} from its input; writes for each page, in each form, one line of JSON.
import { readFileSync } from "node:fs";
import lighthouse, { desktopConfig } from "lighthouse";

const GROUPS = ["performance", "accessibility", "best-practices", "seo"];
const FORMS = { mobile: undefined, desktop: desktopConfig };
const MEASURED = {
  firstPaint: "first-contentful-paint",
  largestPaint: "largest-contentful-paint",
  blocking: "total-blocking-time",
  shift: "cumulative-layout-shift",
  bytes: "total-byte-weight",
};

function weighing(category, audits) {
  return category.auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
    .map(({ id }) => `${id} ${audits[id].displayValue ?? audits[id].title}`);
}

const TRIES = 3; // Chromium now and then starts no trace, and Lighthouse asks to be run again.

async function seen(address, form, port) {
  const flags = { port, onlyCategories: GROUPS, output: "json", logLevel: "error" };
  for (let left = TRIES; ; left--) {
    const { lhr } = await lighthouse(address, flags, FORMS[form]);
    if (!lhr.runtimeError) return lhr;
    if (left === 1) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  }
}

const { port, forms, addresses } = JSON.parse(readFileSync(0, "utf8"));
for (const address of addresses) {
  for (const form of forms) {
    console.error(`${form} ${address}`);
    const lhr = await seen(address, form, port);
    const scores = {};
    const faults = {};
    for (const [group, category] of Object.entries(lhr.categories)) {
      scores[group] = category.score === null ? null : Math.round(category.score * 100);
      faults[group] = weighing(category, lhr.audits);
    }
    const figures = Object.fromEntries(
      Object.entries(MEASURED).map(([name, id]) => [name, lhr.audits[id]?.numericValue ?? null]),
    );
    console.log(JSON.stringify({ address, form, scores, figures, faults }));
  }
}
