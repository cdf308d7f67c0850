import { counted, taken } from './watch';
import '@fontsource-variable/inter';
import '../../src/app/tokens.css';
import '../../src/app/base.css';
import { flushSync, mount } from 'svelte';
import { seeded } from './day';
import Page from './Page.svelte';

declare global {
  interface Window {
    bench: {
      taken: typeof taken;
      rows: (height: 'normal' | 'dense' | 'overview') => void;
      fit: () => void;
      updates: (perSecond: number, seconds: number) => Promise<number>;
      typed: () => string;
    };
  }
}

const target = document.getElementById('console');
if (!target) throw new Error('The page has no place for the timeline.');
const page = mount(Page, { target });

window.bench = {
  taken,
  rows: page.rows,
  fit: page.fit,
  typed: page.typed,
  updates: (perSecond, seconds) =>
    new Promise((resolve) => {
      const random = seeded(7);
      const from = performance.now();
      let done = 0;
      const update = counted(() => flushSync(() => page.update(random)));
      // As many as are due by now, so that a slow timer does not make it easier.
      const timer = setInterval(() => {
        const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - from) / 1000) * perSecond));
        for (; done < due; done += 1) update();
        if (done < perSecond * seconds) return;
        clearInterval(timer);
        resolve(done);
      }, 5);
    }),
};
