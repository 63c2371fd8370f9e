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
    const asked = words(input.value);
    list.replaceChildren(...groups.map((group, number) => drawGroup(group, number, asked)));
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
    const typed = input.value.trim();
    stopAsking();
    if (typed && typed.length < SHORTEST) return close();
    if (kept.has(typed)) return draw(kept.get(typed));
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (!answer.ok) return close();
      const { groups } = await answer.json();
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
      kept.set(typed, groups);
      if (document.activeElement === input && input.value.trim() === typed) draw(groups);
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
    // A Vietnamese keyboard is still putting a letter together; Safari says so by the number alone.
    if (event.isComposing || event.keyCode === 229) return;
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
    else if (event.key === "Enter" && options[active]) location.assign(options[active].href);
    else {
      if (event.key === "Tab") dismiss();
      else if (MOVES_CURSOR.has(event.key)) mark(-1); // back among the letters
      return;
    }
    event.preventDefault();
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the words keep the focus
  input.addEventListener("blur", dismiss);
  form.addEventListener("submit", dismiss);

  // A page kept for the back button shows the words that it answers, and no list over it.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    dismiss();
    input.value = input.defaultValue;
  });
}

// Read without marks, as the floor reads the beginning of a word.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function words(text) {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function drawGroup(group, number, asked) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  const name = document.createElement("p");
  name.className = "suggestions-name";
  name.id = `goi-y-nhom-${number}`;
  name.textContent = group.name;
  box.setAttribute("aria-labelledby", name.id);
  box.append(name, ...group.items.map((item) => drawOption(item, asked)));
  return box;
}

// A link, so that it opens in another tab as links do; the focus stays in the box.
function drawOption(item, asked) {
  const option = document.createElement("a");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.className = "suggestion";
  option.href = item.url;
  option.tabIndex = -1;
  option.draggable = false;
  const text = document.createElement("span");
  text.lang = "vi";
  text.append(...markBeginnings(item.text, asked));
  option.append(text);
  if (item.detail) {
    const detail = document.createElement("span");
    detail.className = "suggestion-detail";
    detail.textContent = item.detail;
    option.append(" ", detail);
  }
  return option;
}

// What was typed already stands out from what it may become: each word once, where it first begins one.
function markBeginnings(text, asked) {
  const left = [...asked].sort((one, other) => other.length - one.length);
  return text.normalize("NFC").split(/([\p{L}\p{N}]+)/u).flatMap((word) => {
    const at = left.findIndex((one) => fold(word).startsWith(one));
    if (at < 0) return word;
    const begun = document.createElement("b");
    begun.textContent = word.slice(0, left.splice(at, 1)[0].length);
    return [begun, word.slice(begun.textContent.length)];
  });
}
