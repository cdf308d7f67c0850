import { route } from '../../app/route.svelte';
import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'passengers',
  title: 'Passengers',
  path: '/passengers',
  key: 'p',
  order: 50,
  icon: 'M5 20v-2a4 4 0 0 1 4-4h6a4 4 0 0 1 4 4v2M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  load: () => import('./PassengersScreen.svelte'),
  commands: [
    { id: 'passengers-waiting', title: 'Show passengers who wait for an answer', run: () => route.go('/passengers?state=waiting') },
    { id: 'passengers-rebooked', title: 'Show passengers who were rebooked', run: () => route.go('/passengers?state=rebooked') },
    { id: 'passengers-refunded', title: 'Show passengers who were refunded', run: () => route.go('/passengers?state=refunded') },
  ],
};
