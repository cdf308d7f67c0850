import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'audit',
  title: 'Audit',
  path: '/audit',
  key: 'a',
  order: 80,
  icon: 'M9 4h6M8 3.5h8v3H8zM6 5H4.5v15.5h15V5H18M8 12.5l2.5 2.5L16 9.5',
  load: () => import('./Audit.svelte'),
};
