// The editor of a listing: keeps what is typed on the server now and then, and says who else is at it.
// Without script the draft is saved by its button.
const form = document.querySelector("form[data-keep]");
const PAUSE = 4000;
const PRESENCE = 60000;
let waiting;
let last = "";
let leaving = false;
let asking;

function typed() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

// Where nothing new stands in the form, only that somebody is still at it is said, so that others are warned.
function present() {
  const body = new URLSearchParams({ "co-mat": "1" });
  for (const name of ["csrfmiddlewaretoken", "gian-hang", "ban-goc"]) body.append(name, form.elements[name].value);
  return body;
}

async function keep({ isPresent = false } = {}) {
  if (leaving) return;
  let body = typed();
  const now = body.toString();
  if (now === last) {
    if (!isPresent) return;
    body = present();
  }
  last = now;
  asking = new AbortController();
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.keep, { method: "POST", body, headers, signal: asking.signal });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const told = await answer.json();
    const kept = form.querySelector("[data-kept]");
    if (kept && told.words) kept.textContent = told.words;
    const others = form.querySelector("[data-others]");
    if (others) {
      others.querySelector("[data-others-words]").textContent = told.warning ?? "";
      others.hidden = !told.warning;
    }
  } catch {
    last = ""; // the network is away: the next pause tries again
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

if (form) {
  last = typed().toString();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    // What is being saved is not kept a second time: it would come back as an older person's work.
    asking?.abort();
    leaving = Boolean(event.submitter?.matches("[data-plain]"));
  });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  setInterval(() => document.visibilityState === "visible" && keep({ isPresent: true }), PRESENCE);
}
