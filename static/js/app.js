// Small helps. Everything works without them.

const all = (selector) => document.querySelectorAll(selector);

// What was typed and not saved is not lost by a wrong click; autosave.js sees to kept forms.
const unsaved = new Set();
const guard = (part) => {
  const form = part.closest("form[data-guard]");
  if (form && !form.querySelector("[data-keep]")) unsaved.add(form);
};
for (const summary of all("form[data-guard] .summary")) guard(summary);
document.addEventListener("input", (event) => guard(event.target));
addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// A form is sent once, even when somebody presses twice.
const again = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  unsaved.delete(form);
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(again, 8000, form);
});
addEventListener("pageshow", () => [...document.forms].forEach(again));

// The error summary takes the focus, so that nobody misses it; no error hides in a closed part.
for (const field of all("details:not([open]) .has-error")) field.closest("details").open = true;
document.querySelector("[data-focus]")?.focus();

// Somebody who signs in without a time zone, or chooses one, begins with that of the browser.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of all("[data-browser-zone]")) if (!field.value) field.value = zone ?? "";

// An address to pass on is copied with one click.
for (const place of all("[data-copy]")) {
  const field = place.querySelector("input");
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "btn";
  button.textContent = place.dataset.copy;
  button.setAttribute("aria-describedby", field.id);
  said.className = "small quiet";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    field.select();
    // There is no clipboard without HTTPS: what is selected is copied by hand.
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    said.textContent = copied ? place.dataset.copied : place.dataset.select;
  });
  place.append(button, said);
}

// On a phone, a bar of places opens where one is.
for (const place of all(".places [aria-current]")) {
  const bar = place.parentElement.getBoundingClientRect();
  const here = place.getBoundingClientRect();
  if (here.left < bar.left || here.right > bar.right) {
    place.parentElement.scrollLeft += here.left - bar.left - (bar.width - here.width) / 2;
  }
}

// The menu closes with Escape, and when somebody goes elsewhere.
for (const menu of all(".me > details")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
