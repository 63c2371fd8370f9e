// How far a long task is: the part is fetched anew every two seconds, and the whole page when it is over.
// Without script the page asks for itself.
const parser = new DOMParser();
const PAUSE = 2000;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = parser.parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    const old = document.querySelector("[data-progress]");
    if (!fresh || !old) {
      location.reload();
      return;
    }
    // What somebody is about to press stays under the finger: only the figures change.
    for (const part of ["h2", "progress", "[aria-live]"]) {
      const now = fresh.querySelector(part);
      const then = old.querySelector(part);
      if (now && then && now.outerHTML !== then.outerHTML) then.replaceWith(document.adoptNode(now));
    }
  } catch {
    // The network is away: the next turn tries again.
  }
  setTimeout(look, PAUSE);
}

if (document.querySelector("[data-progress]")) setTimeout(look, PAUSE);
