// A list of suggestions under the search box: an ARIA combobox. Without it the form searches as it is.
const WAIT = 130;
const SHORTEST = 2;
const MOST_KEPT = 40;
const MOVES_CURSOR = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

const form = document.querySelector("[data-suggest]");
const input = form?.querySelector("input[type=search]");
if (input) start();

function start() {
  const list = document.createElement("div");
  list.id = "goi-y";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestName);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  const kept = new Map();
  let timer = 0;
  let asked = null;
  let options = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    mark(-1);
  };

  // An answer that is still on its way must not open again what somebody has closed,
  // nor take the list away from under a hand that chooses in it.
  const stopAsking = () => {
    clearTimeout(timer);
    asked?.abort();
  };

  const dismiss = () => {
    stopAsking();
    close();
  };

  function mark(number) {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const chosen = options[active];
    if (!chosen) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function draw(groups) {
    list.replaceChildren(...groups.map(drawGroup));
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, number) => { option.id = `goi-y-${number}`; });
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = options.length
      ? form.dataset.suggestFound.replace("#", options.length)
      : input.value.trim() && form.dataset.suggestNone;
  }

  async function ask() {
    const words = input.value.trim();
    stopAsking();
    if (words && words.length < SHORTEST) return close();
    if (kept.has(words)) return draw(kept.get(words));
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (!answer.ok) return close();
      const { groups } = await answer.json();
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
      kept.set(words, groups);
      if (document.activeElement === input && input.value.trim() === words) draw(groups);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    mark(-1); // the words changed: Enter searches for them
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  // An empty box offers what many look for.
  input.addEventListener("focus", () => { if (!input.value.trim()) ask(); });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Vietnamese keyboard is still putting a letter together
    if (list.hidden) {
      if (event.key === "ArrowDown") {
        ask().then(() => { if (!list.hidden) mark(0); });
        event.preventDefault();
      }
      return;
    }
    const last = options.length - 1;
    if (event.key.startsWith("Arrow")) stopAsking();
    if (event.key === "ArrowDown") mark(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp") mark(active < 0 ? last : active - 1);
    else if (event.key === "Escape") dismiss();
    else if (event.key === "Enter" && options[active]) location.assign(options[active].dataset.url);
    else {
      if (event.key === "Tab") dismiss();
      else if (MOVES_CURSOR.has(event.key)) mark(-1); // back among the letters
      return;
    }
    event.preventDefault();
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the words keep the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", dismiss);
  form.addEventListener("submit", dismiss);
}

function drawGroup(group, number) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  const name = document.createElement("p");
  name.className = "suggestions-name";
  name.id = `goi-y-nhom-${number}`;
  name.textContent = group.name;
  box.setAttribute("aria-labelledby", name.id);
  box.append(name, ...group.items.map(drawOption));
  return box;
}

function drawOption(item) {
  const option = document.createElement("div");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.className = "suggestion";
  option.dataset.url = item.url;
  const text = document.createElement("span");
  text.lang = "vi";
  text.textContent = item.text;
  option.append(text);
  if (item.detail) {
    const detail = document.createElement("span");
    detail.className = "suggestion-detail";
    detail.textContent = item.detail;
    option.append(" ", detail);
  }
  return option;
}
