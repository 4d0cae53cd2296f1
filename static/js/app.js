// Small helps. Everything works without them.

// The error summary takes the focus, so that nobody misses it.
document.querySelector("[data-focus]")?.focus();

// An answer given by a link in a mail: the button presses itself once.
const answer = document.querySelector("form[data-submit-on-load]");
if (answer && document.visibilityState === "visible") answer.requestSubmit();

// A form is sent once, even when somebody clicks twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  changed.delete(form);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// What was typed and not sent is not lost by a wrong click.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

// An open menu closes with Escape, and when the focus leaves it.
for (const menu of document.querySelectorAll(".me > details")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
