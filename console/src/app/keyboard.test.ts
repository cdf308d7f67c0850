import { beforeAll, expect, test } from 'vitest';

// The module listens to the window and keeps changed keys in the browser; what is tested needs neither.
beforeAll(() => {
  Object.assign(globalThis, { addEventListener: () => undefined, localStorage: { getItem: () => null, setItem: () => undefined } });
});

const key = (named: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key: named, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held,
});

test('keys are written as bindings name them, on every keyboard', async () => {
  const { pressedKeys } = await import('./keyboard.svelte');
  expect(pressedKeys(key('k', { ctrlKey: true }))).toBe('ctrl+k');
  expect(pressedKeys(key('K', { metaKey: true }))).toBe('ctrl+k');
  expect(pressedKeys(key('Z', { ctrlKey: true, shiftKey: true }))).toBe('ctrl+shift+z');
  // The sign says itself whether Shift was needed for it.
  expect(pressedKeys(key('?', { shiftKey: true }))).toBe('?');
  expect(pressedKeys(key('Enter', { shiftKey: true }))).toBe('shift+Enter');
});

test('a modifier alone is no key', async () => {
  const { pressedKeys } = await import('./keyboard.svelte');
  expect(['Shift', 'Control', 'Alt', 'Meta'].map((one) => pressedKeys(key(one)))).toEqual(['', '', '', '']);
});
