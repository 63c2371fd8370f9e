// On a wide screen a filter applies when it is chosen; on a phone the sheet's button sends them all.
const form = document.querySelector("[data-facets]");
const wide = matchMedia("(min-width: 60rem)");

if (form) {
  // Empty fields would only make the address longer.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  // Whoever comes back with the browser's button finds the filters that the list below was made with, not the
  // ones that were chosen on leaving, and no sheet over it.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    form.reset();
    if (form.matches(":popover-open")) form.hidePopover();
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form) return;
    if (!wide.matches && field.name !== "sap-xep") return;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  });
}
