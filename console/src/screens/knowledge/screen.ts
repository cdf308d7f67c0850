import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'knowledge',
  title: 'Knowledge',
  path: '/knowledge',
  key: 'k',
  order: 75,
  icon: 'M5 4.5h10a3 3 0 0 1 3 3v12H8a3 3 0 0 1-3-3zM5 16.5a3 3 0 0 1 3-3h10M9 8h5',
  load: () => import('./Knowledge.svelte'),
};
