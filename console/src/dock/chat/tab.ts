import { dock, type Tab } from '../../app/dock.svelte';
import { keyboard } from '../../app/keyboard.svelte';
import { composer } from './composer.svelte';

export const tab: Tab = { id: 'chat', title: 'Chat', order: 20, load: () => import('./Chat.svelte') };

keyboard.bind({
  id: 'chat',
  keys: '/',
  says: 'Ask in the chat, about the selection',
  where: 'Everywhere',
  run: () => {
    composer.comeFrom(document.activeElement);
    dock.show(tab.id);
  },
});
