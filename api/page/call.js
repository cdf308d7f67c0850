// The page's only way to the server: JSON with a key, problems as errors, and the event stream with resumption.

const STORED = "downline-key";
let key = sessionStorage.getItem(STORED) || "";

export const hasKey = () => key !== "";
export function useKey(chosen) {
  key = chosen;
  sessionStorage.setItem(STORED, chosen);
}

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `HTTP ${status}`);
    this.status = status;
    this.document = document;
    this.faults = document.errors || [];
  }
}

function unique() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(method, path, body, headers) {
  let response;
  try {
    response = await fetch("/api/v1/" + path, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw new Problem(0, { detail: "The server cannot be reached. What is shown may be old; it is tried again.", errors: [] });
  }
  const text = await response.text();
  if (response.ok && !response.headers.get("Content-Type").includes("json")) return text;
  let document = {};
  try {
    document = text ? JSON.parse(text) : {};
  } catch (error) {
    document = { detail: text };
  }
  if (!response.ok) throw new Problem(response.status, document);
  return document;
}

export const get = (path) => send("GET", path);
export const post = (path, body, headers = {}) => send("POST", path, body, { "Idempotency-Key": unique(), ...headers });

// A POST that is answered by events as they happen: `hear(name, data)` for each.
export async function stream(path, body, hear) {
  let response;
  try {
    response = await fetch("/api/v1/" + path, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new Problem(0, { detail: "The server cannot be reached.", errors: [] });
  }
  if (!response.ok) throw new Problem(response.status, await response.json());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      const name = lines.filter((line) => line.startsWith("event: ")).map((line) => line.slice(7)).join("");
      if (data) hear(name, JSON.parse(data));
    }
  }
}

// Saves a page of the server as a file: opened here it would fall under this page's own rules, which forbid its style.
export async function save(path, name) {
  const page = new Blob([await send("GET", path)], { type: "text/html;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(page);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export async function follow(hear, connected) {
  let last = "";
  for (;;) {
    try {
      const response = await fetch("/api/v1/events", {
        headers: { Authorization: `Bearer ${key}`, ...(last ? { "Last-Event-ID": last } : {}) },
      });
      if (!response.ok) throw new Error(String(response.status));
      connected(true);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        rest += value;
        const blocks = rest.split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
          if (!data) continue;
          const message = JSON.parse(data);
          last = message.seq;
          hear(message);
        }
      }
    } catch (error) {
      // Falls through to the next attempt.
    }
    connected(false);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}
