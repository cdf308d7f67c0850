import { expect, test } from 'vitest';
import { clashes } from './clashes';

test('two bindings on the same keys are both named, those apart are not', () => {
  const found = clashes([
    { id: 'palette', where: 'Everywhere', says: 'Search', keys: 'ctrl+k' },
    { id: 'clear', where: 'Everywhere', says: 'Clear', keys: 'Escape | x' },
    { id: 'fit', where: 'Map', says: 'Fit', keys: '0 | x' },
    { id: 'zoom', where: 'Timeline', says: 'Fit the day', keys: '0' },
  ]);
  expect([...found]).toEqual([['fit', 'Clear']]);
});
