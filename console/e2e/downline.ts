/** A real server with the embedded scenario, and pages signed in to it. Every page is watched: no other origin, no fault. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

const ROOT = new URL('../../', import.meta.url).pathname;

async function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

/** One server process on one database; it can be killed and started again on the same. */
export class Downline {
  #process: ChildProcess | undefined;
  #folder = mkdtempSync(join(tmpdir(), 'downline-e2e-'));
  port = 0;

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    const python = process.env.PYTHON ?? `${ROOT}.venv/bin/python`;
    this.#process = spawn(python, ['-m', 'api', 'serve', '--port', String(this.port)], {
      cwd: ROOT,
      env: { ...process.env, DOWNLINE_DATABASE: `sqlite:///${this.#folder}/downline.db`, DOWNLINE_EMBEDDINGS: 'off', LANGGRAPH_STRICT_MSGPACK: 'true' },
      stdio: ['ignore', 'ignore', process.env.DOWNLINE_LOUD ? 'inherit' : 'ignore'],
    });
    const until = Date.now() + 90_000;
    while (Date.now() < until) {
      try {
        if ((await fetch(`${this.address}/readyz`)).ok) return;
      } catch {
        // not listening yet
      }
      await new Promise((wait) => setTimeout(wait, 250));
    }
    throw new Error('the server was not ready after 90 s; run with DOWNLINE_LOUD=1 to see why');
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (!process) return;
    this.#process = undefined;
    await new Promise((gone) => {
      process.once('exit', gone);
      process.kill('SIGKILL');
    });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ask the API as a program would; fails on a refusal. */
  async ask<T>(method: string, path: string, body?: unknown, role = 'duty-manager'): Promise<T> {
    const answer = await fetch(`${this.address}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer demo-${role}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The embedded day afresh, clock stopped at its start. */
  async loadDay(): Promise<void> {
    await this.ask('POST', 'scenarios/nyc-2013-02-08/load');
  }

  /** A case with its options on the table. */
  async proposed(disruption: object): Promise<string> {
    const { case_id } = await this.ask<{ case_id: string }>('POST', 'cases?budget_s=2', disruption);
    const until = Date.now() + 120_000;
    while (Date.now() < until) {
      const { status } = await this.ask<{ status: string }>('GET', `cases/${case_id}`);
      if (status === 'proposed') return case_id;
      await new Promise((wait) => setTimeout(wait, 500));
    }
    throw new Error(`${case_id} had no options after 120 s`);
  }
}

export const CANCELLED = {
  kind: 'flight_cancelled',
  flight_id: 'B61010/2013-02-08/JFK',
  reported_at: '2013-02-08T09:00:00Z',
  reason_code: '63',
};

/** What a page did that it must not. */
export interface Watched {
  foreign: string[];
  faults: string[];
}

function watch(page: Page, address: () => string, seen: Watched): void {
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== address()) seen.foreign.push(request.url());
  });
  page.on('pageerror', (error) => seen.faults.push(String(error)));
  page.on('console', (message) => {
    // A request that fails is what some of these tests are about; a policy that was broken never is.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) seen.faults.push(message.text());
  });
}

interface Fixtures {
  /** Open a page in a browser of its own, signed in; `path` is where it begins. */
  open: (path?: string, role?: string) => Promise<Page>;
  seen: Watched;
}

export const test = base.extend<Fixtures, { downline: Downline }>({
  downline: [
    async ({}, use) => {
      const downline = new Downline();
      await downline.start();
      await use(downline);
      await downline.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  seen: async ({}, use) => {
    const seen: Watched = { foreign: [], faults: [] };
    await use(seen);
    expect(seen.foreign, 'requests to another origin').toEqual([]);
    expect(seen.faults, 'faults in the page').toEqual([]);
  },
  open: async ({ browser, downline, seen }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (path = '/ops', role = 'duty-manager') => {
      const context = await signedIn(browser, downline, role);
      contexts.push(context);
      const page = await context.newPage();
      watch(page, () => downline.address, seen);
      await page.goto(downline.address + path);
      return page;
    });
    await Promise.all(contexts.map((one) => one.close()));
  },
});

/** A browser of its own in which somebody has signed in and seen the tour. */
export async function signedIn(browser: Browser, downline: Downline, role: string, more: Record<string, unknown> = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...(more.viewport ? { viewport: more.viewport as { width: number; height: number } } : {}) });
  const { viewport: _, ...kept } = more;
  await context.addInitScript(
    ([key, preferences]) => {
      if (!localStorage.getItem('downline.key')) localStorage.setItem('downline.key', key!);
      if (!localStorage.getItem('downline.preferences')) localStorage.setItem('downline.preferences', preferences!);
    },
    [`demo-${role}`, JSON.stringify({ toured: true, ...kept })],
  );
  return context;
}

export { expect };
