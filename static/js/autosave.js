// Keeps what is typed into a form until it is sent. Without it, only what is sent is kept.

const PAUSE = 1000;
const LONGEST = 4000;
const RETRY = 4000;
const SLOWEST = 30000;
const PATIENCE = 15000;
// What a browser still sends for a page that goes away.
const FAREWELL = 60000;
// What the server keeps of one form.
const MOST = 1000000;
const OURS = ["csrfmiddlewaretoken", "unsent", "unsent-turn"];

class Keeper {
  constructor(place) {
    this.place = place;
    this.words = place.dataset;
    this.form = place.closest("form");
    this.ticket = this.form.elements.namedItem("unsent");
    this.line = place.querySelector(".kept-line");
    this.status = place.querySelector("[role=status]");
    this.start = this.typed();
    this.kept = this.start;
    this.trouble = "";
    this.turn = 0;
    this.wait = RETRY;
    this.show(this.words.ready);
    this.listen();
    // A form that came back with errors holds words that are nowhere else.
    if ("unsent" in this.words) {
      this.touched = true;
      this.start = this.kept = null;
      this.save();
    } else if (new URLSearchParams(location.search).has("unsent")) {
      this.start = null;
    }
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.trouble && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.leaving = false;
      // What the browser fills in again was kept, or sent, by the page that was here before.
      if (!this.touched) this.kept = this.typed();
    });
    addEventListener("beforeunload", (event) => {
      const small = this.body(this.typed()).length < FAREWELL;
      if (!this.leaving && this.dirty() && (this.trouble || !small)) event.preventDefault();
    });
  }

  // All answers but files and tokens, as one text.
  typed() {
    const answers = [...new FormData(this.form)];
    return new URLSearchParams(
      answers.filter(([name, value]) => typeof value === "string" && !OURS.includes(name)),
    ).toString();
  }

  dirty() {
    return this.touched && this.typed() !== this.kept;
  }

  body(typed) {
    this.turn = Math.max(this.turn + 1, Date.now());
    const answers = typed === this.start ? "" : typed;
    const ours = new URLSearchParams({ unsent: this.ticket.value, "unsent-turn": this.turn });
    return `${ours}&${answers}`;
  }

  // Soon after the last letter, and not too long after the first.
  later() {
    this.touched = true;
    this.first ??= Date.now();
    clearTimeout(this.timer);
    const rest = this.first + LONGEST - Date.now();
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, rest)));
  }

  // True when everything is stored, or cannot be for another reason than the connection.
  async save() {
    clearTimeout(this.timer);
    this.first = undefined;
    if (this.leaving) return true;
    if (this.busy) return this.busy.then(() => (this.dirty() ? this.save() : !this.offline));
    if (!this.dirty() && !this.trouble) return true;
    this.busy = this.send(this.typed());
    const done = await this.busy;
    this.busy = undefined;
    return done;
  }

  async send(typed) {
    if (typed.length > MOST) return this.refuse();
    const body = this.body(typed);
    try {
      const answer = await fetch(this.words.keep, {
        method: "POST",
        body,
        keepalive: body.length < FAREWELL,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      const told = await answer.json().catch(() => ({}));
      this.offline = false;
      this.answered(answer, told, typed);
    } catch {
      this.offline = true;
      this.fail(this.words.offline);
    }
    return !this.offline;
  }

  answered(answer, told, typed) {
    if (answer.ok) {
      this.kept = typed;
      this.wait = RETRY;
      this.succeed(told);
    } else if (answer.status === 410) {
      this.ticket.value = told.ticket;
      this.start = this.kept = null;
      this.later();
    } else if (answer.status === 413) {
      this.refuse();
    } else {
      this.fail(this.words.failed);
    }
  }

  succeed({ at, signed_in: signedIn }) {
    const line = this.kept === this.start ? this.words.ready : `${this.words.saved} · ${at}`;
    if (!signedIn) {
      this.say(this.words.signedOut);
      this.show(this.words.signedOut, true);
    } else {
      if (this.trouble || !this.told) this.say(this.words.saved);
      this.told = true;
      this.show(line);
    }
    this.trouble = "";
  }

  // Shorter words will do; trying again will not.
  refuse() {
    this.offline = false;
    this.trouble = this.words.tooLong;
    this.say(this.trouble);
    this.show(this.trouble, true);
    return true;
  }

  fail(words) {
    if (this.trouble !== words) {
      this.say(words);
      this.show(words, true);
    }
    this.trouble = words;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.wait);
    this.wait = Math.min(this.wait * 2, SLOWEST);
  }

  show(words, bad = false) {
    this.line.textContent = words;
    this.place.toggleAttribute("data-trouble", bad);
  }

  // Read aloud: the first time, when something is wrong, and when it is well again.
  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  // Where the connection is doubtful, a saving tries it first: a page of the browser that says so
  // would take the place of the words.
  async submit(event) {
    if (event.defaultPrevented || this.leaving) return;
    if (this.cleared || (!this.trouble && navigator.onLine)) {
      this.leave();
      this.leaving = true;
      setTimeout(() => (this.leaving = false), 8000);
      this.cleared = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    submitter?.setAttribute("aria-busy", "true");
    const arrived = await this.save();
    submitter?.removeAttribute("aria-busy");
    if (!arrived && !this.insisted) {
      this.insisted = navigator.onLine;
      this.say(this.words.notSent);
      this.show(this.words.notSent, true);
      return;
    }
    this.cleared = true;
    this.form.requestSubmit(submitter);
    this.cleared = false;
  }

  // The page goes away, perhaps for good.
  leave() {
    if (this.leaving || !this.dirty()) return;
    const typed = this.typed();
    const body = new Blob([this.body(typed)], { type: "application/x-www-form-urlencoded" });
    if (body.size < FAREWELL && navigator.sendBeacon(this.words.keep, body) && navigator.onLine) {
      this.kept = typed;
    }
  }
}

for (const place of document.querySelectorAll("form [data-keep]")) new Keeper(place);
