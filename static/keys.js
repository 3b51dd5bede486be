// The keyboard, and the list below the box for searching. Pages work without either.
const FOUND = {
  zh: { some: (number) => `${number} 项，上下键选，回车打开`, none: "没有找到" },
  en: {
    some: (number) => `${number} found; choose with the arrow keys, open with Enter`,
    none: "Nothing found",
  },
}[document.documentElement.lang === "en" ? "en" : "zh"];
const OFF = "keys-off"; // kept in the browser by who does not want single keys

// A letter means nothing to a check box, and one in a closed dialog may still have the focus.
function isTyping({ target }) {
  const takesLetters = "input:not([type=checkbox], [type=radio]), textarea, select";
  return target.isContentEditable || target.matches(takesLetters);
}

// The first link of each row that one can see: of tables, of tasks, of what a search found.
function rows() {
  const found = document.querySelectorAll("main tbody tr, main .tasks > li, main .results li");
  return [...found].map((row) => row.querySelector("a[href]")).filter((link) => link?.offsetParent);
}

function move(step) {
  const links = rows();
  const row = document.activeElement?.closest("tr, li");
  const here = links.findIndex((link) => row?.contains(link));
  const first = links.findIndex((link) => link.getBoundingClientRect().top >= 0);
  const to = here >= 0 ? here + step : Math.max(first, 0);
  const link = links[Math.min(Math.max(to, 0), links.length - 1)];
  link?.focus();
  link?.closest("tr, li").scrollIntoView({ block: "nearest" });
}

const box = document.getElementById("everything");
const list = document.getElementById("found");
const help = document.getElementById("keys");

const KEYS = {
  "/": () => {
    box?.focus();
    box?.select();
  },
  j: () => move(1),
  k: () => move(-1),
  "?": () => help?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
  if (event.defaultPrevented || !plain || isTyping(event) || document.querySelector("dialog[open]"))
    return;
  if (event.key === "Escape") document.activeElement?.blur();
  if (!Object.hasOwn(KEYS, event.key) || (event.key !== "?" && localStorage.getItem(OFF))) return;
  event.preventDefault();
  KEYS[event.key]();
});

help?.querySelector("button").addEventListener("click", () => help.close());
const wanted = help?.querySelector("input");
if (wanted) {
  wanted.checked = !localStorage.getItem(OFF);
  wanted.addEventListener("change", () => {
    if (wanted.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

// A combobox as the ARIA practices have it: the box keeps the focus, and names the chosen option.
function options() {
  return [...list.querySelectorAll("a[role=option]")];
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function open(isOpen) {
  list.hidden = !isOpen;
  box.setAttribute("aria-expanded", String(isOpen));
  choose(null);
}

function step(by) {
  const every = options();
  const at = every.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const next = at < 0 && by < 0 ? every.length - 1 : at + by;
  choose(every[next] ?? null);
}

if (box && list) {
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "found",
    "aria-expanded": "false",
    autocomplete: "off",
  }))
    box.setAttribute(name, value);
  const said = document.getElementById("found-said");
  new MutationObserver(() => {
    const number = options().length;
    open(list.childElementCount > 0 && box.value.trim() !== "" && document.activeElement === box);
    said.textContent = list.hidden ? "" : number ? FOUND.some(number) : FOUND.none;
  }).observe(list, { childList: true });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) box.blur();
      else open(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open(options().length > 0);
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen && !list.hidden) {
      event.preventDefault();
      chosen.click();
    }
  });
  box.addEventListener("blur", () => open(false));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
}
