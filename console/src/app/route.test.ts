import { beforeAll, expect, test } from 'vitest';

beforeAll(() => {
  Object.assign(globalThis, { addEventListener: () => undefined, location: { pathname: '/', search: '' } });
});

test('a pattern takes the parts of a path, and those that may be missing', async () => {
  const { matched } = await import('./route.svelte');
  expect(matched('/situations/:situation?', '/situations')).toEqual({});
  expect(matched('/situations/:situation?', '/situations/C1')).toEqual({ situation: 'C1' });
  expect(matched('/crew/:crew?', '/crew/B6%20007')).toEqual({ crew: 'B6 007' });
  expect(matched('/ops', '/situations')).toBeUndefined();
  expect(matched('/ops', '/ops/more')).toBeUndefined();
});

test('what the server answers itself is no path of the console', async () => {
  const { isServerPath } = await import('./route.svelte');
  expect(['/docs', '/api/v1/cases', '/metrics'].every(isServerPath)).toBe(true);
  expect(['/ops', '/apis', '/'].some(isServerPath)).toBe(false);
});
