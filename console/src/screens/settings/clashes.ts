/** Keys that two bindings of the same place share. */
export interface Bound {
  id: string;
  where: string;
  says: string;
  keys: string;
}

/** For each binding whose keys another one of its place, or one that works everywhere, has too: what that other one does. */
export function clashes(bound: readonly Bound[], everywhere: readonly string[] = ['Everywhere', 'Screens']): Map<string, string> {
  const found = new Map<string, string>();
  for (const one of bound) {
    const own = one.keys.split(' | ');
    const other = bound.find(
      (candidate) =>
        candidate.id !== one.id &&
        (candidate.where === one.where || everywhere.includes(candidate.where)) &&
        candidate.keys.split(' | ').some((keys) => own.includes(keys)),
    );
    if (other) found.set(one.id, other.says);
  }
  return found;
}
