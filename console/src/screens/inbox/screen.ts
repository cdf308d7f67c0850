import { route } from '../../app/route.svelte';
import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'inbox',
  title: 'Inbox',
  path: '/inbox',
  key: 'i',
  order: 25,
  icon: 'M4 5h16v14H4zM4 13.500h5l1.500 2.500h3l1.500-2.500h5',
  load: () => import('./Inbox.svelte'),
  commands: [{ id: 'inbox-situations', title: 'Show every case', run: () => route.go('/situations') }],
};
