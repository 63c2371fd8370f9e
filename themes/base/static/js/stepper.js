// Plus and minus beside a number. Without script the number is typed.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  event.preventDefault(); // in the basket these buttons send the form where there is no script
  const input = button.parentElement.querySelector("input");
  const least = Number(input.min || 1);
  const most = Number(input.max || 999);
  const now = Number.parseInt(input.value, 10) || least;
  const next = Math.min(most, Math.max(least, now + Number(button.dataset.step)));
  if (String(next) === input.value) return;
  input.value = next;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// A form that says so is sent when its number changes, once the fingers rest.
let resting;
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-submit-on-change]")) return;
  clearTimeout(resting);
  resting = setTimeout(() => (form.requestSubmit ? form.requestSubmit() : form.submit()), 600);
});
