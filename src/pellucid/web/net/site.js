/** A site of plain files: questions that were answered beforehand, and walks that were walked. */
import { words } from "../words/en.js";
import { file as fetched, inside } from "./files.js";

export { inside } from "./files.js";

const FOLDER = /** @type {string} */ (document.documentElement.dataset.site);

/** JSON with its names in order, so that equal questions are equal texts. @param {any} value */
function canonical(value) {
  const ordered = (/** @type {string} */ _, /** @type {any} */ each) =>
    each && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, ordered);
}

/** @param {string} error @param {string} action @param {number} status */
const refusal = (error, action, status) => Response.json({ error, action }, { status });

const lost = () => refusal(words.site.lost, words.site.reload, 404);

/** A file of the site. @param {string} path @param {RequestInit} [options] */
async function file(path, options) {
  const answer = await fetched(path, options);
  return answer.status === 404 ? lost() : answer;
}

/** What the page must know before anything else; without it the page says so, and no more. */
async function info() {
  const answer = await file(`${FOLDER}info.json`);
  const told = answer.ok && (await answer.json().catch(() => null));
  if (told) return Response.json(told);
  const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
  banner.textContent = `${words.site.lost} ${words.site.reload}`;
  banner.hidden = false;
  return lost();
}

/** Answers by their questions, fetched once. @type {Promise<Map<string, any>> | undefined} */
let known;

async function answers() {
  const list = await (await fetched(`${FOLDER}answers.json`)).json();
  return new Map(list.map((/** @type {any} */ { question, plan }) => [canonical(question), plan]));
}

/** What was planned for a question; nothing if nobody asked it. @param {any} question */
async function plan({ exhibit, settings, params, route }) {
  known ??= answers();
  return (await known).get(canonical({ exhibit, settings, params, route }));
}

/**
 * The address of a photo: the SHA-256 of its pixels, as Python names it. Only a page that came over
 * a safe line may count one.
 * @param {Blob} photo
 */
async function named(photo) {
  const image = await createImageBitmap(photo);
  const brush = new OffscreenCanvas(image.width, image.height).getContext("2d");
  if (!brush || !crypto.subtle) return "";
  brush.drawImage(image, 0, 0);
  const { data } = brush.getImageData(0, 0, image.width, image.height);
  const head = new TextEncoder().encode(`RGB ${image.width}x${image.height}\n`);
  const bytes = new Uint8Array(head.length + (data.length / 4) * 3);
  bytes.set(head);
  for (let n = 0, at = head.length; n < data.length; n += 4, at += 3)
    bytes.set(data.subarray(n, n + 3), at);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Answer what a server would be asked.
 * @param {string} route @param {RequestInit} [options]
 */
export async function answer(route, options = {}) {
  const [, what, name, part] = route.split("?")[0].split("/");
  if (!route.startsWith("/")) return file(route, options);
  if (route === "/healthz") return Response.json({ alive: true });
  if (route === "/api/info") return info();
  if (what === "jobs" && part === "stream") return file(`${FOLDER}${name}.bin`, options);
  if (what === "jobs") return new Response(null, { status: 204 });
  if (route === "/api/photo")
    return Response.json({ photo: await named(/** @type {Blob} */ (options.body)) });
  const body = typeof options.body === "string" ? JSON.parse(options.body) : {};
  const asked = what === "api" ? plan({ ...body, route: name }) : undefined;
  const found = await asked?.catch(() => null);
  if (found === null) return lost();
  return found ? Response.json(found) : refusal(words.site.absent, words.site.live, 501);
}

/**
 * The address of a picture to keep: a site has it in fewer bytes, or not at all.
 * @param {Walk} walk @param {string} name
 */
export function offered({ where, shipped }, name) {
  const there = [name, name.replace(".png", ".webp")].find((each) => shipped.includes(each));
  const path = `${where}/${there}`;
  return there ? (inside(path) ?? path) : "";
}

/** Load the page as it came, at the same figure. @param {Element} place in it */
export function anew(place) {
  const figure = /** @type {HTMLElement | null} */ (place.closest("[data-exhibit]"));
  history.replaceState(null, "", `${location.pathname}#/${figure?.dataset.exhibit ?? ""}`);
  location.reload();
}
