// On a wide screen a filter applies when it is chosen; on a phone the sheet's button sends them all.
const form = document.querySelector("[data-facets]");
const wide = matchMedia("(min-width: 60rem)");

if (form) {
  // Empty fields would only make the address longer.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form) return;
    if (!wide.matches && field.name !== "sap-xep") return;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  });
}
