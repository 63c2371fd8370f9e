// A form that renews the page around itself without a jump: it is sent in the background, and the
// parts marked data-live-region are replaced by those of the answer. Without script it posts as usual.
const parser = new DOMParser();

function swap(page) {
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll("[data-live-region]")) {
    const fresh = page.querySelector(`[data-live-region="${old.dataset.liveRegion}"]`);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function send(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const answer = await fetch(form.action, { method: "POST", body });
  const here = new URL(location.href);
  const there = new URL(answer.url);
  // A step forward is a page of its own.
  if (there.pathname !== here.pathname && there.pathname !== new URL(form.action).pathname) {
    location.assign(answer.url);
    return;
  }
  swap(parser.parseFromString(await answer.text(), "text/html"));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live]") || event.defaultPrevented) return;
  // The button that leads on goes the plain way.
  if (event.submitter?.matches("[data-plain]")) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  try {
    await send(form, event.submitter);
  } catch {
    form.removeAttribute("data-live");
    if (form.requestSubmit) form.requestSubmit(event.submitter);
    else form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
});

// A field may name the button that is pressed for it when it changes.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.presses ?? event.target.closest("[data-presses]")?.dataset.presses;
  const button = name && event.target.form?.querySelector(`button[name="${name}"]`);
  if (button && event.target.form.requestSubmit) event.target.form.requestSubmit(button);
});
