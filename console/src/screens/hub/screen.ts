import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'hub',
  title: 'Hub',
  path: '/hub/:airport?',
  key: 'h',
  order: 30,
  icon: 'M12 12 4 5M12 12l8-7M12 12l-8 7M12 12l8 7M12 12h.01M3 4h3M18 4h3M3 20h3M18 20h3M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  load: () => import('./HubScreen.svelte'),
};
