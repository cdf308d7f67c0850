/** What a person sees while the line is good, cut, and good again. */
import { expect, signedIn, test } from './downline';
import { Line } from './line';

interface Told {
  type: string;
  seq: string;
}

/** The page notes every message of its stream as it arrives, beside using it. */
function noteStream(): void {
  const noted: Told[] = [];
  Object.assign(window, { noted });
  const real = window.fetch.bind(window);
  window.fetch = async (...asked: Parameters<typeof fetch>) => {
    const answer = await real(...asked);
    const url = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
    if (!url.includes('/api/v1/events') || !answer.body) return answer;
    const [page, copy] = answer.body.tee();
    void (async () => {
      const reader = copy.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return;
        text += value!.replaceAll('\r', '');
        const frames = text.split('\n\n');
        text = frames.pop()!;
        for (const frame of frames) {
          const type = /^event: ?(.*)$/m.exec(frame)?.[1];
          const seq = /^id: ?(.*)$/m.exec(frame)?.[1];
          if (type && seq) noted.push({ type, seq });
        }
      }
    })();
    return new Response(page, { status: answer.status, headers: answer.headers });
  };
}

test('a stream that is cut for a minute says so, keeps the picture and goes on without a gap or a duplicate', async ({ browser, downline }) => {
  await downline.loadDay();
  const line = new Line(downline.port);
  await line.open();
  const context = await signedIn(browser, downline, 'controller');
  const page = await context.newPage();
  await page.addInitScript(noteStream);
  await page.goto(`${line.address}/ops`);
  const state = page.locator('header .state');
  await expect(state).toHaveText(/LIVE/);
  await expect(page.getByRole('grid')).toBeVisible();
  await downline.ask('POST', 'simulation/speed', { speed: 600 });
  await page.waitForTimeout(5_000);

  line.cut();
  await expect(state).toHaveText(/RECONNECTING|STALE/);
  await expect(page.locator('footer').getByRole('alert')).toContainText('nothing can be published');
  await expect(page.getByRole('grid')).toBeVisible();
  await page.waitForTimeout(60_000);
  line.mend();
  await expect(state).toHaveText(/LIVE/, { timeout: 20_000 });
  await downline.ask('POST', 'simulation/speed', { speed: 0 });
  await page.waitForTimeout(2_000);

  const noted = await page.evaluate(() => (window as unknown as { noted: Told[] }).noted);
  const own = new Set(['board', 'board.delta', 'clock', 'case.progress', 'resync']);
  const versions = noted.filter((one) => !own.has(one.type)).map((one) => Number(one.seq.split(':').at(-2)));
  expect(versions.length).toBeGreaterThan(50);
  expect(versions).toEqual(versions.map((_, place) => versions[0]! + place));
  const { version } = await downline.ask<{ version: number }>('GET', 'simulation');
  expect(versions.at(-1)).toBe(version);

  // What is shown is what the server has.
  const { flights } = await downline.ask<{ flights: { number: string; status: string }[] }>('GET', 'board');
  const departed = flights.filter((one) => one.status === 'departed' || one.status === 'arrived');
  expect(departed.length).toBeGreaterThan(5);
  await page.getByRole('searchbox', { name: 'Filter by flight, tail or station' }).fill(departed[0]!.number);
  await expect(page.getByRole('gridcell', { name: new RegExp(`${departed[0]!.number} .*${departed[0]!.status}`) })).toBeAttached();
  await context.close();
  line.close();
});

test('a reload comes back to the same place with the same picture', async ({ open, downline }) => {
  await downline.loadDay();
  const page = await open('/ops?airport=BOS&only=all');
  await expect(page.getByRole('status').filter({ hasText: /of 299 flights/ })).toBeVisible();
  const said = await page.getByRole('status').filter({ hasText: /of 299 flights/ }).innerText();
  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible();
  expect(new URL(page.url()).search).toContain('airport=BOS');
});
