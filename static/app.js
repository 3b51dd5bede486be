// Says when a part of the page could not be renewed or saved; htmx itself would say nothing.
const REFUSED_FORMS = [403, 409, 422]; // they come back as forms that say what is wrong

const TROUBLE = {
  zh: {
    none: "服务器没有给出这一部分",
    gone: "连不上服务器",
    again: "再试一次",
    look: "重新打开这一页，看看写进去没有",
    stale: (reason) => `没有刷新：${reason}。页面上还是刚才的内容。`,
    undone: (reason) => `没有完成：${reason}。`,
  },
  en: {
    none: "the server did not give this part",
    gone: "the server cannot be reached",
    again: "Try again",
    look: "Open this page again and see whether it was written",
    stale: (reason) => `Not renewed: ${reason}. The page shows what it showed before. `,
    undone: (reason) => `Not done: ${reason}. `,
  },
}[document.documentElement.lang === "en" ? "en" : "zh"];

function tell({ request, response }) {
  const reading = (request?.method ?? "GET").toUpperCase() === "GET";
  const reason = response ? TROUBLE.none : TROUBLE.gone;
  const link = document.createElement("a");
  link.href = reading ? (request?.action ?? location.href) : location.href;
  link.textContent = reading ? TROUBLE.again : TROUBLE.look;
  const line = document.getElementById("failure");
  line.textContent = reading ? TROUBLE.stale(reason) : TROUBLE.undone(reason);
  line.append(link);
  line.hidden = false;
}

// A page that refuses all of it, and no form: what was typed stays where it is.
function isWhole({ text }) {
  return /^\s*<!doctype/i.test(text ?? "");
}

function settle() {
  document.getElementById("failure").hidden = true;
}

document.addEventListener("htmx:after:request", settle); // comes before the next
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { ctx } = detail;
  if (!REFUSED_FORMS.includes(ctx.response.status) || isWhole(ctx)) tell(ctx);
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.response?.status === 403 && isWhole(ctx)) event.preventDefault();
});
document.addEventListener("htmx:error", ({ detail }) => detail.ctx && tell(detail.ctx));

// What was pressed in a picture may have moved with it: it stays in sight.
document.addEventListener("htmx:after:swap", () => {
  const pressed = document.activeElement?.closest(".drawing a[id]");
  pressed?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
