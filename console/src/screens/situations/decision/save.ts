/** Files for the person at the screen; a link cannot carry the key, so the page asks and hands the answer over. */
import { problemOf } from '../../../api/client';
import { session } from '../../../app/session.svelte';

/** Hand a text over as a file. */
export function saveFile(name: string, text: string | Blob, type: string): void {
  const address = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Ask the server for a file and hand it over; ProblemError when it refuses. */
export async function saveFrom(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${session.key}` } });
  if (!answer.ok) throw await problemOf(answer);
  saveFile(name, await answer.blob(), '');
}
