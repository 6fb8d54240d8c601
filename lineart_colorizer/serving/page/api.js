/** The service, as the page knows it. Addresses are relative: the page may be served below any path. */

const TOKEN = "token";
const BUSY = [429, 503];
let memory = null; // where the session's own storage is shut

/** error.message is the service's own line. code: its error code, or "unreachable". retryAfter: seconds, of a busy service. */
export class ServiceError extends Error {
  constructor(message, { code = "", status = 0, retryAfter = null } = {}) {
    super(message);
    Object.assign(this, { code, status, retryAfter });
  }
}

/** Takes `#token=...` out of the address, and keeps it for this tab alone. Gives whether there was one. */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get(TOKEN);
  if (!given) return false;
  memory = given;
  try {
    sessionStorage.setItem(TOKEN, given);
  } catch {
    // storage is shut: memory will do until the page is left
  }
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

function token() {
  try {
    return memory ?? sessionStorage.getItem(TOKEN);
  } catch {
    return memory;
  }
}

async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token()) headers.set("Authorization", `Bearer ${token()}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("The service does not answer: is it still running?", { code: "unreachable" });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  const { code, message } = body?.error ?? {};
  const retryAfter = BUSY.includes(response.status) && code !== "model_broken" ? Number(response.headers.get("Retry-After")) || 1 : null;
  const said = message ?? `The service answered ${response.status} ${response.statusText}`.trim();
  return new ServiceError(said, { code, status: response.status, retryAfter });
}

/** {models: [{name, version, labels, varies, size, default, source}, ...], limits: {pixels, bytes} of a picture and of a request} */
export async function listModels() {
  return (await call("v1/models")).json();
}

/** fields: strings, numbers, booleans and files by their names; those that are null, false or "" are left out. Gives the Response. */
export function colorize(fields, { accept, signal } = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === false || value === "") continue;
    form.append(name, value instanceof Blob ? value : String(value), ...(value instanceof Blob ? [value.name ?? `${name}.png`] : []));
  }
  return call("v1/colorize", { method: "POST", body: form, signal, headers: accept ? { Accept: accept } : {} });
}
