// Says when a part of the page could not be renewed or saved; htmx itself would say nothing.
const REFUSED_FORMS = [403, 409, 422]; // they come back as forms that say what is wrong

function tell({ request, response }) {
  const reading = (request?.method ?? "GET").toUpperCase() === "GET";
  const reason = response ? "服务器没有给出这一部分" : "连不上服务器";
  const link = document.createElement("a");
  link.href = reading ? (request?.action ?? location.href) : location.href;
  link.textContent = reading ? "再试一次" : "重新打开这一页，看看写进去没有";
  const line = document.getElementById("failure");
  line.textContent = reading
    ? `没有刷新：${reason}。页面上还是刚才的内容。`
    : `没有完成：${reason}。`;
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
