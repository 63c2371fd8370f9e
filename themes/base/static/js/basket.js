// The private bits of a page that is the same for everyone: who is signed in, how much is in the
// basket. And adding to the basket without leaving the page; without script the form posts as usual.
const tools = document.querySelector("[data-fragment]");

function showCount(count) {
  const badge = tools?.querySelector("[data-basket]");
  if (!badge) return;
  badge.querySelector("[data-basket-count]").textContent = count > 99 ? "99+" : count;
  badge.hidden = !count;
}

async function refresh() {
  const answer = await fetch(tools.dataset.fragment, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const me = await answer.json();
  showCount(me.basket_count);
  if (me.name) tools.querySelector("[data-account]").textContent = me.name;
}

if (tools) {
  refresh().catch(() => {});
  // A page kept for the back button shows the basket as it was when it was left.
  addEventListener("pageshow", (event) => event.persisted && refresh().catch(() => {}));
}

const place = document.querySelector("[data-toasts]");
let leaving;

function say(words, { wrong = false, link = false } = {}) {
  if (!place) return;
  const toast = place.querySelector("template").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-words]").textContent = words;
  toast.classList.toggle("toast-wrong", wrong);
  if (!link) toast.querySelector("a").remove();
  place.querySelector(".toast")?.remove();
  place.append(toast);
  clearTimeout(leaving);
  // Six seconds are enough to read it twice; whoever stands on it keeps it.
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) leaving = setTimeout(leave, 2000);
    else toast.remove();
  };
  leaving = setTimeout(leave, 6000);
}

async function add(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    // The server answered with a page: it says what happened.
    if (answer.redirected) location.assign(answer.url);
    else form.submit();
    return;
  }
  const result = await answer.json();
  if (typeof result.basket_count === "number") showCount(result.basket_count);
  if (!answer.ok && result.url && result.url !== place?.dataset.basketUrl) {
    location.assign(result.url); // a size has to be chosen first, on the product's own page
    return;
  }
  say(result.message, { wrong: !answer.ok, link: answer.ok });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-add]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  try {
    await add(form);
  } catch {
    say(place?.dataset.offline ?? "", { wrong: true });
  } finally {
    delete form.dataset.busy;
  }
});
