/** How many situations wait for this person. */
class Inbox {
  waiting = $state(0);
}

export const inbox = new Inbox();
