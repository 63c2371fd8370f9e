// Drawing the part of a picture that stays. The four numbers below are what is sent; this fills them in.
const form = document.querySelector("form[data-crop]");
const stage = form?.querySelector("[data-crop-stage]");
const frame = form?.querySelector("[data-crop-frame]");
const field = (name) => form.elements.namedItem(name);
const sides = ["left", "right", "top", "bottom"];
let from = null;

const clamp = (number) => Math.min(100, Math.max(0, number));

function place(event) {
  const box = stage.getBoundingClientRect();
  return [clamp(((event.clientX - box.left) / box.width) * 100), clamp(((event.clientY - box.top) / box.height) * 100)];
}

// The server turns first and cuts then, so the frame is shown only on a picture that is not turned.
function draw() {
  const [left, right, top, bottom] = sides.map((name) => clamp(Number(field(name).value) || 0));
  frame.hidden = field("turn").value !== "0" || left + right + top + bottom === 0;
  frame.style.setProperty("inset", `${top}% ${right}% ${bottom}% ${left}%`);
}

if (form) {
  stage.addEventListener("pointerdown", (event) => {
    if (field("turn").value !== "0") return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    from = place(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = place(event);
    field("left").value = Math.round(Math.min(from[0], to[0]));
    field("right").value = Math.round(100 - Math.max(from[0], to[0]));
    field("top").value = Math.round(Math.min(from[1], to[1]));
    field("bottom").value = Math.round(100 - Math.max(from[1], to[1]));
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, () => {
      from = null;
    });
  }
  form.addEventListener("input", draw);
  draw();
}
