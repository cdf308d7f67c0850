/**
 * Adds up what our own script takes of each frame: every listener, timer and animation callback of the page is timed, whoever
 * registered it. Import it before anything else.
 */
export interface Watched {
  /** Milliseconds of script per frame in which there was any. */
  script: number[];
  /** Milliseconds between frames. */
  frames: number[];
}

let script = 0;
let depth = 0;
let last = 0;
let watched: Watched = { script: [], frames: [] };

function timed<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  return function (this: unknown, ...args: A): R {
    if (depth > 0) return work.apply(this, args);
    const from = performance.now();
    depth += 1;
    try {
      return work.apply(this, args);
    } finally {
      depth -= 1;
      script += performance.now() - from;
    }
  };
}

const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => frame(timed(callback));
const timeout = window.setTimeout.bind(window);
// Only functions are ever given to it here.
window.setTimeout = ((work: () => void, delay?: number) => timeout(timed(work), delay)) as typeof window.setTimeout;
const micro = window.queueMicrotask.bind(window);
window.queueMicrotask = (work) => micro(timed(work));
const listen = EventTarget.prototype.addEventListener;
const wrapped = new WeakMap<object, EventListener>();
EventTarget.prototype.addEventListener = function (type, listener, options) {
  if (typeof listener !== 'function') return listen.call(this, type, listener, options);
  const already = wrapped.get(listener) ?? timed(listener as EventListener);
  wrapped.set(listener, already);
  listen.call(this, type, already, options);
};
const forget = EventTarget.prototype.removeEventListener;
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  forget.call(this, type, (listener && wrapped.get(listener)) ?? listener, options);
};
window.ResizeObserver = class extends ResizeObserver {
  constructor(work: ResizeObserverCallback) {
    super(timed(work));
  }
};

function tick(now: number): void {
  if (last > 0) watched.frames.push(now - last);
  last = now;
  // A message runs after the frame's own callbacks, when all that was done for it is done.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (script > 0) watched.script.push(script);
    script = 0;
  };
  port2.postMessage(undefined);
  frame(tick);
}
frame(tick);

/** What was measured since the last call. */
export function taken(): Watched {
  const now = watched;
  watched = { script: [], frames: [] };
  return now;
}

/** Counts work that is not called by the browser, such as a stream's next message. */
export const counted = timed;
