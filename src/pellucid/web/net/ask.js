/** Ask the server: send JSON, fetch what it has, and say what goes wrong in one plain sentence. */
import { words } from "../words/en.js";
import { line } from "./line.js";
import { source } from "./source.js";

/** What kind of error a status is. @type {Record<number, string>} */
const KINDS = { 429: "busy", 501: "live", 503: "loading" };

/** A server's answer that is not a picture: one plain sentence, and what to do. */
export class ApiError extends Error {
  /** @param {string} sentence @param {string} [action] @param {string} [kind] */
  constructor(sentence, action = "", kind = "refused") {
    super(sentence);
    this.action = action;
    this.kind = kind;
    this.wait = 0;
  }
}

/** Post JSON. @param {string} route @param {any} body @param {AbortSignal} [signal] */
export async function send(route, body, signal) {
  const answer = await ask(route, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  line.works(); // what is only fetched may come from the browser's own store
  return answer;
}

/**
 * Fetch, and turn whatever goes wrong into one plain sentence.
 * @param {string} route @param {RequestInit} [options]
 */
export async function ask(route, options = {}) {
  let answer;
  try {
    answer = await source(route, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("", "", (await line.look()) ? "broken" : "stopped");
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  const error = new ApiError(
    said.error ?? words.errors.status(answer.status),
    said.action ?? "",
    KINDS[answer.status] ?? "refused",
  );
  error.wait = +(answer.headers.get("retry-after") ?? 0);
  throw error;
}
