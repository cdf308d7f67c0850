/** Who wants to write: the chat's input takes the focus once it is shown, and gives it back. */
class Composer {
  /** Rises whenever somebody wants to write. */
  asked = $state(0);
  #before: HTMLElement | undefined;

  /** Somebody wants to write, coming from this element. */
  comeFrom(element: Element | null): void {
    this.#before = element instanceof HTMLElement && element !== document.body ? element : undefined;
    this.asked++;
  }

  /** Back to where they came from, else to the screen. */
  goBack(): void {
    const before = this.#before?.isConnected ? this.#before : document.getElementById('screen');
    before?.focus();
  }
}

export const composer = new Composer();
