// On a wide screen a filter applies when it is chosen; on a phone the sheet's button sends them all, and says
// before how many goods that would leave.
const KEPT = "filter-place";
const WAIT = 250;

const form = document.querySelector("[data-facets]");
const wide = matchMedia("(min-width: 60rem)");

if (form) {
  const button = form.querySelector("[data-counted]");
  const range = form.querySelector(".range");
  let timer = 0;
  let asked = null;
  let chosen = null;

  // Empty fields would only make the address longer.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  form.addEventListener("submit", () => {
    const field = chosen ?? (wide.matches ? document.activeElement : null);
    if (field?.form === form) keepPlace(form, field);
  });

  const sayCount = (page) => {
    const words = page.querySelector("[data-counted]")?.dataset.counted;
    if (words) button.textContent = words;
  };

  // What the answer counts stands beside every box, so that the next is not chosen for nothing.
  const sayCounts = (page) => {
    for (const field of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
      const count = field.parentElement.querySelector(".choice-count");
      const same = page.querySelector(`${nameOf(field)}:not([type=hidden])`);
      if (count) count.textContent = same?.parentElement.querySelector(".choice-count")?.textContent ?? "0";
    }
    const aisles = new Map([...page.querySelectorAll(".facet-tree a")].map((link) => [aisleOf(link), link]));
    for (const link of form.querySelectorAll(".facet-tree a")) {
      const same = aisles.get(aisleOf(link));
      link.querySelector(".choice-count").textContent = same?.querySelector(".choice-count").textContent ?? "0";
    }
  };

  async function countAnew() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`?${new URLSearchParams(new FormData(form))}`, { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      sayCount(page);
      sayCounts(page);
    } catch (error) {
      if (error.name !== "AbortError") button.textContent = button.dataset.uncounted;
    }
  }

  const apply = (field) => {
    chosen = field;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  };

  const asLoaded = form.cloneNode(true);
  button.dataset.uncounted = button.textContent;
  sayCount(asLoaded);
  const list = form.nextElementSibling;
  list.classList.toggle("list-stays", list.offsetHeight < innerHeight);
  findPlace();

  // Whoever comes back with the browser's button finds the filters that the list below was made with, not the
  // ones that were chosen on leaving, and no sheet over it.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    chosen = null;
    form.reset();
    sayCount(asLoaded);
    sayCounts(asLoaded);
    if (form.matches(":popover-open")) form.hidePopover();
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form) return;
    if (!wide.matches && field.name !== "sap-xep") {
      clearTimeout(timer);
      timer = setTimeout(countAnew, WAIT);
    } else if (!range?.contains(field)) {
      apply(field);
    }
  });

  // A category is a link, and takes along what was chosen and not sent yet.
  form.addEventListener("click", ({ target }) => {
    const link = target.closest(".facet-tree a");
    if (!link) return;
    const said = new URLSearchParams(new FormData(form));
    const own = new URLSearchParams(link.search).get("danh-muc");
    if (own) said.set("danh-muc", own);
    else said.delete("danh-muc");
    link.search = said;
  });

  // Two amounts are one filter: whoever goes from the lowest to the highest price has not said it all yet.
  range?.addEventListener("focusout", ({ relatedTarget }) => {
    const isLeft = !range.contains(relatedTarget) && !range.contains(document.activeElement);
    const typed = [...range.querySelectorAll("input")].find((field) => field.value !== field.defaultValue);
    if (wide.matches && isLeft && typed) apply(relatedTarget?.form === form ? relatedTarget : typed);
  });
}

function aisleOf(link) {
  const { pathname, searchParams } = new URL(link.getAttribute("href"), location);
  return `${pathname} ${searchParams.get("danh-muc")}`;
}

function nameOf(field) {
  return field.id ? `#${field.id}` : `[name="${CSS.escape(field.name)}"][value="${CSS.escape(field.value)}"]`;
}

// The list comes anew with each filter. Whoever chose it finds the place again, and a keyboard the field.
function keepPlace(form, field) {
  const kept = {
    address: `${location.pathname}?${new URLSearchParams(new FormData(form))}`,
    field: nameOf(field),
    top: field.getBoundingClientRect().top,
    isFocused: field.matches(":focus-visible"),
  };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // Storage may be closed to us: the list then begins at its top.
  }
}

function findPlace() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
  } catch {
    return;
  }
  if (kept?.address !== `${location.pathname}?${location.search.slice(1)}`) return;
  const field = document.querySelector(kept.field);
  if (!field) return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (kept.isFocused) field.focus({ preventScroll: true });
  scrollBy({ top: field.getBoundingClientRect().top - kept.top, behavior: "instant" });
}
