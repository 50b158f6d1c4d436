/** A figure in a notebook: a frame of the page, which the notebook's kernel serves. */

const ELSEWHERE =
  "This figure is served by the notebook's kernel on the kernel's own machine. Only a notebook " +
  "opened there, as localhost or 127.0.0.1, can show it. pellucid.show works everywhere without " +
  "`exhibit`.";

/** @param {any} a @param {any} b */
const same = (a, b) => Object.keys(b).every((name) => a[name] === b[name]);

/** @param {{model: any, el: HTMLElement}} widget */
function render({ model, el }) {
  const { hostname, origin } = location;
  if (!["localhost", "127.0.0.1"].includes(hostname)) {
    el.textContent = ELSEWHERE;
    return;
  }
  const server = `http://${hostname}:${model.get("port")}`;
  const allowed = new URLSearchParams({ frame: model.get("key"), within: origin });
  const frame = document.createElement("iframe");
  let shown = model.get("recipe"); // what the frame shows, as far as it is known here
  /** What it was turned away from; it may still say so for a moment. @type {any} */
  let before = null;

  const turn = () => {
    before = shown;
    shown = model.get("recipe");
    const recipe = encodeURIComponent(JSON.stringify(shown));
    frame.title = `Pellucid: ${model.get("exhibit")}`;
    frame.src = `${server}/figure/${model.get("exhibit")}?${allowed}#${recipe}`;
  };
  const changed = () => {
    if (!same(model.get("recipe"), shown)) turn();
  };
  /** @param {MessageEvent} message */
  const listen = ({ data, source }) => {
    if (source !== frame.contentWindow) return;
    frame.style.height = `${data.height}px`;
    const late = before && same(data.recipe, before);
    if (!late) before = null;
    if (late || same(data.recipe, shown)) return;
    shown = data.recipe;
    model.set("recipe", shown);
    model.save_changes();
  };

  frame.allow = "clipboard-write; fullscreen";
  frame.style.cssText = "border: 0; width: 100%; height: 640px; display: block";
  turn();
  el.append(frame);
  model.on("change:exhibit", turn);
  model.on("change:recipe", changed);
  window.addEventListener("message", listen);
  return () => {
    model.off("change:exhibit", turn);
    model.off("change:recipe", changed);
    window.removeEventListener("message", listen);
  };
}

export default { render };
